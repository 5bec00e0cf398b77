#include "site/visit_routes.h"

#include <boost/json.hpp>
#include <charconv>
#include <optional>
#include <utility>

#include "account/rate_limit.h"
#include "account/secret.h"
#include "base/guarded.h"
#include "site/answers.h"
#include "site/guard.h"
#include "site/visit_bodies.h"
#include "site/visitor_key.h"
#include "visit/documents.h"
#include "visit/visits.h"

namespace plenary::site {
namespace {

namespace json = boost::json;
using base::Result;
using boost::asio::awaitable;
using net::Method;
using net::Response;
using visit::Visits;
using Turn = Visits::Turn;
template <class Value>
using Rule = std::function<Result<Value>(Turn&)>;

constexpr std::chrono::hours kSlotsAhead{24 * 31};

Response answer_with(const VisitorKey& who, json::object body, int status = 200) {
  body["ticket"] = who.new_ticket.empty() ? json::value(nullptr) : json::value(who.new_ticket);
  return uncached_json(json::serialize(body), status);
}

/// No meeting, but the next slot that there is: application/problem+json with `next`.
Response slot_taken(const visit::BookingOutcome& outcome) {
  json::object body{{"type", "about:blank"},
                    {"title", "Not free"},
                    {"status", 409},
                    {"detail", outcome.sentence},
                    {"next", nullptr}};
  if (outcome.next) {
    body["next"] = json::object{{"starts_at", base::format_rfc3339(outcome.next->starts_at)},
                                {"ends_at", base::format_rfc3339(outcome.next->ends_at)}};
  }
  Response response = net::json(json::serialize(body), 409);
  for (auto& [name, value] : response.headers) {
    if (name == "content-type") value = "application/problem+json";
  }
  return uncached(std::move(response));
}

json::object standing_answer(const Turn& turn, const std::string& session,
                             const std::string& visitor) {
  const visit::Event* const event = turn.moment.world.event(session);
  json::object body =
      visit::standing_json(event ? *event : visit::Event(), turn.ledger.list(session), visitor);
  const json::value& mine = body["mine"];
  json::value state = mine.is_object() ? mine.at("state") : json::value(nullptr);
  json::value position = mine.is_object() ? mine.at("position") : json::value(nullptr);
  body["state"] = std::move(state);
  body["position"] = std::move(position);
  return body;
}

class VisitDesk {
 public:
  explicit VisitDesk(const SiteParts& parts)
      : parts_(parts), secrets_(audience::Secrets::open(*parts.database)) {}

  awaitable<Response> visit(Call& call) const;
  awaitable<Response> changes(Call& call) const;
  awaitable<Response> bring(Call& call) const;
  awaitable<Response> save(Call& call) const;
  awaitable<Response> unsave(Call& call) const;
  awaitable<Response> conversation(Call& call) const;
  awaitable<Response> say(Call& call) const;
  awaitable<Response> card(Call& call) const;
  awaitable<Response> leave_card(Call& call) const;
  awaitable<Response> withdraw_card(Call& call) const;
  awaitable<Response> slots(Call& call) const;
  awaitable<Response> book(Call& call) const;
  awaitable<Response> withdraw_booking(Call& call) const;
  awaitable<Response> ask(Call& call) const;
  awaitable<Response> sign_up(Call& call) const { return signing(call, Signing::kUp); }
  awaitable<Response> withdraw_sign_up(Call& call) const { return signing(call, Signing::kOff); }
  awaitable<Response> standing(Call& call) const { return signing(call, Signing::kLook); }

 private:
  enum class Signing { kLook, kUp, kOff };

  VisitorKey who(const Call& call) const {
    return visitor_key(call, secrets_, parts_.conference->clock().real_now());
  }
  /// The answer to an address that writes too often.
  std::optional<Response> limited(const Call& call) const;
  awaitable<Response> signing(Call& call, Signing what) const;
  Visits& visits() const { return *parts_.visits; }

