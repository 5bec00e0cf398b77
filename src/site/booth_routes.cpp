#include "site/booth_routes.h"

#include <boost/json.hpp>
#include <charconv>
#include <utility>

#include "account/secret.h"
#include "audience/secrets.h"
#include "site/answers.h"
#include "site/bodies.h"
#include "site/desk_routes.h"
#include "site/documents.h"
#include "site/visit_bodies.h"
#include "site/visit_routes.h"
#include "visit/documents.h"
#include "visit/figures.h"
#include "visit/leads.h"
#include "visit/visits.h"

namespace plenary::site {
namespace {

namespace json = boost::json;
using account::Right;
using base::Errc;
using base::Error;
using base::Result;
using boost::asio::awaitable;
using net::Method;
using net::Response;
using visit::Visits;
using Turn = Visits::Turn;
template <class Value>
using Rule = std::function<Result<Value>(Turn&)>;

account::Grant staff_grant(const std::string& exhibitor) {
  return {account::Role::kExhibitor, {account::Scope::Kind::kBooth, exhibitor}};
}

Response download(std::string body, std::string type, const std::string& name) {
  Response response;
  response.body = std::move(body);
  response.with("content-type", std::move(type))
      .with("content-disposition", "attachment; filename=\"" + name + "\"");
  return uncached(std::move(response));
}

class BoothDesk {
 public:
  explicit BoothDesk(const SiteParts& parts)
      : parts_(parts), secrets_(audience::Secrets::open(*parts.database)) {}

  awaitable<Response> mine(Call& call) const;
  awaitable<Response> booth(Call& call) const;
  awaitable<Response> changes(Call& call) const;
  awaitable<Response> conversations(Call& call) const;
  awaitable<Response> conversation(Call& call) const;
  awaitable<Response> answer(Call& call) const;
  awaitable<Response> leads(Call& call) const;
  awaitable<Response> note(Call& call) const;
  awaitable<Response> leads_csv(Call& call) const;
  awaitable<Response> leads_json(Call& call) const;
  awaitable<Response> bookings(Call& call) const;
  awaitable<Response> cancel_booking(Call& call) const;
  awaitable<Response> offers(Call& call) const;
  awaitable<Response> answer_offer(Call& call) const;
  awaitable<Response> figures(Call& call) const;
  awaitable<Response> staff(Call& call) const;
  awaitable<Response> dismiss(Call& call) const;
  awaitable<Response> invite(Call& call) const;
  awaitable<Response> calendar(Call& call) const;

 private:
  /// Asks the ledger for a document of the booth that the path names; 404 if there is none.
  awaitable<Result<json::object>> ask(const Call& call, Rule<json::object> rule) const;
  awaitable<Response> show(const Call& call, Rule<json::object> rule, int status = 200) const;
  /// The same for an act of the staff: who did it to what is in the audit log, not what was written.
  awaitable<Response> noted(Call& call, Rule<json::object> rule, std::string action,
                            std::string of) const;
  visit::Staff staff_of(const Call& call) const {
    return {call.visitor.account, call.visitor.name};
  }
  bool is_there(const Call& call) const {
    return parts_.world()->exhibitor(call.path["exhibitor"]) != nullptr;
  }
  Visits& visits() const { return *parts_.visits; }

