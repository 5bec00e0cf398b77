#include "visit/documents.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <set>

#include "visit/figures.h"

namespace plenary::visit {
namespace {

namespace json = boost::json;
using base::format_rfc3339;

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

json::object words_json(const base::LocalisedText& text) {
  json::object words;
  for (const auto& [language, sentence] : text.by_language) words[language] = sentence;
  return words;
}

std::size_t unread_of(const Conversation& conversation, bool for_staff) {
  const std::uint64_t read = for_staff ? conversation.staff_read : conversation.visitor_read;
  return static_cast<std::size_t>(std::count_if(
      conversation.messages.begin(), conversation.messages.end(), [&](const Message& message) {
        return message.from_staff != for_staff && message.number > read;
      }));
}

json::object notice_json(const Notice& notice) {
  return {{"seq", notice.number},
          {"at", format_rfc3339(notice.at)},
          {"kind", notice.kind},
          {"text", words_json(notice.text)},
          {"exhibitor", text_or_null(notice.exhibitor)},
          {"session", text_or_null(notice.session)},
          {"booking", text_or_null(notice.booking)}};
}

const char* state_name(const Offer& offer) {
  return offer.answer.empty() ? "asked" : "answered";
}

json::value last_json(const Conversation& conversation) {
  if (conversation.messages.empty()) return nullptr;
  return message_json(conversation.messages.back());
}

/// The name on the card that the visitor left at the booth; null without one.
json::value name_of(const Ledger& ledger, const std::string& exhibitor,
                    const std::string& visitor) {
  const Lead* const lead = ledger.lead(exhibitor, visitor);
  return lead == nullptr ? json::value(nullptr) : text_or_null(lead->card.name);
}

json::array names(const std::vector<std::string>& list) {
  json::array all;
  for (const std::string& one : list) all.emplace_back(one);
  return all;
}

/// The bookings of these ids, by when they begin.
std::vector<const Booking*> in_order(const Ledger& ledger, const std::set<std::string>& ids) {
  std::vector<const Booking*> bookings;
  for (const std::string& id : ids) {
    if (const Booking* const booking = ledger.booking(id)) bookings.push_back(booking);
  }
  std::sort(bookings.begin(), bookings.end(), [](const Booking* a, const Booking* b) {
    return std::pair(a->slot.starts_at, a->number) < std::pair(b->slot.starts_at, b->number);
  });
  return bookings;
}

json::array conversations_json(const Ledger& ledger, const std::string& visitor,
                               const std::set<std::string>& exhibitors) {
  std::vector<const Conversation*> all;
  for (const std::string& exhibitor : exhibitors) {
    const Conversation* const one = ledger.conversation(exhibitor, visitor);
    if (one != nullptr && !one->messages.empty()) all.push_back(one);
  }
  std::sort(all.begin(), all.end(), [](const Conversation* a, const Conversation* b) {
    return a->messages.back().number > b->messages.back().number;
  });
  json::array list;
  for (const Conversation* const one : all) {
    list.push_back(json::object{{"exhibitor", one->exhibitor},
                                {"last", last_json(*one)},
                                {"unread", unread_of(*one, false)}});
  }
  return list;
}

json::object sign_up_json(const Ledger& ledger, const SignUp& sign_up) {
  const WaitingList* const list = ledger.list(sign_up.session);
  const auto standing = list ? list->standing(sign_up.visitor) : WaitingList::Standing{};
  return {{"session", sign_up.session},
          {"state", sign_up.in ? "in" : "waiting"},
          {"position", sign_up.in ? json::value(nullptr) : json::value(standing.position)},
          {"confirmed_at", sign_up.confirmed_at
                               ? json::value(format_rfc3339(*sign_up.confirmed_at))
                               : json::value(nullptr)}};
}

/// Adds `cards`, and as `card` the one confirmed last, for the next booth's form.
void add_cards(const Ledger& ledger, const std::string& visitor,
               const std::set<std::string>& exhibitors, json::object& object) {
  json::array cards;
  const Lead* newest = nullptr;
  for (const std::string& exhibitor : exhibitors) {
    const Lead* const lead = ledger.lead(exhibitor, visitor);
    if (lead == nullptr) continue;
    cards.push_back(json::object{{"exhibitor", exhibitor},
                                 {"shared", names(shared_fields(lead->card))},
                                 {"at", format_rfc3339(lead->at)}});
    if (newest == nullptr || lead->at > newest->at) newest = lead;
  }
  object["card"] = newest ? json::value(card_json(newest->card)) : json::value(nullptr);
  object["cards"] = std::move(cards);
}

}  // namespace

json::object message_json(const Message& message) {
  return {{"id", message.id},
          {"seq", message.number},
          {"at", format_rfc3339(message.at)},
          {"from", message.from_staff ? "staff" : "visitor"},
          {"staff", text_or_null(message.staff)},
          {"language", text_or_null(message.language)},
          {"text", message.text},
          {"offer", text_or_null(message.offer)}};
}

json::object card_json(const Card& card) {
  return {{"name", text_or_null(card.name)},
          {"email", text_or_null(card.email)},
          {"organisation", text_or_null(card.organisation)},
          {"telephone", text_or_null(card.telephone)},
          {"note", text_or_null(card.note)}};
}

json::object booking_json(const Booking& booking) {
  return {{"id", booking.id},
          {"exhibitor", booking.exhibitor},
          {"starts_at", format_rfc3339(booking.slot.starts_at)},
          {"ends_at", format_rfc3339(booking.slot.ends_at)},
          {"note", text_or_null(booking.note)},
          {"state", name(booking.state)},
          {"reason", text_or_null(booking.reason)}};
}

json::object offer_json(const Offer& offer) {
  const bool answered = !offer.answer.empty();
  return {{"id", offer.id},
          {"exhibitor", offer.exhibitor},
          {"product", offer.product},
          {"quantity", offer.quantity},
          {"text", offer.text},
          {"at", format_rfc3339(offer.at)},
          {"state", state_name(offer)},
          {"answer", text_or_null(offer.answer)},
          {"answered_at",
           answered ? json::value(format_rfc3339(offer.answered_at)) : json::value(nullptr)}};
}

json::object standing_json(const Event& event, const WaitingList* list,
                           const std::string& visitor) {
  json::object object{{"places", event.places},
                      {"taken", list ? list->taken() : 0},
                      {"waiting", list ? list->waiting() : 0},
                      {"mine", nullptr}};
  const auto standing = list ? list->standing(visitor) : WaitingList::Standing{};
  if (!standing.signed_up) return object;
  object["mine"] = json::object{
      {"state", standing.in ? "in" : "waiting"},
      {"position", standing.in ? json::value(nullptr) : json::value(standing.position)}};
  return object;
}

json::object change_json(const Change& change) {
  json::object object{{"seq", change.number}, {"kind", change.kind}};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) object[name] = value;
  };
  add("exhibitor", change.exhibitor);
  add("session", change.session);
  add("id", change.id);
  add("state", change.state);
  if (change.message) object["message"] = message_json(*change.message);
  return object;
}