  const SiteParts& parts_;
  const audience::Secrets secrets_;
  // A school or an office sits behind one address.
  mutable base::Guarded<account::RateLimit> writes_{
      account::RateLimit::Rate{std::chrono::milliseconds(50), 1000}};
};

std::optional<Response> VisitDesk::limited(const Call& call) const {
  const std::string client = client_prefix(call.request);
  const auto now = std::chrono::steady_clock::now();
  const auto wait =
      writes_.with([&](account::RateLimit& limit) { return limit.take(client, now); });
  if (!wait) return std::nullopt;
  return uncached(net::problem(429, "Too many changes", "Wait a moment and try again."));
}

awaitable<Response> VisitDesk::visit(Call& call) const {
  const VisitorKey visitor = who(call);
  // Who came with nothing has nothing: no ticket is made for looking.
  const bool known = visitor.new_ticket.empty();
  Rule<json::object> look = [&visitor](Turn& turn) -> Result<json::object> {
    json::object body = visit::visit_json(turn.ledger, visitor.key);
    body["seq"] = turn.feed.last();
    return body;
  };
  auto body = co_await visits().ask<json::object>(std::move(look));
  if (!body) co_return refused_act(body.error());
  (*body)["feed_url"] = known ? json::value("/my/" + secrets_.feed_token(visitor.key) + ".ics")
                              : json::value(nullptr);
  (*body)["ticket"] = nullptr;
  co_return uncached_json(json::serialize(*body));
}

awaitable<Response> VisitDesk::changes(Call& call) const {
  const VisitorKey visitor = who(call);
  const std::string after = call.request.query_value("after").value_or("");
  std::string booth = call.request.query_value("booth").value_or("");
  if (!booth.empty() && !base::is_slug(booth)) co_return malformed("`booth` is an exhibitor's id.");
  std::uint64_t number = 0;
  const auto [end, failed] = std::from_chars(after.data(), after.data() + after.size(), number);
  const bool counted = failed == std::errc() && end == after.data() + after.size();
  if (!after.empty() && !counted) co_return malformed("`after` is a `seq`.");
  const auto world = parts_.world();
  if (world->exhibitor(booth) == nullptr) booth.clear();
  // Who has no ticket yet gets one at once, and asks again with it.
  const bool holds = visitor.new_ticket.empty() && counted;
  // Each who is seen is a row: tickets cost nothing, so an address is held to its pace.
  if (!booth.empty() && (!holds || limited(call))) booth.clear();
  const std::chrono::milliseconds patience = holds ? kHoldChanges : std::chrono::seconds(0);
  const auto found = co_await visits().changes(visitor.key, number, booth, patience);
  if (!found) co_return refused_act(found.error());
  json::array list;
  for (const visit::Change& change : found->changes) {
    if (counted) list.push_back(visit::change_json(change));
  }
  co_return answer_with(visitor, {{"seq", found->last}, {"changes", std::move(list)}});
}

/// What was kept under the ticket comes into the account that is signed in.
awaitable<Response> VisitDesk::bring(Call& call) const {
  if (auto refused = limited(call)) co_return std::move(*refused);
  const std::string from = ticket_key(call, secrets_, parts_.conference->clock().real_now());
  if (from.empty()) co_return malformed("X-Plenary-Ticket is no ticket, or has run out.");
  const VisitorKey account = who(call);
  Rule<json::object> rule = [&](Turn& turn) -> Result<json::object> {
    const auto brought = turn.ledger.bring(from, account.key, turn.moment, turn.effects);
    if (!brought) return brought.error();
    return json::object{{"brought", *brought}};
  };
  auto body = co_await visits().ask<json::object>(std::move(rule));
  if (!body) co_return refused_act(body.error());
  co_return uncached_json(json::serialize(*body));
}

awaitable<Response> VisitDesk::save(Call& call) const {
  if (auto refused = limited(call)) co_return std::move(*refused);
  const VisitorKey visitor = who(call);
  Rule<json::object> rule = [&](Turn& turn) -> Result<json::object> {
    const base::Status saved = turn.ledger.save(visitor.key, call.path["exhibitor"],
                                                call.path["product"], turn.moment, turn.effects);
    if (!saved) return saved.error();
    return json::object{{"saved", true}};
  };
  auto body = co_await visits().ask<json::object>(std::move(rule));
  co_return body ? answer_with(visitor, std::move(*body)) : refused_act(body.error());
}

awaitable<Response> VisitDesk::unsave(Call& call) const {
  if (auto refused = limited(call)) co_return std::move(*refused);
  const VisitorKey visitor = who(call);
  Rule<json::object> rule = [&](Turn& turn) -> Result<json::object> {
    turn.ledger.unsave(visitor.key, call.path["exhibitor"], call.path["product"], turn.moment,
                       turn.effects);
    return json::object{{"saved", false}};
  };
  auto body = co_await visits().ask<json::object>(std::move(rule));
  co_return body ? answer_with(visitor, std::move(*body)) : refused_act(body.error());
}

awaitable<Response> VisitDesk::conversation(Call& call) const {
  const VisitorKey visitor = who(call);
  const std::string& exhibitor = call.path["exhibitor"];
  Rule<json::object> rule = [&](Turn& turn) -> Result<json::object> {
    if (turn.moment.world.exhibitor(exhibitor) == nullptr) {
      return base::Error(base::Errc::kNotFound, "There is no such thing here.");
    }
    const auto now = std::chrono::steady_clock::now();
    const bool staff = turn.presence.count(visit::staff_place(exhibitor), now) > 0;
    turn.ledger.read_by_visitor(visitor.key, exhibitor, turn.effects);
    json::object body =
        visit::conversation_json(turn.ledger, visitor.key, exhibitor, turn.moment, staff);
    body["seq"] = turn.feed.last();
    return body;
  };
  auto body = co_await visits().ask<json::object>(std::move(rule));
  if (!body) co_return refused_act(body.error());
  co_return uncached_json(json::serialize(*body));
}

awaitable<Response> VisitDesk::say(Call& call) const {
  if (auto refused = limited(call)) co_return std::move(*refused);
  const auto wanted = read_message(call.request.body);
  if (!wanted) co_return malformed(wanted.error().detail());
  const VisitorKey visitor = who(call);
  Rule<json::object> rule = [&](Turn& turn) -> Result<json::object> {
    const auto said = turn.ledger.say(visitor.key, call.path["exhibitor"], *wanted, turn.moment,
                                      turn.effects);
    if (!said) return said.error();
    return visit::message_json(*said);
  };
  auto body = co_await visits().ask<json::object>(std::move(rule));
  co_return body ? answer_with(visitor, std::move(*body), 201) : refused_act(body.error());
}

// Cards.

awaitable<Response> VisitDesk::card(Call& call) const {
  const VisitorKey visitor = who(call);
  const std::string& exhibitor = call.path["exhibitor"];
  Rule<json::object> rule = [&](Turn& turn) -> Result<json::object> {
    return visit::left_card_json(exhibitor, turn.ledger.lead(exhibitor, visitor.key));
  };
  auto body = co_await visits().ask<json::object>(std::move(rule));
  if (!body) co_return refused_act(body.error());
  co_return uncached_json(json::serialize(*body));
}

awaitable<Response> VisitDesk::leave_card(Call& call) const {
  if (auto refused = limited(call)) co_return std::move(*refused);
  const auto wanted = read_card(call.request.body);
  if (!wanted) co_return malformed(wanted.error().detail());
  const VisitorKey visitor = who(call);
  const std::string& exhibitor = call.path["exhibitor"];
  Rule<json::object> rule = [&](Turn& turn) -> Result<json::object> {
    const auto left =
        turn.ledger.leave_card(visitor.key, exhibitor, *wanted, turn.moment, turn.effects);
    if (!left) return left.error();
    return visit::left_card_json(exhibitor, &*left);
  };
  auto body = co_await visits().ask<json::object>(std::move(rule));
  co_return body ? answer_with(visitor, std::move(*body)) : refused_act(body.error());
}

awaitable<Response> VisitDesk::withdraw_card(Call& call) const {
  if (auto refused = limited(call)) co_return std::move(*refused);
  const VisitorKey visitor = who(call);
  const std::string& exhibitor = call.path["exhibitor"];
  Rule<json::object> rule = [&](Turn& turn) -> Result<json::object> {
    turn.ledger.withdraw_card(visitor.key, exhibitor, turn.moment, turn.effects);
    return visit::left_card_json(exhibitor, nullptr);
  };
  auto body = co_await visits().ask<json::object>(std::move(rule));
  co_return body ? answer_with(visitor, std::move(*body)) : refused_act(body.error());
}

// Meetings.

awaitable<Response> VisitDesk::slots(Call& call) const {
  const auto instant = [&](const char* name, base::Instant otherwise) {
    const auto text = call.request.query_value(name);
    return text ? base::parse_rfc3339(*text) : Result<base::Instant>(otherwise);
  };
  const auto from = instant("from", parts_.conference->clock().now());
  if (!from) co_return malformed("`from` is an instant (RFC 3339 with its zone).");
  const auto to = instant("to", *from + kSlotsAhead);
  if (!to) co_return malformed("`to` is an instant (RFC 3339 with its zone).");
  const std::string& exhibitor = call.path["exhibitor"];
  Rule<json::object> rule = [&](Turn& turn) -> Result<json::object> {
    if (turn.moment.world.exhibitor(exhibitor) == nullptr) {
      return base::Error(base::Errc::kNotFound, "There is no such thing here.");
    }
    return visit::slots_json(turn.ledger, exhibitor, *from, *to, turn.moment);
  };
  auto body = co_await visits().ask<json::object>(std::move(rule));
  if (!body) co_return refused_act(body.error());
  co_return uncached_json(json::serialize(*body));
}

awaitable<Response> VisitDesk::book(Call& call) const {
  if (auto refused = limited(call)) co_return std::move(*refused);
  const auto wanted = read_booking(call.request.body);
  if (!wanted) co_return malformed(wanted.error().detail());
  const VisitorKey visitor = who(call);
  const std::string id = account::new_token().substr(0, 16);
  Rule<visit::BookingOutcome> rule = [&](Turn& turn) {
    return turn.ledger.book(visitor.key, wanted->exhibitor, wanted->starts_at, wanted->note, id,
                            turn.moment, turn.effects);
  };
  const auto outcome = co_await visits().ask<visit::BookingOutcome>(std::move(rule));
  if (!outcome) co_return refused_act(outcome.error());
  if (!outcome->booking) co_return slot_taken(*outcome);
  co_return answer_with(visitor, visit::booking_json(*outcome->booking), 201);
}

awaitable<Response> VisitDesk::withdraw_booking(Call& call) const {
  if (auto refused = limited(call)) co_return std::move(*refused);
  const VisitorKey visitor = who(call);
  Rule<json::object> rule = [&](Turn& turn) -> Result<json::object> {
    const auto ended = turn.ledger.withdraw_booking(visitor.key, call.path["booking"], turn.moment,
                                                    turn.effects);
    if (!ended) return ended.error();
    return visit::booking_json(*ended);
  };
  auto body = co_await visits().ask<json::object>(std::move(rule));
  co_return body ? answer_with(visitor, std::move(*body)) : refused_act(body.error());
}

awaitable<Response> VisitDesk::ask(Call& call) const {
  if (auto refused = limited(call)) co_return std::move(*refused);
  const auto wanted = read_offer(call.request.body);
  if (!wanted) co_return malformed(wanted.error().detail());
  const VisitorKey visitor = who(call);
  Rule<json::object> rule = [&](Turn& turn) -> Result<json::object> {
    const auto asked = turn.ledger.ask(visitor.key, wanted->exhibitor, wanted->offer, turn.moment,
                                       turn.effects);
    if (!asked) return asked.error();
    return visit::offer_json(*asked);
  };
  auto body = co_await visits().ask<json::object>(std::move(rule));
  co_return body ? answer_with(visitor, std::move(*body), 201) : refused_act(body.error());
}

// Limited events.

awaitable<Response> VisitDesk::signing(Call& call, Signing what) const {
  if (what != Signing::kLook) {
    if (auto refused = limited(call)) co_return std::move(*refused);
  }
  const VisitorKey visitor = who(call);
  const std::string& session = call.path["session"];
  Rule<json::object> rule = [&](Turn& turn) -> Result<json::object> {
    const visit::Event* const event = turn.moment.world.event(session);
    if (event == nullptr || event->places <= 0) {
      return base::Error(base::Errc::kNotFound, "There is no such thing here.");
    }
    Result<visit::WaitingList::Standing> stands = visit::WaitingList::Standing{};
    if (what == Signing::kUp) {
      stands = turn.ledger.sign_up(visitor.key, session, turn.moment, turn.effects);
    } else if (what == Signing::kOff) {
      stands = turn.ledger.withdraw_sign_up(visitor.key, session, turn.moment, turn.effects);
    }
    if (!stands) return stands.error();
    return standing_answer(turn, session, visitor.key);
  };
  auto body = co_await visits().ask<json::object>(std::move(rule));
  if (!body) co_return refused_act(body.error());
  if (what == Signing::kLook) co_return uncached_json(json::serialize(*body));
  co_return answer_with(visitor, std::move(*body));
}

}  // namespace

Response refused_act(const base::Error& error) {
  switch (error.code()) {
    case base::Errc::kNotFound:
      return not_found();
    case base::Errc::kConflict:
      return uncached(net::problem(409, "Not now", error.detail()));
    case base::Errc::kLimit:
      return uncached(net::problem(429, "Too many", error.detail()));
    case base::Errc::kMalformed:
      return malformed(error.detail());
    default:
      return uncached(net::problem(error));
  }
}

awaitable<Response> no_visits() {
  co_return uncached(net::problem(503, "Not here", "Nobody visits booths at this server."));
}

void add_visit_routes(RouteTable& table, const SiteParts& parts) {
  const auto desk = std::make_shared<const VisitDesk>(parts);
  using Act = awaitable<Response> (VisitDesk::*)(Call&) const;
  const auto add = [&](Method method, std::string path, Act act) {
    table.add({method, std::move(path), Access::kOpen, account::Right::kWatch, {},
               [desk, act, &parts](Call& call) {
                 return parts.visits ? ((*desk).*act)(call) : no_visits();
               }});
  };
  const std::string my = "/api/v1/my/visit";
  table.add({Method::kPost, my + "/bring", Access::kSignedIn, account::Right::kWatch, {},
             [desk, &parts](Call& call) { return parts.visits ? desk->bring(call) : no_visits(); }});
  add(Method::kGet, my, &VisitDesk::visit);
  add(Method::kGet, my + "/changes", &VisitDesk::changes);
  for (const char* what : {"/saved/{exhibitor}", "/saved/{exhibitor}/{product}"}) {
    add(Method::kPut, my + what, &VisitDesk::save);
    add(Method::kDelete, my + what, &VisitDesk::unsave);
  }
  add(Method::kGet, my + "/conversations/{exhibitor}", &VisitDesk::conversation);
  add(Method::kPost, my + "/conversations/{exhibitor}/messages", &VisitDesk::say);
  add(Method::kGet, my + "/cards/{exhibitor}", &VisitDesk::card);
  add(Method::kPut, my + "/cards/{exhibitor}", &VisitDesk::leave_card);
  add(Method::kDelete, my + "/cards/{exhibitor}", &VisitDesk::withdraw_card);
  add(Method::kPost, my + "/bookings", &VisitDesk::book);
  add(Method::kDelete, my + "/bookings/{booking}", &VisitDesk::withdraw_booking);
  add(Method::kPost, my + "/offers", &VisitDesk::ask);
  add(Method::kGet, "/api/v1/exhibition/exhibitors/{exhibitor}/slots", &VisitDesk::slots);
  const std::string sign_up = "/api/v1/sessions/{session}/signup";
  add(Method::kGet, sign_up, &VisitDesk::standing);
  add(Method::kPost, sign_up, &VisitDesk::sign_up);
  add(Method::kDelete, sign_up, &VisitDesk::withdraw_sign_up);
}

}  // namespace plenary::site
