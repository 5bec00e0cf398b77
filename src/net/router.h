#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/http.h"

namespace plenary::net {

/// Sends a request to the handler of its path and method. Filled once at start, then shared by all
/// threads. HEAD follows GET; an unknown path is a 404 problem, a known path with another method a
/// 405 with Allow.
class Router {
 public:
  /// Exactly `path`.
  Router& exact(Method method, std::string path, Handler handler);
  /// Every path that begins with `prefix`, which ends with '/'. The longest prefix wins, an exact
  /// path before any; a handler under a prefix says itself what of it does not exist.
  Router& prefix(Method method, std::string prefix, Handler handler);
  /// Instead of the 404 problem.
  Router& otherwise(Handler handler);

  boost::asio::awaitable<Response> operator()(Request& request) const;

  /// What there is, "GET /healthz" and, for a prefix, "GET /live/": for who documents it.
  std::vector<std::string> routes() const;

  /// Moves the routes into a handler for HttpServer.
  Handler handler() &&;

 private:
  using Methods = std::vector<std::pair<Method, Handler>>;
  const Methods* find(std::string_view path) const;

  std::map<std::string, Methods, std::less<>> exact_;
  std::vector<std::pair<std::string, Methods>> prefixes_;  // Longest first.
  Handler otherwise_;
};

}  // namespace plenary::net
