#pragma once

#include <array>
#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "account/policy.h"
#include "account/visitor.h"
#include "conference/accounts.h"
#include "net/router.h"

namespace plenary::site {

/// What stands in the braces of a route's path: {stage} of /api/v1/stages/{stage}/moderation.
class PathValues {
 public:
  void add(std::string name, std::string value);
  /// Empty if the path has no such part.
  const std::string& operator[](std::string_view name) const;

 private:
  std::vector<std::pair<std::string, std::string>> values_;
};

/// A request that the guard has let through, for its handler.
struct Call {
  net::Request& request;
  PathValues path;
  account::Visitor visitor;  ///< Anonymous only where the route is open to all.
  std::string csrf;          ///< The login's; empty for the anonymous.
};

/// Who is let through to a route.
enum class Access : std::uint8_t {
  kOpen,       ///< Anybody; a cookie that comes without what a cookie needs counts for nothing.
  kSignedIn,   ///< Any account.
  kInPlace,    ///< Who has the route's right in the place that its path names.
  kSomewhere,  ///< Who has it anywhere: the handler shows of each list what lies where may() says
               ///< so.
};

/// One address of the API, with who may use it.
struct Route {
  using Handler = std::function<boost::asio::awaitable<net::Response>(Call&)>;
  /// The place that a path speaks of; nothing if there is no such thing.
  using PlaceOf = std::function<std::optional<account::Place>(const PathValues&)>;

  net::Method method = net::Method::kGet;
  std::string path;  ///< "/api/v1/desk/stages/{stage}/open": a brace is one segment, never empty;
                     ///< an ending may follow it: "{report}.pdf", added before "{report}".
  Access access = Access::kInPlace;
  account::Right right = account::Right::kOrganise;
  PlaceOf place;  ///< kInPlace alone; null: the whole conference.
  Handler handle;
};

/// All addresses below /api/ and the one guard in front of them. Default deny: what is not in the
/// table is not there, and what is in it is refused unless its line and the policy say otherwise.
/// In this order: another origin's unsafe request 403; nobody signed in 401; an unsafe request
/// without the login's CSRF header 403; without the right 403; nothing of that name 404. Filled
/// once at start, then shared by all threads.
class RouteTable {
 public:
  /// `accounts` outlives the table.
  explicit RouteTable(const conference::Accounts& accounts) : accounts_(accounts) {}

  RouteTable& add(Route route);
  const std::vector<Route>& routes() const { return routes_; }

  /// Answers everything below /api/. The table outlives the router.
  void install(net::Router& router) const;

  boost::asio::awaitable<net::Response> answer(net::Request& request) const;

  /// How often the API answered with this status of refusal (400, 401, 403, 404, 405, 409, 413,
  /// 429, 503) since the start; safe from every thread.
  struct Refusals {
    int status;
    std::uint64_t count;
  };
  std::vector<Refusals> refusals() const;

 private:
  static constexpr std::array kRefusals = {400, 401, 403, 404, 405, 409, 413, 429, 503};

  void count(int status) const;

  struct Match {
    const Route* route = nullptr;
    PathValues values;
    std::string allow;  ///< The methods of the path, if none of them was asked for.
  };

  Match match(const net::Request& request) const;
  /// The call, or the answer that refuses it.
  std::variant<Call, net::Response> admit(net::Request& request, Match match) const;

  const conference::Accounts& accounts_;
  std::vector<Route> routes_;
  std::multimap<std::string, std::size_t, std::less<>> exact_;  // Paths without braces.
  std::vector<std::size_t> patterns_;
  mutable std::array<std::atomic<std::uint64_t>, kRefusals.size()> refused_{};
};

/// Adds what every answer of the API carries beside its own headers.
void secure_api_answer(const net::Request& request, net::Response& response);

/// Adds Strict-Transport-Security over TLS, save for localhost.
void secure_transport(const net::Request& request, net::Response& response);

}  // namespace plenary::site