json::object staff_change_json(const Change& change) {
  json::object object = change_json(change);
  if (!change.contact.empty()) object["visitor"] = change.contact;
  return object;
}

json::object visit_json(const Ledger& ledger, const std::string& visitor) {
  static const Ledger::Visitor nobody;
  const Ledger::Visitor* const known = ledger.visitor(visitor);
  const Ledger::Visitor& person = known ? *known : nobody;
  json::object object;
  add_cards(ledger, visitor, person.cards, object);
  json::array saved;
  for (const auto& [what, one] : person.saved) {
    saved.push_back(json::object{{"exhibitor", one.exhibitor},
                                 {"product", text_or_null(one.product)},
                                 {"at", format_rfc3339(one.at)}});
  }
  object["saved"] = std::move(saved);
  object["conversations"] = conversations_json(ledger, visitor, person.conversations);
  json::array bookings;
  for (const Booking* const one : in_order(ledger, person.bookings)) {
    bookings.push_back(booking_json(*one));
  }
  object["bookings"] = std::move(bookings);
  json::array offers;
  for (const std::uint64_t number : person.offers) {
    if (const Offer* const offer = ledger.offer(number)) offers.push_back(offer_json(*offer));
  }
  object["offers"] = std::move(offers);
  json::array sign_ups;
  for (const auto& [session, one] : person.sign_ups) {
    sign_ups.push_back(sign_up_json(ledger, one));
  }
  object["signups"] = std::move(sign_ups);
  json::array notices;
  for (const Notice& notice : person.notices) notices.push_back(notice_json(notice));
  object["notices"] = std::move(notices);
  return object;
}

