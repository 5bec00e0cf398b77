#pragma once

#include <string>
#include <utility>

#include "net/http.h"

namespace plenary::site {

/// An answer for this reader and this moment alone.
inline net::Response uncached(net::Response response) {
  response.with("cache-control", "no-store");
  return response;
}

inline net::Response uncached_json(std::string body, int status = 200) {
  return uncached(net::json(std::move(body), status));
}

inline net::Response no_content() {
  net::Response response;
  response.status = 204;
  return uncached(std::move(response));
}

inline net::Response not_found() {
  return uncached(net::problem(404, "Not found", "There is no such thing here."));
}

inline net::Response malformed(std::string_view detail) {
  return uncached(net::problem(400, "Malformed", detail));
}

}  // namespace plenary::site
