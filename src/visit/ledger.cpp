#include "visit/ledger.h"

#include <algorithm>
#include <stdexcept>

namespace plenary::visit {

std::string booth_key(const std::string& exhibitor) {
  return "booth/" + exhibitor;
}

const exhibition::Product* product_of(const exhibition::Exhibitor& exhibitor,
                                      const std::string& product) {
  const auto id = exhibition::ProductId::parse(product);
  return id ? exhibitor.product(*id) : nullptr;
}

std::string day_of(base::Instant instant, const World& world) {
  return base::format_rfc3339(instant + world.utc_offset).substr(0, 10);
}

std::uint64_t Ledger::next_number(base::Instant now) {
  // Grows past what a server before this one handed out without having stored it.
  const auto ms = now.time_since_epoch().count();
  last_number_ = std::max(last_number_ + 1, ms > 0 ? static_cast<std::uint64_t>(ms) : 0);
  return last_number_;
}

// What there is.

const Ledger::Booth* Ledger::booth(const std::string& exhibitor) const {
  const auto found = booths_.find(exhibitor);
  return found == booths_.end() ? nullptr : &found->second;
}

const Ledger::Visitor* Ledger::visitor(const std::string& key) const {
  const auto found = visitors_.find(key);
  return found == visitors_.end() ? nullptr : &found->second;
}

const Booking* Ledger::booking(const std::string& id) const {
  const auto found = bookings_.find(id);
  return found == bookings_.end() ? nullptr : &found->second;
}

const Offer* Ledger::offer(std::uint64_t number) const {
  const auto found = offers_.find(number);
  return found == offers_.end() ? nullptr : &found->second;
}

const Conversation* Ledger::conversation(const std::string& exhibitor,
                                         const std::string& visitor) const {
  const Booth* const there = booth(exhibitor);
  if (there == nullptr) return nullptr;
  const auto found = there->conversations.find(visitor);
  return found == there->conversations.end() ? nullptr : &found->second;
}

const Lead* Ledger::lead(const std::string& exhibitor, const std::string& visitor) const {
  const Booth* const there = booth(exhibitor);
  if (there == nullptr) return nullptr;
  const auto found = there->leads.find(contact_of_(exhibitor, visitor));
  return found == there->leads.end() ? nullptr : &found->second;
}

const WaitingList* Ledger::list(const std::string& session) const {
  const auto found = lists_.find(session);
  return found == lists_.end() ? nullptr : &found->second;
}

// The disk.

void Ledger::load(const storage::VisitRows& rows) {
  for (const Row& row : rows) load_row(row);
  const auto older = [](const auto& a, const auto& b) { return a.number < b.number; };
  for (auto& [exhibitor, booth] : booths_) {
    for (auto& [visitor, conversation] : booth.conversations) {
      std::sort(conversation.messages.begin(), conversation.messages.end(), older);
    }
  }
  for (auto& [key, visitor] : visitors_) {
    std::sort(visitor.notices.begin(), visitor.notices.end(), older);
  }
}

void Ledger::load_row(const Row& row) {
  const auto counted = [this](std::uint64_t number) {
    last_number_ = std::max(last_number_, number);
  };
  if (row.kind == "message") {
    StoredMessage stored = message_of(row);
    counted(stored.message.number);
    conversation_with(stored.exhibitor, stored.visitor)
        .messages.push_back(std::move(stored.message));
  } else if (row.kind == "read") {
    const ReadMarks marks = marks_of(row);
    Conversation& conversation = conversation_with(marks.exhibitor, marks.visitor);
    conversation.visitor_read = marks.visitor_read;
    conversation.staff_read = marks.staff_read;
  } else if (row.kind == "card") {
    Lead lead = lead_of(row);
    counted(lead.number);
    keep_contact(lead.exhibitor, lead.visitor);
    visitors_[lead.visitor].cards.insert(lead.exhibitor);
    // By what the booth knows the visitor by now, should the key have changed.
    lead.contact = contact_of_(lead.exhibitor, lead.visitor);
    booths_[lead.exhibitor].leads.insert_or_assign(lead.contact, lead);
  } else if (row.kind == "booking") {
    const Booking booking = booking_of(row);
    counted(booking.number);
    keep(booking);
  } else if (row.kind == "offer") {
    const Offer offer = offer_of(row);
    counted(offer.number);
    keep_contact(offer.exhibitor, offer.visitor);
    booths_[offer.exhibitor].offers.insert(offer.number);
    visitors_[offer.visitor].offers.insert(offer.number);
    offers_.insert_or_assign(offer.number, offer);
  } else if (row.kind == "sign_up") {
    const SignUp sign_up = sign_up_of(row);
    counted(sign_up.number);
    lists_[sign_up.session].restore(sign_up.visitor, sign_up.number, sign_up.in);
    visitors_[sign_up.visitor].sign_ups.insert_or_assign(sign_up.session, sign_up);
  } else if (row.kind == "saved") {
    const Saved saved = saved_of(row);
    visitors_[saved.visitor].saved[{saved.exhibitor, saved.product}] = saved;
    booths_[saved.exhibitor].saved[{saved.visitor, saved.product}] = saved.at;
  } else if (row.kind == "notice") {
    const Notice notice = notice_of(row);
    counted(notice.number);
    visitors_[notice.visitor].notices.push_back(notice);
  } else if (row.kind == "seen") {
    const Seen seen = seen_of(row);
    booths_[seen.exhibitor].seen[seen.day].insert(seen.hash);
  } else {
    throw std::runtime_error("the records of visits hold what nobody knows: " + row.kind);
  }
}

void Ledger::keep(const Booking& booking) {
  keep_contact(booking.exhibitor, booking.visitor);
  Booth& booth = booths_[booking.exhibitor];
  Visitor& visitor = visitors_[booking.visitor];
  booth.bookings.insert(booking.id);
  visitor.bookings.insert(booking.id);
  if (booking.state == BookingState::kBooked) {
    booth.slots.take(booking.slot, booking.id);
    visitor.slots.take(booking.slot, booking.id);
  }
  bookings_.insert_or_assign(booking.id, booking);
}

void Ledger::keep_contact(const std::string& exhibitor, const std::string& visitor) {
  booths_[exhibitor].contacts.insert_or_assign(contact_of_(exhibitor, visitor), visitor);
}

/// Who has nothing with a booth any more cannot be written to from there.
void Ledger::forget_contact(const std::string& exhibitor, const std::string& visitor) {
  Booth& booth = booths_[exhibitor];
  const Visitor& person = visitors_[visitor];
  const auto here = [&](const auto& ids, const auto& things) {
    return std::any_of(ids.begin(), ids.end(), [&](const auto& id) {
      const auto found = things.find(id);
      return found != things.end() && found->second.exhibitor == exhibitor;
    });
  };
  if (person.conversations.contains(exhibitor) || person.cards.contains(exhibitor)) return;
  if (here(person.bookings, bookings_) || here(person.offers, offers_)) return;
  std::erase_if(booth.contacts, [&](const auto& one) { return one.second == visitor; });
}

// Telling.

void Ledger::tell(const std::string& key, Change change, const Moment& moment, Effects& effects) {
  if (change.number == 0) change.number = next_number(moment.now);
  effects.told.emplace_back(key, std::move(change));
}

void Ledger::notify(Notice notice, const Moment& moment, Effects& effects) {
  notice.number = next_number(moment.now);
  notice.at = moment.now;
  std::deque<Notice>& notices = visitors_[notice.visitor].notices;
  effects.rows.push_back(row_of(notice));
  Change change;
  change.kind = "notice";
  change.number = notice.number;
  change.exhibitor = notice.exhibitor;
  change.session = notice.session;
  change.id = notice.booking;
  change.state = notice.kind;
  const std::string visitor = notice.visitor;
  notices.push_back(std::move(notice));
  while (notices.size() > kMostNotices) {
    effects.rows.push_back(erased(notices.front()));
    notices.pop_front();
  }
  tell(visitor, std::move(change), moment, effects);
}

// Saved things.

base::Status Ledger::save(const std::string& visitor, const std::string& exhibitor,
                          const std::string& product, const Moment& moment, Effects& effects) {
  const exhibition::Exhibitor* const known = moment.world.exhibitor(exhibitor);
  if (known == nullptr || (!product.empty() && product_of(*known, product) == nullptr)) {
    return base::Error(base::Errc::kNotFound, "There is no such thing here.");
  }
  auto& saved = visitors_[visitor].saved;
  if (saved.contains({exhibitor, product})) return base::Done{};
  if (saved.size() >= kMostSaved) {
    return base::Error(base::Errc::kConflict, "At most 500 things can be saved.");
  }
  const Saved added{visitor, exhibitor, product, moment.now};
  saved[{exhibitor, product}] = added;
  booths_[exhibitor].saved[{visitor, product}] = added.at;
  effects.rows.push_back(row_of(added));
  tell(visitor, {.kind = "saved", .exhibitor = exhibitor}, moment, effects);
  return base::Done{};
}

void Ledger::unsave(const std::string& visitor, const std::string& exhibitor,
                    const std::string& product, const Moment& moment, Effects& effects) {
  const auto person = visitors_.find(visitor);
  if (person == visitors_.end()) return;
  const auto found = person->second.saved.find({exhibitor, product});
  if (found == person->second.saved.end()) return;
  effects.rows.push_back(erased(found->second));
  person->second.saved.erase(found);
  booths_[exhibitor].saved.erase({visitor, product});
  tell(visitor, {.kind = "saved", .exhibitor = exhibitor}, moment, effects);
}

void Ledger::see(const std::string& exhibitor, const std::string& hash, const Moment& moment,
                 Effects& effects) {
  if (moment.world.exhibitor(exhibitor) == nullptr) return;
  const std::string day = day_of(moment.now, moment.world);
  if (!booths_[exhibitor].seen[day].insert(hash).second) return;
  effects.rows.push_back(row_of(Seen{exhibitor, day, hash}));
}

}  // namespace plenary::visit
