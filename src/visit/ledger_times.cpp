// Bookings, sign-ups and reminders.

#include <algorithm>

#include "visit/ledger.h"
#include "visit/words.h"

namespace plenary::visit {
namespace {

using base::Errc;
using base::Error;

/// Beyond so many nobody is told that their place in the queue changed.
constexpr std::size_t kMostToldOfMoving = 200;

Error nothing_here() {
  return {Errc::kNotFound, "There is no such thing here."};
}

Change change_of(const Booking& booking, std::string contact) {
  return {.kind = "booking",
          .exhibitor = booking.exhibitor,
          .id = booking.id,
          .contact = std::move(contact),
          .state = name(booking.state)};
}

Change change_of(const SignUp& sign_up) {
  return {.kind = "signup", .session = sign_up.session, .state = sign_up.in ? "in" : "waiting"};
}

}  // namespace

base::Result<BookingOutcome> Ledger::book(const std::string& visitor, const std::string& exhibitor,
                                          base::Instant starts_at, const std::string& note,
                                          const std::string& id, const Moment& moment,
                                          Effects& effects) {
  const exhibition::Exhibitor* const known = moment.world.exhibitor(exhibitor);
  if (known == nullptr) return nothing_here();
  SlotBook& of_booth = booths_[exhibitor].slots;
  SlotBook& own = visitors_[visitor].slots;
  const auto mine = own.taken().find(starts_at);
  if (mine != own.taken().end()) {
    const Booking& there = bookings_.at(mine->second.second);
    if (there.exhibitor == exhibitor) return BookingOutcome{there, {}, {}};
  }
  const auto refused = [&](const char* sentence) {
    const base::Instant from = std::max(starts_at, moment.now);
    auto next = next_free(*known, of_booth, own, from);
    // Nothing later: perhaps something earlier that is still to come.
    if (!next) next = next_free(*known, of_booth, own, moment.now);
    return BookingOutcome{std::nullopt, sentence, next};
  };
  const auto slot = exhibition::slot_at(*known, starts_at);
  if (!slot) return refused("No meeting begins at that time.");
  if (slot->starts_at < moment.now) return refused("That time has passed.");
  if (!of_booth.is_free(*slot)) return refused("Somebody else has this time.");
  if (!own.is_free(*slot)) return refused("You have another meeting at that time.");
  const auto to_come = std::count_if(own.taken().begin(), own.taken().end(), [&](const auto& one) {
    return one.second.first.ends_at > moment.now;
  });
  if (static_cast<std::size_t>(to_come) >= kMostBookings) {
    return Error(Errc::kConflict, "At most 20 meetings can be booked.");
  }
  Booking booking;
  booking.id = id;
  booking.exhibitor = exhibitor;
  booking.visitor = visitor;
  booking.number = next_number(moment.now);
  booking.slot = *slot;
  booking.note = note;
  booking.made_at = moment.now;
  booking.changed_at = moment.now;
  keep(booking);
  effects.rows.push_back(row_of(booking));
  const Change change = change_of(booking, contact_of_(exhibitor, visitor));
  tell(visitor, change, moment, effects);
  tell(booth_key(exhibitor), change, moment, effects);
  return BookingOutcome{booking, {}, {}};
}

void Ledger::end(Booking& booking, BookingState state, const Moment& moment, Effects& effects) {
  booking.state = state;
  booking.changed_at = moment.now;
  booths_[booking.exhibitor].slots.release(booking.slot.starts_at);
  visitors_[booking.visitor].slots.release(booking.slot.starts_at);
  effects.rows.push_back(row_of(booking));
  const Change change = change_of(booking, contact_of_(booking.exhibitor, booking.visitor));
  tell(booking.visitor, change, moment, effects);
  tell(booth_key(booking.exhibitor), change, moment, effects);
}

base::Result<Booking> Ledger::withdraw_booking(const std::string& visitor, const std::string& id,
                                               const Moment& moment, Effects& effects) {
  const auto found = bookings_.find(id);
  if (found == bookings_.end() || found->second.visitor != visitor) return nothing_here();
  if (found->second.state == BookingState::kBooked) {
    end(found->second, BookingState::kWithdrawn, moment, effects);
  }
  return found->second;
}

base::Result<Booking> Ledger::cancel_booking(const std::string& exhibitor, const std::string& id,
                                             const std::string& reason, const Moment& moment,
                                             Effects& effects) {
  const auto found = bookings_.find(id);
  if (found == bookings_.end() || found->second.exhibitor != exhibitor) return nothing_here();
  Booking& booking = found->second;
  if (booking.state != BookingState::kBooked) return booking;
  booking.reason = reason;
  end(booking, BookingState::kCancelled, moment, effects);
  Notice notice;
  notice.visitor = booking.visitor;
  notice.kind = "booking_cancelled";
  const exhibition::Exhibitor* const known = moment.world.exhibitor(exhibitor);
  notice.text = booking_cancelled_words(known ? known->title : base::LocalisedText(), reason);
  notice.exhibitor = exhibitor;
  notice.booking = booking.id;
  notify(std::move(notice), moment, effects);
  return booking;
}

// Sign-ups.

base::Result<WaitingList::Standing> Ledger::sign_up(const std::string& visitor,
                                                    const std::string& session,
                                                    const Moment& moment, Effects& effects) {
  const Event* const event = moment.world.event(session);
  if (event == nullptr || event->places <= 0) return nothing_here();
  if (event->cancelled) return Error(Errc::kConflict, "This event was cancelled.");
  if (event->ends_at <= moment.now) return Error(Errc::kConflict, "This event is over.");
  WaitingList& list = lists_[session];
  const auto before = list.standing(visitor);
  if (before.signed_up) return before;
  Visitor& person = visitors_[visitor];
  if (person.sign_ups.size() >= kMostSignUps) {
    return Error(Errc::kConflict, "At most 50 events can be signed up for.");
  }
  SignUp added;
  added.session = session;
  added.visitor = visitor;
  added.number = next_number(moment.now);
  added.at = moment.now;
  const auto standing =
      list.sign_up(visitor, added.number, static_cast<std::size_t>(event->places));
  added.in = standing.in;
  if (added.in) added.confirmed_at = moment.now;
  // Whoever comes within the last minutes knows when it begins.
  added.reminded = added.in && event->starts_at - kRemindedBefore <= moment.now;
  person.sign_ups[session] = added;
  effects.rows.push_back(row_of(added));
  tell(visitor, change_of(added), moment, effects);
  return standing;
}

base::Result<WaitingList::Standing> Ledger::withdraw_sign_up(const std::string& visitor,
                                                             const std::string& session,
                                                             const Moment& moment,
                                                             Effects& effects) {
  const auto list = lists_.find(session);
  if (list == lists_.end()) return WaitingList::Standing{};
  Visitor& person = visitors_[visitor];
  const auto found = person.sign_ups.find(session);
  if (found == person.sign_ups.end()) return WaitingList::Standing{};
  list->second.withdraw(visitor);
  effects.rows.push_back(erased(found->second));
  person.sign_ups.erase(found);
  tell(visitor, {.kind = "signup", .session = session, .state = "withdrawn"}, moment, effects);
  move_up(session, moment, effects);
  return WaitingList::Standing{};
}

void Ledger::move_up(const std::string& session, const Moment& moment, Effects& effects) {
  const Event* const event = moment.world.event(session);
  if (event == nullptr || event->cancelled || event->ends_at <= moment.now) return;
  WaitingList& list = lists_[session];
  const auto moved = list.move_up(static_cast<std::size_t>(std::max(0, event->places)));
  for (const std::string& visitor : moved) {
    SignUp& sign_up = visitors_[visitor].sign_ups[session];
    sign_up.in = true;
    sign_up.confirmed_at = moment.now;
    effects.rows.push_back(row_of(sign_up));
    tell(visitor, change_of(sign_up), moment, effects);
    Notice notice;
    notice.visitor = visitor;
    notice.kind = "moved_up";
    notice.text = moved_up_words(event->title);
    notice.session = session;
    notify(std::move(notice), moment, effects);
  }
  if (moved.empty()) return;
  for (const std::string& visitor : list.first_waiting(kMostToldOfMoving)) {
    tell(visitor, change_of(visitors_[visitor].sign_ups[session]), moment, effects);
  }
}

void Ledger::move_up_all(const Moment& moment, Effects& effects) {
  for (const auto& [session, list] : lists_) {
    if (list.waiting() > 0) move_up(session, moment, effects);
  }
}

// Reminders.

void Ledger::remind(const Moment& moment, Effects& effects) {
  remind_of_meetings(moment, effects);
  remind_of_events(moment, effects);
}

void Ledger::remind_of_meetings(const Moment& moment, Effects& effects) {
  for (auto& [id, booking] : bookings_) {
    if (booking.reminded || booking.state != BookingState::kBooked) continue;
    const base::Instant begins = booking.slot.starts_at;
    if (begins - kRemindedBefore > moment.now || begins <= moment.now) continue;
    booking.reminded = true;
    effects.rows.push_back(row_of(booking));
    const exhibition::Exhibitor* const known = moment.world.exhibitor(booking.exhibitor);
    Notice notice;
    notice.visitor = booking.visitor;
    notice.kind = "reminder";
    notice.text = meeting_soon_words(known ? known->title : base::LocalisedText());
    notice.exhibitor = booking.exhibitor;
    notice.booking = id;
    notify(std::move(notice), moment, effects);
  }
}

void Ledger::remind_of_events(const Moment& moment, Effects& effects) {
  for (const auto& [session, list] : lists_) {
    const Event* const event = moment.world.event(session);
    if (event == nullptr || event->cancelled) continue;
    const base::Instant begins = event->starts_at;
    if (begins - kRemindedBefore > moment.now || begins <= moment.now) continue;
    for (const std::string& visitor : list.members()) {
      SignUp& sign_up = visitors_[visitor].sign_ups[session];
      if (sign_up.reminded) continue;
      sign_up.reminded = true;
      effects.rows.push_back(row_of(sign_up));
      Notice notice;
      notice.visitor = visitor;
      notice.kind = "reminder";
      notice.text = event_soon_words(event->title);
      notice.session = session;
      notify(std::move(notice), moment, effects);
    }
  }
}

}  // namespace plenary::visit
