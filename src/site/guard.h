#pragma once

#include <string>
#include <variant>

#include "conference/logins.h"
#include "net/http.h"

namespace plenary::site {

/// The cookie's name: with the __Host- prefix over TLS, without it on plain HTTP (a laptop's localhost).
std::string_view cookie_name(const net::Request& request);

/// The organiser behind a request, or the answer that refuses it: 401 without a valid cookie, 403 for
/// another role, for an unsafe method without the login's X-Plenary-Csrf header, or one that another
/// site's page sent (Origin).
std::variant<conference::Login, net::Response> organiser_of(const net::Request& request,
                                                            const conference::Logins& logins);

/// True unless a browser says that a page of another origin made the request.
bool same_origin(const net::Request& request);

}  // namespace plenary::site
