#pragma once

#include <string>

#include "net/http.h"

namespace plenary::site {

/// Scheme and host by which the reader reached the site, "https://conference.example", for
/// addresses that are taken elsewhere. A proxy on this machine says by X-Forwarded-Proto what it
/// was asked by. What is no host name is localhost.
std::string origin_of(const net::Request& request);

}  // namespace plenary::site
