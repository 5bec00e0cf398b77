#include "site/guard.h"

#include "account/secret.h"

namespace plenary::site {
namespace {

bool is_safe(net::Method method) {
  return method == net::Method::kGet || method == net::Method::kHead ||
         method == net::Method::kOptions;
}

net::Response refused(int status, std::string_view title, std::string_view detail) {
  net::Response response = net::problem(status, title, detail);
  response.with("cache-control", "no-store");
  return response;
}

}  // namespace

std::string_view cookie_name(const net::Request& request) {
  return request.secure ? "__Host-plenary" : "plenary";
}

bool same_origin(const net::Request& request) {
  const std::string_view origin = request.header("origin");
  if (origin.empty()) return true;
  const std::size_t scheme = origin.find("://");
  if (scheme == std::string_view::npos) return false;
  std::string_view host = request.header("host");
  if (host.empty()) host = request.header(":authority");
  return origin.substr(scheme + 3) == host;
}

std::variant<conference::Login, net::Response> organiser_of(const net::Request& request,
                                                            const conference::Logins& logins) {
  auto login = logins.find(request.cookie(cookie_name(request)));
  if (!login) return refused(401, "Sign in first", "This needs the organiser's login.");
  if (login->role != "organiser") {
    return refused(403, "Not for this account", "Only an organiser may do this.");
  }
  if (!is_safe(request.method)) {
    const bool token_right = account::equal_secrets(request.header("x-plenary-csrf"), login->csrf);
    if (!token_right || !same_origin(request)) {
      return refused(403, "Not from this page", "Reload the page and try again.");
    }
  }
  return std::move(*login);
}

}  // namespace plenary::site
