// What a visitor without an account kept comes along into the account.

#include <algorithm>
#include <limits>

#include "visit/ledger.h"
#include "visit/words.h"

namespace plenary::visit {
namespace {

/// More than this many times what one visitor may have, nobody gathers in one account.
constexpr std::size_t kMostTimes = 4;

bool too_much(const Ledger::Visitor& own, const Ledger::Visitor& came) {
  return own.saved.size() + came.saved.size() > kMostTimes * kMostSaved ||
         own.conversations.size() + came.conversations.size() > kMostTimes * kMostConversations ||
         own.offers.size() + came.offers.size() > kMostTimes * kMostOffers;
}

/// An id that nothing else has: numbers are given once.
template <class Taken>
std::string unused_id(std::uint64_t number, Taken taken) {
  std::string id = std::to_string(number);
  while (taken(id)) id += "_";
  return id;
}

bool has_message(const Conversation& conversation, const std::string& id, bool from_staff) {
  return std::any_of(conversation.messages.begin(), conversation.messages.end(),
                     [&](const Message& one) { return one.id == id && one.from_staff == from_staff; });
}

/// How far two conversations together are read: nothing that is unread in one of them is passed over.
std::uint64_t joint_mark(const Conversation& one, const Conversation& other, bool by_staff) {
  std::uint64_t read = 0;
  std::uint64_t unread = std::numeric_limits<std::uint64_t>::max();
  for (const Conversation* const conversation : {&one, &other}) {
    const std::uint64_t mark = by_staff ? conversation->staff_read : conversation->visitor_read;
    read = std::max(read, mark);
    for (const Message& message : conversation->messages) {
      if (message.from_staff == by_staff || message.number <= mark) continue;
      unread = std::min(unread, message.number);
    }
  }
  return std::min(read, unread - 1);
}

LeadNotes joined(LeadNotes own, const LeadNotes& came) {
  if (own.note.empty()) {
    own.note = came.note;
  } else if (!came.note.empty() && came.note != own.note) {
    own.note += "\n" + came.note;
  }
  for (const std::string& tag : came.tags) {
    const bool known = std::find(own.tags.begin(), own.tags.end(), tag) != own.tags.end();
    if (!known && own.tags.size() < kMostTags) own.tags.push_back(tag);
  }
  if (own.rating == 0) own.rating = came.rating;
  return own;
}

}  // namespace

base::Result<std::size_t> Ledger::bring(const std::string& from, const std::string& to,
                                        const Moment& moment, Effects& effects) {
  if (from == to || !visitors_.contains(from)) return std::size_t{0};
  if (too_much(visitors_[to], visitors_[from])) {
    return base::Error(base::Errc::kConflict, "The account has too much already.");
  }
  const Visitor came = std::move(visitors_[from]);
  visitors_.erase(from);
  std::set<std::string> booths = came.cards;
  booths.insert(came.conversations.begin(), came.conversations.end());
  bring_notices(came, to, effects);
  bring_offers(came, from, to, booths, effects);
  for (const std::string& exhibitor : came.conversations) {
    bring_conversation(exhibitor, from, to, effects);
  }
  for (const std::string& exhibitor : came.cards) bring_card(exhibitor, from, to, effects);
  for (const std::string& id : came.bookings) {
    booths.insert(bookings_.at(id).exhibitor);
    bring_booking(bookings_.at(id), to, moment, effects);
  }
  for (const auto& [session, sign_up] : came.sign_ups) {
    bring_sign_up(sign_up, to, moment, effects);
  }
  for (const auto& [what, saved] : came.saved) bring_saved(saved, to, effects);
  for (const std::string& exhibitor : booths) {
    keep_contact(exhibitor, to);
    // Whoever at the booth has the old contact open reaches the account by it.
    for (auto& [contact, visitor] : booths_[exhibitor].contacts) {
      if (visitor == from) visitor = to;
    }
    tell(booth_key(exhibitor), {.kind = "all"}, moment, effects);
  }
  tell(from, {.kind = "all"}, moment, effects);
  tell(to, {.kind = "all"}, moment, effects);
  return came.conversations.size() + came.cards.size() + came.bookings.size() +
         came.offers.size() + came.sign_ups.size() + came.saved.size();
}

void Ledger::bring_notices(const Visitor& came, const std::string& to, Effects& effects) {
  std::deque<Notice>& notices = visitors_[to].notices;
  for (Notice notice : came.notices) {
    effects.rows.push_back(erased(notice));
    notice.visitor = to;
    effects.rows.push_back(row_of(notice));
    notices.push_back(std::move(notice));
  }
  std::sort(notices.begin(), notices.end(),
            [](const Notice& a, const Notice& b) { return a.number < b.number; });
  while (notices.size() > kMostNotices) {
    effects.rows.push_back(erased(notices.front()));
    notices.pop_front();
  }
}

void Ledger::bring_offers(const Visitor& came, const std::string& from, const std::string& to,
                          std::set<std::string>& booths, Effects& effects) {
  Visitor& account = visitors_[to];
  for (const std::uint64_t number : came.offers) {
    Offer& offer = offers_.at(number);
    const auto taken = [&](const std::string& id) {
      return std::any_of(account.offers.begin(), account.offers.end(), [&](std::uint64_t other) {
        const Offer& own = offers_.at(other);
        return own.exhibitor == offer.exhibitor && own.id == id;
      });
    };
    effects.rows.push_back(erased(offer));
    if (taken(offer.id)) {
      const std::string id = unused_id(number, taken);
      rename_answers(offer, from, id);
      offer.id = id;
    }
    offer.visitor = to;
    account.offers.insert(number);
    booths.insert(offer.exhibitor);
    effects.rows.push_back(row_of(offer));
  }
}

/// The messages that answer an offer name it by its new id.
void Ledger::rename_answers(const Offer& offer, const std::string& from, const std::string& id) {
  auto& conversations = booths_[offer.exhibitor].conversations;
  const auto found = conversations.find(from);
  if (found == conversations.end()) return;
  for (Message& message : found->second.messages) {
    if (message.offer == offer.id) message.offer = id;
  }
}

void Ledger::bring_conversation(const std::string& exhibitor, const std::string& from,
                                const std::string& to, Effects& effects) {
  auto moved = booths_[exhibitor].conversations.extract(from);
  if (moved.empty()) return;
  Conversation& came = moved.mapped();
  Conversation& own = conversation_with(exhibitor, to);
  const std::uint64_t visitor_read = joint_mark(own, came, false);
  const std::uint64_t staff_read = joint_mark(own, came, true);
  own.visitor_read = visitor_read;
  own.staff_read = staff_read;
  effects.rows.push_back(erased(ReadMarks{exhibitor, from, 0, 0}));
  effects.rows.push_back(row_of(ReadMarks{exhibitor, to, visitor_read, staff_read}));
  for (Message& message : came.messages) {
    effects.rows.push_back(erased(StoredMessage{exhibitor, from, message}));
    const auto taken = [&](const std::string& id) {
      return has_message(own, id, message.from_staff);
    };
    if (taken(message.id)) message.id = unused_id(message.number, taken);
    effects.rows.push_back(row_of(StoredMessage{exhibitor, to, message}));
    own.messages.push_back(std::move(message));
  }
  std::sort(own.messages.begin(), own.messages.end(),
            [](const Message& a, const Message& b) { return a.number < b.number; });
}

/// Where the account has a card at the booth it stays, with what staff noted beside both.
void Ledger::bring_card(const std::string& exhibitor, const std::string& from,
                        const std::string& to, Effects& effects) {
  auto& leads = booths_[exhibitor].leads;
  auto moved = leads.extract(contact_of_(exhibitor, from));
  if (moved.empty()) return;
  Lead& came = moved.mapped();
  effects.rows.push_back(erased(came));
  const std::string contact = contact_of_(exhibitor, to);
  const auto own = leads.find(contact);
  if (own != leads.end()) {
    effects.forget = true;
    own->second.notes = joined(own->second.notes, came.notes);
    effects.rows.push_back(row_of(own->second));
    return;
  }
  came.visitor = to;
  came.contact = contact;
  effects.rows.push_back(row_of(came));
  visitors_[to].cards.insert(exhibitor);
  leads.emplace(contact, std::move(came));
}

/// A meeting at a time when the account meets somebody is given back: nobody is at two booths.
void Ledger::bring_booking(Booking& booking, const std::string& to, const Moment& moment,
                           Effects& effects) {
  booking.visitor = to;
  Visitor& account = visitors_[to];
  account.bookings.insert(booking.id);
  const bool to_come =
      booking.state == BookingState::kBooked && booking.slot.ends_at > moment.now;
  const bool fits = booking.state == BookingState::kBooked &&
                    account.slots.take(booking.slot, booking.id);
  if (fits || !to_come) {
    effects.rows.push_back(row_of(booking));
    return;
  }
  booking.state = BookingState::kWithdrawn;
  booking.changed_at = moment.now;
  booths_[booking.exhibitor].slots.release(booking.slot.starts_at);
  effects.rows.push_back(row_of(booking));
  const exhibition::Exhibitor* const known = moment.world.exhibitor(booking.exhibitor);
  Notice notice;
  notice.visitor = to;
  notice.kind = "booking_cancelled";
  notice.text = meeting_given_back_words(known ? known->title : base::LocalisedText());
  notice.exhibitor = booking.exhibitor;
  notice.booking = booking.id;
  notify(std::move(notice), moment, effects);
}

/// Who is on a list twice keeps the better place; the other goes to who waits longest.
void Ledger::bring_sign_up(SignUp came, const std::string& to, const Moment& moment,
                           Effects& effects) {
  WaitingList& list = lists_[came.session];
  effects.rows.push_back(erased(came));
  list.withdraw(came.visitor);
  came.visitor = to;
  auto& sign_ups = visitors_[to].sign_ups;
  const auto own = sign_ups.find(came.session);
  const bool better = own == sign_ups.end() || (came.in && !own->second.in) ||
                      (came.in == own->second.in && came.number < own->second.number);
  if (better) {
    list.withdraw(to);
    list.restore(to, came.number, came.in);
    effects.rows.push_back(row_of(came));
    sign_ups[came.session] = came;
  }
  move_up(came.session, moment, effects);
}

void Ledger::bring_saved(Saved saved, const std::string& to, Effects& effects) {
  auto& of_booth = booths_[saved.exhibitor].saved;
  effects.rows.push_back(erased(saved));
  of_booth.erase({saved.visitor, saved.product});
  auto& own = visitors_[to].saved;
  if (own.contains({saved.exhibitor, saved.product})) return;
  saved.visitor = to;
  effects.rows.push_back(row_of(saved));
  of_booth[{to, saved.product}] = saved.at;
  own[{saved.exhibitor, saved.product}] = saved;
}

}  // namespace plenary::visit