  const SiteParts& parts_;
  const audience::Secrets secrets_;
};

awaitable<Result<json::object>> BoothDesk::ask(const Call& call, Rule<json::object> rule) const {
  const std::string exhibitor = call.path["exhibitor"];
  Rule<json::object> here = [&exhibitor, rule = std::move(rule)](Turn& turn) -> Result<json::object> {
    if (turn.moment.world.exhibitor(exhibitor) == nullptr) {
      return Error(Errc::kNotFound, "There is no such booth.");
    }
    return rule(turn);
  };
  co_return co_await visits().ask<json::object>(std::move(here));
}

awaitable<Response> BoothDesk::show(const Call& call, Rule<json::object> rule, int status) const {
  auto body = co_await ask(call, std::move(rule));
  if (!body) co_return refused_act(body.error());
  co_return uncached_json(json::serialize(*body), status);
}

awaitable<Response> BoothDesk::noted(Call& call, Rule<json::object> rule, std::string action,
                                     std::string of) const {
  Response response = co_await show(call, std::move(rule));
  if (response.status != 200) co_return response;
  std::string subject = call.path["exhibitor"] + "/" + of;
  co_await audit(parts_, call.visitor.account, std::move(action), std::move(subject));
  co_return response;
}

awaitable<Response> BoothDesk::mine(Call& call) const {
  const account::Visitor& who = call.visitor;
  Rule<json::object> rule = [&who](Turn& turn) -> Result<json::object> {
    json::array booths;
    const auto now = std::chrono::steady_clock::now();
    for (const auto& [id, exhibitor] : turn.moment.world.exhibitors) {
      if (!account::may(who.grants, Right::kRunBooth, account::Place{.booth = id})) continue;
      json::object title;
      for (const auto& [language, words] : exhibitor->title.by_language) title[language] = words;
      booths.push_back(json::object{{"exhibitor", id},
                                    {"title", std::move(title)},
                                    {"visitors_now", turn.presence.count(id, now)},
                                    {"unread", visit::unread_of_booth(turn.ledger, id)}});
    }
    return json::object{{"booths", std::move(booths)}};
  };
  auto body = co_await visits().ask<json::object>(std::move(rule));
  if (!body) co_return refused_act(body.error());
  co_return uncached_json(json::serialize(*body));
}

awaitable<Response> BoothDesk::booth(Call& call) const {
  const std::string& exhibitor = call.path["exhibitor"];
  Rule<json::object> rule = [&exhibitor](Turn& turn) -> Result<json::object> {
    json::object body = visit::booth_json(turn.ledger, exhibitor, turn.presence,
                                          std::chrono::steady_clock::now(), turn.moment);
    body["seq"] = turn.feed.last();
    return body;
  };
  co_return co_await show(call, std::move(rule));
}

awaitable<Response> BoothDesk::changes(Call& call) const {
  const std::string exhibitor = call.path["exhibitor"];
  if (!is_there(call)) co_return not_found();
  const std::string after = call.request.query_value("after").value_or("");
  std::uint64_t number = 0;
  const auto [end, failed] = std::from_chars(after.data(), after.data() + after.size(), number);
  const bool counted = failed == std::errc() && end == after.data() + after.size();
  if (!after.empty() && !counted) co_return malformed("`after` is a `seq`.");
  const std::chrono::milliseconds patience = counted ? kHoldChanges : std::chrono::seconds(0);
  const auto found = co_await visits().changes(visit::booth_key(exhibitor), number,
                                               visit::staff_place(exhibitor), patience);
  if (!found) co_return refused_act(found.error());
  json::array list;
  for (const visit::Change& change : found->changes) {
    if (counted) list.push_back(visit::staff_change_json(change));
  }
  co_return uncached_json(
      json::serialize(json::object{{"seq", found->last}, {"changes", std::move(list)}}));
}

awaitable<Response> BoothDesk::conversations(Call& call) const {
  const std::string& exhibitor = call.path["exhibitor"];
  Rule<json::object> rule = [&exhibitor](Turn& turn) -> Result<json::object> {
    return json::object{
        {"seq", turn.feed.last()},
        {"conversations", visit::booth_conversations_json(turn.ledger, exhibitor)}};
  };
  co_return co_await show(call, std::move(rule));
}

awaitable<Response> BoothDesk::conversation(Call& call) const {
  const std::string asked = call.request.query_value("most").value_or("100");
  std::size_t most = 0;
  const auto [end, failed] = std::from_chars(asked.data(), asked.data() + asked.size(), most);
  if (failed != std::errc() || end != asked.data() + asked.size() || most == 0) {
    co_return malformed("`most` is how many messages, 1 at least.");
  }
  const std::string& exhibitor = call.path["exhibitor"];
  const std::string& contact = call.path["visitor"];
  Rule<json::object> rule = [&](Turn& turn) -> Result<json::object> {
    const visit::Ledger::Booth* const booth = turn.ledger.booth(exhibitor);
    if (booth == nullptr || !booth->contacts.contains(contact)) {
      return Error(Errc::kNotFound, "There is no such thing here.");
    }
    const std::string visitor = booth->contacts.at(contact);
    turn.ledger.read_by_staff(exhibitor, visitor, turn.effects);
    json::object body = visit::booth_conversation_json(turn.ledger, exhibitor, visitor, most);
    body["seq"] = turn.feed.last();
    return body;
  };
  co_return co_await show(call, std::move(rule));
}

awaitable<Response> BoothDesk::answer(Call& call) const {
  const auto wanted = read_message(call.request.body);
  if (!wanted) co_return malformed(wanted.error().detail());
  const visit::Staff staff = staff_of(call);
  Rule<json::object> rule = [&](Turn& turn) -> Result<json::object> {
    const auto said = turn.ledger.answer(call.path["exhibitor"], call.path["visitor"], *wanted,
                                         staff, turn.moment, turn.effects);
    if (!said) return said.error();
    return visit::message_json(*said);
  };
  co_return co_await show(call, std::move(rule), 201);
}

// Leads.

awaitable<Response> BoothDesk::leads(Call& call) const {
  const std::string& exhibitor = call.path["exhibitor"];
  Rule<json::object> rule = [&exhibitor](Turn& turn) -> Result<json::object> {
    return json::object{{"seq", turn.feed.last()},
                        {"leads", visit::leads_json(turn.ledger, exhibitor)}};
  };
  co_return co_await show(call, std::move(rule));
}

awaitable<Response> BoothDesk::note(Call& call) const {
  const auto change = read_notes(call.request.body);
  if (!change) co_return malformed(change.error().detail());
  Rule<json::object> rule = [&](Turn& turn) -> Result<json::object> {
    const auto lead = turn.ledger.note(call.path["exhibitor"], call.path["lead"], *change,
                                       turn.moment, turn.effects);
    if (!lead) return lead.error();
    return visit::lead_json(*lead);
  };
  co_return co_await noted(call, std::move(rule), "booth.note", call.path["lead"]);
}

awaitable<Response> BoothDesk::leads_csv(Call& call) const {
  const std::string& exhibitor = call.path["exhibitor"];
  Rule<json::object> rule = [&exhibitor](Turn& turn) -> Result<json::object> {
    return json::object{{"csv", visit::leads_csv(turn.ledger, exhibitor)}};
  };
  auto body = co_await ask(call, std::move(rule));
  if (!body) co_return refused_act(body.error());
  co_return download(std::string(std::string_view(body->at("csv").as_string())),
                     "text/csv; charset=utf-8", "leads-" + exhibitor + ".csv");
}

awaitable<Response> BoothDesk::leads_json(Call& call) const {
  const std::string& exhibitor = call.path["exhibitor"];
  Rule<json::object> rule = [&exhibitor](Turn& turn) -> Result<json::object> {
    return json::object{{"leads", visit::exported_leads_json(turn.ledger, exhibitor)}};
  };
  auto body = co_await ask(call, std::move(rule));
  if (!body) co_return refused_act(body.error());
  co_return download(json::serialize(body->at("leads")), "application/json",
                     "leads-" + exhibitor + ".json");
}

// Meetings and offers.

awaitable<Response> BoothDesk::bookings(Call& call) const {
  const std::string& exhibitor = call.path["exhibitor"];
  Rule<json::object> rule = [&exhibitor](Turn& turn) -> Result<json::object> {
    return json::object{{"seq", turn.feed.last()},
                        {"bookings", visit::booth_bookings_json(turn.ledger, exhibitor)}};
  };
  co_return co_await show(call, std::move(rule));
}

awaitable<Response> BoothDesk::cancel_booking(Call& call) const {
  const auto reason = read_reason(call.request.body);
  if (!reason) co_return malformed(reason.error().detail());
  Rule<json::object> rule = [&](Turn& turn) -> Result<json::object> {
    const auto ended = turn.ledger.cancel_booking(call.path["exhibitor"], call.path["booking"],
                                                  *reason, turn.moment, turn.effects);
    if (!ended) return ended.error();
    return visit::booth_booking_json(turn.ledger, *ended);
  };
  co_return co_await noted(call, std::move(rule), "booth.cancel_booking", call.path["booking"]);
}

awaitable<Response> BoothDesk::offers(Call& call) const {
  const std::string& exhibitor = call.path["exhibitor"];
  Rule<json::object> rule = [&exhibitor](Turn& turn) -> Result<json::object> {
    return json::object{{"seq", turn.feed.last()},
                        {"offers", visit::booth_offers_json(turn.ledger, exhibitor)}};
  };
  co_return co_await show(call, std::move(rule));
}

awaitable<Response> BoothDesk::answer_offer(Call& call) const {
  const auto wanted = read_offer_answer(call.request.body);
  if (!wanted) co_return malformed(wanted.error().detail());
  const visit::Staff staff = staff_of(call);
  Rule<json::object> rule = [&](Turn& turn) -> Result<json::object> {
    const auto answered =
        turn.ledger.answer_offer(call.path["exhibitor"], wanted->number, wanted->message, staff,
                                 turn.moment, turn.effects);
    if (!answered) return answered.error();
    return visit::booth_offer_json(turn.ledger, *answered);
  };
  co_return co_await show(call, std::move(rule), 201);
}

awaitable<Response> BoothDesk::figures(Call& call) const {
  const std::string& exhibitor = call.path["exhibitor"];
  Rule<json::object> rule = [&exhibitor](Turn& turn) -> Result<json::object> {
    return visit::figures_json(turn.ledger, exhibitor, turn.moment.world);
  };
  co_return co_await show(call, std::move(rule));
}

// Staff.

awaitable<Response> BoothDesk::staff(Call& call) const {
  if (!is_there(call)) co_return not_found();
  json::array list;
  for (const auto& person : parts_.accounts->people_with(staff_grant(call.path["exhibitor"]))) {
    list.push_back(json::object{{"account", person.record.id},
                                {"name", person.record.name},
                                {"signed_in", person.logins > 0}});
  }
  co_return uncached_json(json::serialize(json::object{{"staff", std::move(list)}}));
}

awaitable<Response> BoothDesk::dismiss(Call& call) const {
  if (!is_there(call)) co_return not_found();
  account::Grant grant = staff_grant(call.path["exhibitor"]);
  const std::string account = call.path["account"];
  // An account that is not of this booth is nobody here.
  bool holds = false;
  for (const auto& person : parts_.accounts->people_with(grant)) {
    if (person.record.id == account) holds = true;
  }
  if (!holds) co_return not_found();
  const base::Status taken =
      co_await parts_.accounts->take(call.visitor.account, account, std::move(grant));
  co_return taken ? no_content() : refused_act(taken.error());
}

awaitable<Response> BoothDesk::invite(Call& call) const {
  if (!is_there(call)) co_return not_found();
  const auto body = call.request.body.empty() ? Result<json::object>(json::object())
                                              : object_body(call.request.body);
  if (!body) co_return malformed(body.error().detail());
  conference::NewInvitation wanted;
  wanted.grant = staff_grant(call.path["exhibitor"]);
  wanted.name = text_field(*body, "name").value_or("");
  wanted.email = text_field(*body, "email").value_or("");
  const auto invited = co_await parts_.accounts->invite(call.visitor.account, std::move(wanted));
  if (!invited) co_return refused_act(invited.error());
  const json::object link{{"id", invited->record.id},
                          {"url", "/join/" + invited->token},
                          {"expires_at", base::format_rfc3339(invited->record.expires_at)}};
  co_return uncached_json(json::serialize(link), 201);
}

awaitable<Response> BoothDesk::calendar(Call& call) const {
  if (!is_there(call)) co_return not_found();
  const std::string token = secrets_.feed_token(visit::booth_key(call.path["exhibitor"]));
  const json::object link{{"url", "/calendar/booth/" + token + ".ics"}};
  co_return uncached_json(json::serialize(link));
}

}  // namespace

Route::PlaceOf booth_place() {
  return [](const PathValues& path) -> std::optional<account::Place> {
    return account::Place{.booth = path["exhibitor"]};
  };
}

void add_booth_routes(RouteTable& table, const SiteParts& parts) {
  const auto desk = std::make_shared<const BoothDesk>(parts);
  using Act = awaitable<Response> (BoothDesk::*)(Call&) const;
  const auto handler = [desk, &parts](Act act) {
    return [desk, act, &parts](Call& call) {
      return parts.visits ? ((*desk).*act)(call) : no_visits();
    };
  };
  table.add({Method::kGet, "/api/v1/desk/booths", Access::kSomewhere, Right::kRunBooth, {},
             handler(&BoothDesk::mine)});
  const auto add = [&](Method method, const char* below, Act act) {
    table.add({method, std::string("/api/v1/desk/booths/{exhibitor}") + below, Access::kInPlace,
               Right::kRunBooth, booth_place(), handler(act)});
  };
  add(Method::kGet, "", &BoothDesk::booth);
  add(Method::kGet, "/changes", &BoothDesk::changes);
  add(Method::kGet, "/conversations", &BoothDesk::conversations);
  add(Method::kGet, "/conversations/{visitor}", &BoothDesk::conversation);
  add(Method::kPost, "/conversations/{visitor}/messages", &BoothDesk::answer);
  add(Method::kGet, "/leads", &BoothDesk::leads);
  add(Method::kGet, "/leads.csv", &BoothDesk::leads_csv);
  add(Method::kGet, "/leads.json", &BoothDesk::leads_json);
  add(Method::kPatch, "/leads/{lead}", &BoothDesk::note);
  add(Method::kGet, "/bookings", &BoothDesk::bookings);
  add(Method::kDelete, "/bookings/{booking}", &BoothDesk::cancel_booking);
  add(Method::kGet, "/offers", &BoothDesk::offers);
  add(Method::kPost, "/offers", &BoothDesk::answer_offer);
  add(Method::kGet, "/figures", &BoothDesk::figures);
  add(Method::kGet, "/staff", &BoothDesk::staff);
  add(Method::kDelete, "/staff/{account}", &BoothDesk::dismiss);
  add(Method::kPost, "/invitation", &BoothDesk::invite);
  add(Method::kGet, "/calendar", &BoothDesk::calendar);
}

}  // namespace plenary::site
