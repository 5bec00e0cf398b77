#include "site/agenda_routes.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <set>
#include <utility>

#include "account/rate_limit.h"
#include "account/secret.h"
#include "audience/secrets.h"
#include "base/guarded.h"
#include "conference/document.h"
#include "site/answers.h"
#include "site/bodies.h"
#include "site/documents.h"
#include "site/guard.h"
#include "storage/database.h"

namespace plenary::site {
namespace {

namespace json = boost::json;
using boost::asio::awaitable;
using net::Method;
using net::Request;
using net::Response;
using storage::AgendaRecord;

constexpr std::size_t kMostBodyBytes = 64u << 10;

/// The sessions of a body, each once; nothing if it is no list of ids, or too long.
std::optional<std::vector<std::string>> read_sessions(std::string_view body) {
  const auto object = object_body(body);
  if (!object) return std::nullopt;
  const json::value* const list = object->if_contains("sessions");
  if (list == nullptr || !list->is_array()) return std::nullopt;
  std::vector<std::string> sessions;
  std::set<std::string> seen;
  for (const json::value& one : list->get_array()) {
    if (!one.is_string() || !base::is_slug(std::string_view(one.get_string()))) return std::nullopt;
    std::string id(one.get_string());
    if (seen.insert(id).second) sessions.push_back(std::move(id));
    if (sessions.size() > Agendas::kMostSessions) return std::nullopt;
  }
  return sessions;
}

/// Whose agenda a call is about.
struct Owner {
  std::string key;
  std::string new_ticket;  ///< Made now; empty if they had one, or an account.
};

}  // namespace

class Agendas::Impl {
 public:
  Impl(storage::Database& database, const conference::Conference& conference,
       const Formats& formats)
      : database_(database),
        conference_(conference),
        formats_(formats),
        secrets_(audience::Secrets::open(database)) {}

  awaitable<Response> read(Call& call) {
    const Owner owner = owner_of(call);
    // Who came with nothing has nothing: no ticket is made for looking.
    if (!owner.new_ticket.empty()) co_return uncached_json(empty_json());
    const auto agenda = co_await database_.agenda(owner.key);
    if (!agenda) co_return uncached(net::problem(agenda.error()));
    if (!*agenda) co_return uncached_json(empty_json());
    co_return uncached_json(agenda_json((*agenda)->sessions, owner));
  }

  awaitable<Response> write(Call& call) {
    const auto now = std::chrono::steady_clock::now();
    const std::string client = client_prefix(call.request);
    const auto wait =
        writes_.with([&](account::RateLimit& limit) { return limit.take(client, now); });
    if (wait) {
      co_return uncached(net::problem(429, "Too many changes", "Wait a moment and try again."));
    }
    if (call.request.body.size() > kMostBodyBytes) {
      co_return uncached(net::problem(413, "Too long", "An agenda has at most 300 sessions."));
    }
    auto sessions = read_sessions(call.request.body);
    if (!sessions) co_return malformed("{\"sessions\": [at most 300 ids of sessions]}");
    const Owner owner = owner_of(call);
    AgendaRecord record;
    record.owner = owner.key;
    record.feed_hash = account::hash_token(secrets_.feed_token(owner.key));
    record.sessions = *sessions;
    record.changed_at = conference_.clock().real_now();
    const base::Status stored = co_await database_.put(std::move(record));
    if (!stored) co_return uncached(net::problem(stored.error()));
    co_return uncached_json(agenda_json(*sessions, owner));
  }

  awaitable<Response> feed(Request& request) {
    constexpr std::string_view kFolder = "/my/";
    constexpr std::string_view kEnding = ".ics";
    std::string_view token = std::string_view(request.path).substr(kFolder.size());
    if (!token.ends_with(kEnding)) co_return not_found();
    token.remove_suffix(kEnding.size());
    const auto agenda = co_await database_.agenda_of_feed(account::hash_token(token));
    if (!agenda) co_return uncached(net::problem(agenda.error()));
    if (!*agenda) co_return not_found();
    std::vector<base::SessionId> sessions;
    for (const std::string& text : (*agenda)->sessions) {
      if (const auto id = base::SessionId::parse(text)) sessions.push_back(*id);
    }
    const auto book = formats_.book(formats_.rendering(request));
    const conference::Document document = conference::make_document(book->personal(sessions));
    Response response = document_response(request, document, "text/calendar; charset=utf-8");
    for (auto& [name, value] : response.headers) {
      if (name == "cache-control") value = "private, max-age=60";
    }
    response.with("referrer-policy", "no-referrer").with("x-robots-tag", "noindex");
    secure_transport(request, response);
    co_return response;
  }

 private:
  Owner owner_of(const Call& call) const {
    if (call.visitor.signed_in()) return {account::author_key(call.visitor, ""), ""};
    const base::Instant now = conference_.clock().real_now();
    std::string issued;
    auto ticket = secrets_.tickets().verify(call.request.header("x-plenary-ticket"), now);
    if (!ticket) {
      issued = secrets_.tickets().issue(now);
      ticket = secrets_.tickets().verify(issued, now);
    }
    return {account::author_key({}, ticket->sid), std::move(issued)};
  }

  static std::string empty_json() {
    return json::serialize(
        json::object{{"sessions", json::array()}, {"feed", nullptr}, {"ticket", nullptr}});
  }

  std::string agenda_json(const std::vector<std::string>& sessions, const Owner& owner) const {
    json::array list;
    for (const std::string& id : sessions) list.emplace_back(id);
    json::object object{{"sessions", std::move(list)},
                        {"feed", "/my/" + secrets_.feed_token(owner.key) + ".ics"},
                        {"ticket", nullptr}};
    if (!owner.new_ticket.empty()) object["ticket"] = owner.new_ticket;
    return json::serialize(object);
  }

  storage::Database& database_;
  const conference::Conference& conference_;
  const Formats& formats_;
  const audience::Secrets secrets_;
  // A reader marks sessions one after another; an office shares an address.
  base::Guarded<account::RateLimit> writes_{account::RateLimit::Rate{std::chrono::seconds(1), 120}};
};

Agendas::Agendas(storage::Database& database, const conference::Conference& conference,
                 const Formats& formats)
    : impl_(std::make_shared<Impl>(database, conference, formats)) {}
Agendas::~Agendas() = default;

void Agendas::add_routes(RouteTable& table) const {
  Route route;
  route.path = "/api/v1/my/agenda";
  route.access = Access::kOpen;
  route.right = account::Right::kWatch;
  route.handle = [impl = impl_](Call& call) { return impl->read(call); };
  table.add(route);
  route.method = Method::kPut;
  route.handle = [impl = impl_](Call& call) { return impl->write(call); };
  table.add(std::move(route));
}

void Agendas::add_pages(net::Router& router) const {
  router.prefix(Method::kGet, "/my/",
                [impl = impl_](Request& request) { return impl->feed(request); });
}

}  // namespace plenary::site
