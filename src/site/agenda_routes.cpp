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
#include "site/desk_bodies.h"
#include "site/documents.h"
#include "site/guard.h"
#include "site/visitor_key.h"
#include "storage/database.h"
#include "visit/visits.h"
#include "visit/words.h"

namespace plenary::site {
namespace {

namespace json = boost::json;
using boost::asio::awaitable;
using net::Method;
using net::Request;
using net::Response;
using storage::AgendaRecord;

constexpr std::size_t kMostBodyBytes = 64u << 10;

/// The booking as a calendar has it.
formats::Appointment appointment_of(const visit::Booking& booking, std::string title,
                                    std::string conference) {
  formats::Appointment told;
  told.uid = "booking-" + booking.id + "." + conference + "@plenary";
  told.sequence = booking.state == visit::BookingState::kBooked ? 0 : 1;
  told.changed_at = booking.changed_at;
  told.starts_at = booking.slot.starts_at;
  told.ends_at = booking.slot.ends_at;
  told.title = std::move(title);
  told.description = booking.note;
  told.cancelled = told.sequence > 0;
  return told;
}

/// What somebody's calendar has beside the programme.
struct Engagements {
  std::vector<std::string> sessions;
  std::vector<std::pair<visit::Booking, base::LocalisedText>> meetings;  ///< With their titles.
};

Engagements engagements_of_visitor(const visit::Visits::Turn& turn, const std::string& key) {
  Engagements found;
  const visit::Ledger::Visitor* const visitor = turn.ledger.visitor(key);
  if (visitor == nullptr) return found;
  for (const auto& [session, sign_up] : visitor->sign_ups) {
    if (sign_up.in) found.sessions.push_back(session);
  }
  for (const std::string& id : visitor->bookings) {
    const visit::Booking* const booking = turn.ledger.booking(id);
    if (booking == nullptr) continue;
    const auto* const exhibitor = turn.moment.world.exhibitor(booking->exhibitor);
    const base::LocalisedText name = exhibitor ? exhibitor->title : base::LocalisedText();
    found.meetings.emplace_back(*booking, visit::meeting_title(name));
  }
  return found;
}

/// With the name of a visitor only where a card shares it.
Engagements engagements_of_booth(const visit::Visits::Turn& turn, const std::string& exhibitor) {
  Engagements found;
  const visit::Ledger::Booth* const booth = turn.ledger.booth(exhibitor);
  if (booth == nullptr) return found;
  for (const std::string& id : booth->bookings) {
    const visit::Booking* const booking = turn.ledger.booking(id);
    if (booking == nullptr) continue;
    const visit::Lead* const lead = turn.ledger.lead(exhibitor, booking->visitor);
    found.meetings.emplace_back(
        *booking, visit::visitor_meeting_title(lead ? lead->card.name : std::string()));
  }
  return found;
}

}  // namespace

class Agendas::Impl {
 public:
  Impl(storage::Database& database, const conference::Conference& conference,
       const Formats& formats, visit::Visits* visits)
      : database_(database),
        conference_(conference),
        formats_(formats),
        visits_(visits),
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
    auto sessions = read_sessions(call.request.body, kMostSessions);
    if (!sessions) co_return malformed(sessions.error().detail());
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
    const auto token = token_of(request, "/my/");
    if (!token) co_return not_found();
    const std::string hash = account::hash_token(*token);
    const auto agenda = co_await database_.agenda_of_feed(hash);
    if (!agenda) co_return uncached(net::problem(agenda.error()));
    const auto engaged = co_await engagements(hash);
    if (!engaged) co_return uncached(net::problem(engaged.error()));
    if (!*agenda && !*engaged) co_return not_found();
    std::set<base::SessionId> sessions;
    const auto add = [&](const std::vector<std::string>& ids) {
      for (const std::string& text : ids) {
        if (const auto id = base::SessionId::parse(text)) sessions.insert(*id);
      }
    };
    if (*agenda) add((*agenda)->sessions);
    if (*engaged) add((*engaged)->sessions);
    const formats::Rendering rendering = formats_.rendering(request);
    const std::vector<base::SessionId> all(sessions.begin(), sessions.end());
    const std::string events = *engaged ? events_of(**engaged, rendering) : std::string();
    co_return calendar_response(request, formats_.book(rendering)->personal(all, events));
  }

