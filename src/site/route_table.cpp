#include "site/route_table.h"

#include <memory>

#include "base/check.h"
#include "base/text.h"
#include "site/guard.h"

namespace plenary::site {
namespace {

using account::may;
using account::may_somewhere;
using boost::asio::awaitable;
using net::Method;
using net::Request;
using net::Response;

const char* name_of(Method method) {
  switch (method) {
    case Method::kPost:
      return "POST";
    case Method::kPut:
      return "PUT";
    case Method::kPatch:
      return "PATCH";
    case Method::kDelete:
      return "DELETE";
    default:
      return "GET, HEAD";
  }
}

bool answers(const Route& route, Method asked) {
  return route.method == asked || (route.method == Method::kGet && asked == Method::kHead);
}

/// The values of the braces if `path` has the form of `pattern`.
std::optional<PathValues> values_of(std::string_view pattern, std::string_view path) {
  const auto wanted = base::split(pattern, '/');
  const auto given = base::split(path, '/');
  if (wanted.size() != given.size()) return std::nullopt;
  PathValues values;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (!wanted[i].starts_with('{')) {
      if (wanted[i] != given[i]) return std::nullopt;
      continue;
    }
    const std::size_t end = wanted[i].find('}');
    const std::string_view suffix = wanted[i].substr(end + 1);  // "{report}.pdf"
    if (given[i].size() <= suffix.size() || !given[i].ends_with(suffix)) return std::nullopt;
    values.add(std::string(wanted[i].substr(1, end - 1)),
               std::string(given[i].substr(0, given[i].size() - suffix.size())));
  }
  return values;
}

Response refused(int status, std::string_view title, std::string_view detail) {
  Response response = net::problem(status, title, detail);
  response.with("cache-control", "no-store");
  return response;
}

Response not_here() {
  return refused(404, "Not found", "There is no such thing here.");
}

const std::shared_ptr<const net::SharedHeaders>& api_headers() {
  static const auto headers = std::make_shared<const net::SharedHeaders>(net::SharedHeaders::Fields{
      {"x-content-type-options", "nosniff"},
      {"content-security-policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"},
      {"referrer-policy", "no-referrer"},
      {"cross-origin-resource-policy", "cross-origin"}});
  return headers;
}

}  // namespace

void PathValues::add(std::string name, std::string value) {
  values_.emplace_back(std::move(name), std::move(value));
}

const std::string& PathValues::operator[](std::string_view name) const {
  static const std::string none;
  for (const auto& [known, value] : values_) {
    if (known == name) return value;
  }
  return none;
}

RouteTable& RouteTable::add(Route route) {
  PLENARY_CHECK(route.path.starts_with("/api/") && route.handle);
  PLENARY_CHECK(route.access == Access::kInPlace || !route.place);
  if (route.path.find('{') == std::string::npos) {
    exact_.emplace(route.path, routes_.size());
  } else {
    patterns_.push_back(routes_.size());
  }
  routes_.push_back(std::move(route));
  return *this;
}

RouteTable::Match RouteTable::match(const Request& request) const {
  Match match;
  const auto consider = [&](const Route& route, PathValues values) {
    if (!answers(route, request.method)) {
      match.allow += (match.allow.empty() ? "" : ", ") + std::string(name_of(route.method));
    } else if (match.route == nullptr) {
      match.route = &route;
      match.values = std::move(values);
    }
  };
  const auto [first, last] = exact_.equal_range(request.path);
  for (auto found = first; found != last; ++found) consider(routes_[found->second], {});
  if (first != last) return match;
  for (const std::size_t index : patterns_) {
    if (auto values = values_of(routes_[index].path, request.path)) {
      consider(routes_[index], std::move(*values));
    }
  }
  return match;
}

std::variant<Call, Response> RouteTable::admit(Request& request, Match match) const {
  const Route& route = *match.route;
  if (!is_safe(request.method) && !same_origin(request)) {
    return refused(403, "Not from this page", "Reload the page and try again.");
  }
  auto login = login_of(request, accounts_);
  const bool proven = login && csrf_right(request, *login);
  if (route.access == Access::kOpen) {
    if (!proven) return Call{request, std::move(match.values), {}, {}};
    return Call{request, std::move(match.values), std::move(login->visitor),
                std::move(login->csrf)};
  }
  if (!login) return refused(401, "Sign in first", "This needs an account.");
  if (!proven) return refused(403, "Not from this page", "Reload the page and try again.");
  Call call{request, std::move(match.values), std::move(login->visitor), std::move(login->csrf)};
  if (route.access == Access::kSignedIn) return call;

  const auto& grants = call.visitor.grants;
  const Response forbidden =
      refused(403, "Not for this account", "This account may not do that here.");
  if (!may_somewhere(grants, route.right)) return forbidden;
  if (route.access == Access::kSomewhere) return call;
  const auto place = route.place ? route.place(call.path) : account::Place();
  if (!place) return not_here();
  if (!may(grants, route.right, *place)) return forbidden;
  return call;
}

awaitable<Response> RouteTable::answer(Request& request) const {
  Match match = this->match(request);
  Response response;
  if (match.route == nullptr && match.allow.empty()) {
    response = net::problem(404, "Not found", "There is nothing at this address.");
  } else if (match.route == nullptr) {
    response =
        net::problem(405, "Method not allowed", "This address answers to: " + match.allow + ".");
    response.with("allow", match.allow);
  } else {
    const Route& route = *match.route;
    auto admitted = admit(request, std::move(match));
    if (Call* const call = std::get_if<Call>(&admitted)) {
      response = co_await route.handle(*call);
    } else {
      response = std::move(std::get<Response>(admitted));
    }
  }
  secure_api_answer(request, response);
  if (response.status >= 400) count(response.status);
  co_return response;
}

void RouteTable::count(int status) const {
  for (std::size_t i = 0; i < kRefusals.size(); ++i) {
    if (kRefusals[i] == status) refused_[i].fetch_add(1, std::memory_order_relaxed);
  }
}

std::vector<RouteTable::Refusals> RouteTable::refusals() const {
  std::vector<Refusals> all;
  for (std::size_t i = 0; i < kRefusals.size(); ++i) {
    all.push_back({kRefusals[i], refused_[i].load(std::memory_order_relaxed)});
  }
  return all;
}

void RouteTable::install(net::Router& router) const {
  const auto handler = [this](Request& request) { return answer(request); };
  for (const Method method :
       {Method::kGet, Method::kPost, Method::kPut, Method::kPatch, Method::kDelete}) {
    router.prefix(method, "/api/", handler);
  }
}

void secure_api_answer(const Request& request, Response& response) {
  if (!response.shared) response.shared = api_headers();
  secure_transport(request, response);
}

void secure_transport(const Request& request, Response& response) {
  if (!request.secure) return;
  std::string_view host = request.header("host");
  if (host.empty()) host = request.header(":authority");
  if (host == "localhost" || host.starts_with("localhost:")) return;
  response.with("strict-transport-security", "max-age=31536000");
}

}  // namespace plenary::site