json::object conversation_json(const Ledger& ledger, const std::string& visitor,
                               const std::string& exhibitor, const Moment& moment,
                               bool staff_there) {
  json::array messages;
  if (const Conversation* const known = ledger.conversation(exhibitor, visitor)) {
    for (const Message& message : known->messages) messages.push_back(message_json(message));
  }
  const exhibition::Exhibitor* const described = moment.world.exhibitor(exhibitor);
  std::set<std::string> languages;
  bool on_duty = staff_there;
  if (described != nullptr) {
    for (const exhibition::Duty* const duty : exhibition::on_duty(*described, moment.now)) {
      on_duty = true;
      languages.insert(duty->languages.begin(), duty->languages.end());
    }
    if (languages.empty()) {
      languages.insert(described->languages.begin(), described->languages.end());
    }
  }
  return {{"exhibitor", exhibitor},
          {"messages", std::move(messages)},
          {"staff_on_duty", on_duty},
          {"languages", names({languages.begin(), languages.end()})}};
}

json::object left_card_json(const std::string& exhibitor, const Lead* lead) {
  json::object object{{"shared", json::array()},
                      {"with", exhibitor},
                      {"at", nullptr},
                      {"card", nullptr}};
  if (lead == nullptr) return object;
  object["shared"] = names(shared_fields(lead->card));
  object["at"] = format_rfc3339(lead->at);
  object["card"] = card_json(lead->card);
  return object;
}

json::object slots_json(const Ledger& ledger, const std::string& exhibitor, base::Instant from,
                        base::Instant to, const Moment& moment) {
  const exhibition::Exhibitor* const described = moment.world.exhibitor(exhibitor);
  json::array slots;
  if (described != nullptr) {
    const Ledger::Booth* const booth = ledger.booth(exhibitor);
    for (const Slot& slot : exhibition::slots_between(*described, from, to)) {
      const bool free =
          slot.starts_at >= moment.now && (booth == nullptr || booth->slots.is_free(slot));
      slots.push_back(json::object{{"starts_at", format_rfc3339(slot.starts_at)},
                                   {"ends_at", format_rfc3339(slot.ends_at)},
                                   {"free", free}});
    }
  }
  return {{"slot_minutes", described ? described->slot.count() : 0}, {"slots", std::move(slots)}};
}

// A booth's.

namespace {

/// Who of those at a booth has left a card there and not taken it back: what the card shares.
json::array shared_now_json(const Ledger& ledger, const std::string& exhibitor,
                            const Presence& presence, base::Moment real_now) {
  std::vector<const Lead*> there;
  if (const Ledger::Booth* const booth = ledger.booth(exhibitor)) {
    for (const auto& [contact, lead] : booth->leads) {
      if (presence.is_here(exhibitor, lead.visitor, real_now)) there.push_back(&lead);
    }
  }
  std::sort(there.begin(), there.end(), [](const Lead* a, const Lead* b) {
    return std::pair(a->at, a->number) > std::pair(b->at, b->number);
  });
  if (there.size() > kMostShared) there.resize(kMostShared);
  json::array shared;
  for (const Lead* const lead : there) {
    shared.push_back(json::object{{"visitor", lead->contact},
                                  {"name", text_or_null(lead->card.name)},
                                  {"organisation", text_or_null(lead->card.organisation)}});
  }
  return shared;
}

}  // namespace

std::size_t unread_of_booth(const Ledger& ledger, const std::string& exhibitor) {
  std::size_t unread = 0;
  if (const Ledger::Booth* const booth = ledger.booth(exhibitor)) {
    for (const auto& [visitor, one] : booth->conversations) unread += unread_of(one, true);
  }
  return unread;
}

json::object booth_json(const Ledger& ledger, const std::string& exhibitor,
                        Presence& presence, base::Moment real_now, const Moment& moment) {
  const exhibition::Exhibitor* const described = moment.world.exhibitor(exhibitor);
  json::value next = nullptr;
  std::size_t leads = 0;
  std::size_t open = 0;
  if (const Ledger::Booth* const booth = ledger.booth(exhibitor)) {
    for (const Booking* const one : in_order(ledger, booth->bookings)) {
      if (one->state != BookingState::kBooked || one->slot.ends_at <= moment.now) continue;
      next = booth_booking_json(ledger, *one);
      break;
    }
    leads = booth->leads.size();
    for (const std::uint64_t number : booth->offers) {
      const Offer* const offer = ledger.offer(number);
      if (offer != nullptr && offer->answer.empty()) ++open;
    }
  }
  const std::string today = day_of(moment.now, moment.world);
  return {{"exhibitor", exhibitor},
          {"title", words_json(described ? described->title : base::LocalisedText())},
          {"visitors_now", presence.count(exhibitor, real_now)},
          {"shared_now", shared_now_json(ledger, exhibitor, presence, real_now)},
          {"unread", unread_of_booth(ledger, exhibitor)},
          {"next_booking", std::move(next)},
          {"leads", leads},
          {"offers_open", open},
          {"figures", day_json(today, figures_of(ledger, exhibitor, moment.world)[today])}};
}

