#pragma once

#include <string_view>

#include "conference/document.h"
#include "net/http.h"

namespace plenary::site {

/// A public document: revalidated by its tag, kept a second by caches in between.
net::Response document_response(const net::Request& request, const conference::Document& document,
                                std::string_view type = "application/json");

/// "https://plenary.example": where the reader found this site, without a slash at the end.
std::string site_origin(const net::Request& request);

}  // namespace plenary::site
