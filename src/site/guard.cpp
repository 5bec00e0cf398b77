#include "site/guard.h"

#include "account/rate_limit.h"
#include "account/secret.h"

namespace plenary::site {
namespace {

constexpr std::string_view kAttributes = "; Path=/; HttpOnly; SameSite=Strict";

std::string cookie(const net::Request& request, std::string_view token, std::string_view max_age) {
  std::string text(cookie_name(request));
  text.append("=").append(token).append(kAttributes).append("; Max-Age=").append(max_age);
  if (request.secure) text += "; Secure";
  return text;
}

}  // namespace

std::string_view cookie_name(const net::Request& request) {
  return request.secure ? "__Host-plenary" : "plenary";
}

std::string login_cookie(const net::Request& request, std::string_view token) {
  return cookie(request, token, "1209600");
}

std::string no_cookie(const net::Request& request) {
  return cookie(request, "", "0");
}

bool is_safe(net::Method method) {
  return method == net::Method::kGet || method == net::Method::kHead ||
         method == net::Method::kOptions;
}

bool same_origin(const net::Request& request) {
  const std::string_view origin = request.header("origin");
  if (origin.empty()) return true;
  const std::size_t scheme = origin.find("://");
  if (scheme == std::string_view::npos) return false;
  // A page of the same host without TLS is another's: anybody on the way could have written it.
  if (request.secure && origin.substr(0, scheme) != "https") return false;
  std::string_view host = request.header("host");
  if (host.empty()) host = request.header(":authority");
  return origin.substr(scheme + 3) == host;
}

std::optional<conference::Login> login_of(const net::Request& request,
                                          const conference::Accounts& accounts) {
  return accounts.find(request.cookie(cookie_name(request)));
}

bool csrf_right(const net::Request& request, const conference::Login& login) {
  return is_safe(request.method) ||
         account::equal_secrets(request.header("x-plenary-csrf"), login.csrf);
}

account::Visitor visitor_of(const net::Request& request, const conference::Accounts& accounts) {
  auto login = login_of(request, accounts);
  if (!login || !same_origin(request) || !csrf_right(request, *login)) return {};
  return std::move(login->visitor);
}

std::string client_prefix(const net::Request& request) {
  return account::address_prefix(request.peer);
}

}  // namespace plenary::site