json::array booth_conversations_json(const Ledger& ledger, const std::string& exhibitor) {
  std::vector<const Conversation*> all;
  if (const Ledger::Booth* const booth = ledger.booth(exhibitor)) {
    for (const auto& [visitor, one] : booth->conversations) {
      if (!one.messages.empty()) all.push_back(&one);
    }
  }
  std::sort(all.begin(), all.end(), [](const Conversation* a, const Conversation* b) {
    return a->messages.back().number > b->messages.back().number;
  });
  json::array list;
  for (const Conversation* const one : all) {
    list.push_back(json::object{{"visitor", ledger.contact(exhibitor, one->visitor)},
                                {"name", name_of(ledger, exhibitor, one->visitor)},
                                {"last", last_json(*one)},
                                {"messages", one->messages.size()},
                                {"unread", unread_of(*one, true)}});
  }
  return list;
}

json::object booth_conversation_json(const Ledger& ledger, const std::string& exhibitor,
                                     const std::string& visitor, std::size_t most) {
  json::array messages;
  std::size_t earlier = 0;
  if (const Conversation* const known = ledger.conversation(exhibitor, visitor)) {
    const auto& all = known->messages;
    earlier = all.size() - std::min(all.size(), most);
    for (std::size_t at = earlier; at < all.size(); ++at) messages.push_back(message_json(all[at]));
  }
  const Lead* const lead = ledger.lead(exhibitor, visitor);
  json::array bookings;
  json::array offers;
  if (const Ledger::Visitor* const person = ledger.visitor(visitor)) {
    for (const Booking* const one : in_order(ledger, person->bookings)) {
      if (one->exhibitor == exhibitor) bookings.push_back(booth_booking_json(ledger, *one));
    }
    for (const std::uint64_t number : person->offers) {
      const Offer* const one = ledger.offer(number);
      if (one != nullptr && one->exhibitor == exhibitor) {
        offers.push_back(booth_offer_json(ledger, *one));
      }
    }
  }
  return {{"visitor", ledger.contact(exhibitor, visitor)},
          {"name", name_of(ledger, exhibitor, visitor)},
          {"card", lead ? json::value(card_json(lead->card)) : json::value(nullptr)},
          {"messages", std::move(messages)},
          {"earlier", earlier},
          {"bookings", std::move(bookings)},
          {"offers", std::move(offers)}};
}

json::object booth_booking_json(const Ledger& ledger, const Booking& booking) {
  json::object object = booking_json(booking);
  object["visitor"] = ledger.contact(booking.exhibitor, booking.visitor);
  object["name"] = name_of(ledger, booking.exhibitor, booking.visitor);
  return object;
}

json::object booth_offer_json(const Ledger& ledger, const Offer& offer) {
  json::object object = offer_json(offer);
  object["id"] = std::to_string(offer.number);
  object["visitor"] = ledger.contact(offer.exhibitor, offer.visitor);
  object["name"] = name_of(ledger, offer.exhibitor, offer.visitor);
  return object;
}

json::array booth_bookings_json(const Ledger& ledger, const std::string& exhibitor) {
  json::array list;
  if (const Ledger::Booth* const booth = ledger.booth(exhibitor)) {
    for (const Booking* const one : in_order(ledger, booth->bookings)) {
      list.push_back(booth_booking_json(ledger, *one));
    }
  }
  return list;
}

json::array booth_offers_json(const Ledger& ledger, const std::string& exhibitor) {
  json::array list;
  if (const Ledger::Booth* const booth = ledger.booth(exhibitor)) {
    for (const std::uint64_t number : booth->offers) {
      if (const Offer* const one = ledger.offer(number)) {
        list.push_back(booth_offer_json(ledger, *one));
      }
    }
  }
  return list;
}

}  // namespace plenary::visit