  awaitable<Response> booth_feed(Request& request) {
    const auto token = token_of(request, "/calendar/booth/");
    if (!token) co_return not_found();
    const auto engaged = co_await engagements(account::hash_token(*token));
    if (!engaged) co_return uncached(net::problem(engaged.error()));
    if (!*engaged) co_return not_found();
    const formats::Rendering rendering = formats_.rendering(request);
    const std::string events = events_of(**engaged, rendering);
    const std::string name(conference_.content()->short_name);
    co_return calendar_response(request, formats_.book(rendering)->of(name, events));
  }

 private:
  /// The token of an address below `folder`.
  static std::optional<std::string> token_of(const Request& request, std::string_view folder) {
    constexpr std::string_view kEnding = ".ics";
    std::string_view token = std::string_view(request.path).substr(folder.size());
    if (!token.ends_with(kEnding)) return std::nullopt;
    token.remove_suffix(kEnding.size());
    return std::string(token);
  }

  using Owner = VisitorKey;

  Owner owner_of(const Call& call) const {
    return visitor_key(call, secrets_, conference_.clock().real_now());
  }

  /// Of whoever has a calendar of that address; nothing for nobody.
  awaitable<base::Result<std::optional<Engagements>>> engagements(std::string hash) const {
    using Outcome = base::Result<std::optional<Engagements>>;
    if (visits_ == nullptr) co_return std::optional<Engagements>();
    const auto owner = co_await visits_->owner_of_feed(std::move(hash));
    if (!owner) co_return owner.error();
    if (owner->empty()) co_return std::optional<Engagements>();
    std::function<Outcome(visit::Visits::Turn&)> look =
        [key = *owner](visit::Visits::Turn& turn) -> Outcome {
      constexpr std::string_view kBooth = "booth/";
      if (!key.starts_with(kBooth)) return std::optional(engagements_of_visitor(turn, key));
      return std::optional(engagements_of_booth(turn, key.substr(kBooth.size())));
    };
    co_return co_await visits_->ask<std::optional<Engagements>>(std::move(look));
  }

  /// The meetings as events, in the reader's language.
  std::string events_of(const Engagements& engagements, const formats::Rendering& rendering) const {
    const auto content = conference_.content();
    std::string events;
    for (const auto& [booking, title] : engagements.meetings) {
      formats::Appointment told = appointment_of(
          booking, formats::words(title, *content, rendering), content->id.text());
      told.url = rendering.origin + "/exhibitor/" + booking.exhibitor;
      events += formats::event_text(told);
    }
    return events;
  }

  static Response calendar_response(Request& request, std::string text) {
    const conference::Document document = conference::make_document(std::move(text));
    Response response = document_response(request, document, "text/calendar; charset=utf-8");
    for (auto& [name, value] : response.headers) {
      if (name == "cache-control") value = "private, max-age=60";
    }
    response.with("referrer-policy", "no-referrer").with("x-robots-tag", "noindex");
    secure_transport(request, response);
    return response;
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
  visit::Visits* const visits_;
  const audience::Secrets secrets_;
  // A reader marks sessions one after another; an office shares an address.
  base::Guarded<account::RateLimit> writes_{account::RateLimit::Rate{std::chrono::seconds(1), 120}};
};

Agendas::Agendas(storage::Database& database, const conference::Conference& conference,
                 const Formats& formats, visit::Visits* visits)
    : impl_(std::make_shared<Impl>(database, conference, formats, visits)) {}
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
  router.prefix(Method::kGet, "/calendar/booth/",
                [impl = impl_](Request& request) { return impl->booth_feed(request); });
}

}  // namespace plenary::site
