#include "net/router.h"

#include <algorithm>
#include <memory>

#include "base/check.h"

namespace plenary::net {
namespace {

const char* name_of(Method method) {
  switch (method) {
    case Method::kGet:
      return "GET";
    case Method::kHead:
      return "HEAD";
    case Method::kPost:
      return "POST";
    case Method::kPut:
      return "PUT";
    case Method::kPatch:
      return "PATCH";
    case Method::kDelete:
      return "DELETE";
    case Method::kOptions:
      return "OPTIONS";
    case Method::kOther:
      break;
  }
  return "";
}

boost::asio::awaitable<Response> at_once(Response response) {
  co_return response;
}

template <class Methods>
const Handler* find_method(const Methods& methods, Method method) {
  for (const auto& [known, handler] : methods) {
    if (known == method) return &handler;
  }
  return method == Method::kHead ? find_method(methods, Method::kGet) : nullptr;
}

template <class Methods>
Response method_not_allowed(const Methods& methods) {
  std::string allow;
  for (const auto& [method, handler] : methods) {
    if (!allow.empty()) allow += ", ";
    allow += name_of(method);
    const bool adds_head =
        method == Method::kGet && find_method(methods, Method::kHead) == &handler;
    if (adds_head) allow += ", HEAD";
  }
  Response response = problem(405, "Method not allowed", "This address answers to: " + allow + ".");
  response.with("allow", std::move(allow));
  return response;
}

}  // namespace

Router& Router::exact(Method method, std::string path, Handler handler) {
  exact_[std::move(path)].emplace_back(method, std::move(handler));
  return *this;
}

Router& Router::prefix(Method method, std::string prefix, Handler handler) {
  PLENARY_CHECK(!prefix.empty() && prefix.back() == '/');
  auto found = std::find_if(prefixes_.begin(), prefixes_.end(),
                            [&](const auto& entry) { return entry.first == prefix; });
  if (found == prefixes_.end()) {
    found = std::find_if(prefixes_.begin(), prefixes_.end(),
                         [&](const auto& entry) { return entry.first.size() < prefix.size(); });
    found = prefixes_.emplace(found, std::move(prefix), Methods());
  }
  found->second.emplace_back(method, std::move(handler));
  return *this;
}

Router& Router::otherwise(Handler handler) {
  otherwise_ = std::move(handler);
  return *this;
}

const Router::Methods* Router::find(std::string_view path) const {
  if (const auto found = exact_.find(path); found != exact_.end()) return &found->second;
  for (const auto& [prefix, methods] : prefixes_) {
    if (path.substr(0, prefix.size()) == prefix) return &methods;
  }
  return nullptr;
}

boost::asio::awaitable<Response> Router::operator()(Request& request) const {
  const Methods* const methods = find(request.path);
  if (methods == nullptr) {
    if (otherwise_) return otherwise_(request);
    return at_once(problem(404, "Not found", "There is nothing at this address."));
  }
  const Handler* const handler = find_method(*methods, request.method);
  if (handler == nullptr) return at_once(method_not_allowed(*methods));
  return (*handler)(request);
}

std::vector<std::string> Router::routes() const {
  std::vector<std::string> routes;
  const auto add = [&](const std::string& path, const Methods& methods) {
    for (const auto& [method, handler] : methods) {
      routes.push_back(std::string(name_of(method)) + " " + path);
    }
  };
  for (const auto& [path, methods] : exact_) add(path, methods);
  for (const auto& [path, methods] : prefixes_) add(path, methods);
  return routes;
}

Handler Router::handler() && {
  auto shared = std::make_shared<const Router>(std::move(*this));
  return [shared](Request& request) { return (*shared)(request); };
}

}  // namespace plenary::net
