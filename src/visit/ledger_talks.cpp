// Conversations, cards and offers.

#include <algorithm>

#include "visit/ledger.h"

namespace plenary::visit {
namespace {

using base::Errc;
using base::Error;

Error nobody_here() {
  return {Errc::kNotFound, "There is no such thing here."};
}

const Message* message_of_id(const Conversation& conversation, const std::string& id,
                             bool from_staff) {
  for (const Message& message : conversation.messages) {
    if (message.id == id && message.from_staff == from_staff) return &message;
  }
  return nullptr;
}

Message message_of_visitor(const NewMessage& wanted) {
  Message message;
  message.id = wanted.id;
  message.language = wanted.language;
  message.text = wanted.text;
  return message;
}

Message message_of_staff(const NewMessage& wanted, const Staff& staff) {
  Message message = message_of_visitor(wanted);
  message.from_staff = true;
  message.account = staff.account;
  message.staff = staff.name;
  return message;
}

const Error& full() {
  static const Error error(Errc::kConflict, "This conversation is full.");
  return error;
}

}  // namespace

Conversation& Ledger::conversation_with(const std::string& exhibitor, const std::string& visitor) {
  keep_contact(exhibitor, visitor);
  visitors_[visitor].conversations.insert(exhibitor);
  Conversation& conversation = booths_[exhibitor].conversations[visitor];
  conversation.exhibitor = exhibitor;
  conversation.visitor = visitor;
  return conversation;
}

Message& Ledger::add(Conversation& conversation, Message message, Effects& effects) {
  const std::string& exhibitor = conversation.exhibitor;
  const std::string& visitor = conversation.visitor;
  effects.rows.push_back(row_of(StoredMessage{exhibitor, visitor, message}));
  Change change{.number = message.number,
                .kind = "message",
                .exhibitor = exhibitor,
                .contact = contact_of_(exhibitor, visitor),
                .message = message};
  effects.told.emplace_back(visitor, change);
  effects.told.emplace_back(booth_key(exhibitor), std::move(change));
  conversation.messages.push_back(std::move(message));
  return conversation.messages.back();
}

base::Result<Message> Ledger::say(const std::string& visitor, const std::string& exhibitor,
                                  const NewMessage& wanted, const Moment& moment,
                                  Effects& effects) {
  if (moment.world.exhibitor(exhibitor) == nullptr) return nobody_here();
  if (const Conversation* const known = conversation(exhibitor, visitor)) {
    if (const Message* const said = message_of_id(*known, wanted.id, false)) return *said;
    if (known->messages.size() >= kMostMessages) return full();
  }
  Visitor& person = visitors_[visitor];
  if (!person.conversations.contains(exhibitor) &&
      person.conversations.size() >= kMostConversations) {
    return Error(Errc::kConflict, "At most 200 conversations can be held.");
  }
  if (!person.messages.take(moment.now)) {
    return Error(Errc::kLimit, "At most 20 messages a minute. Wait a moment and send it again.");
  }
  Message message = message_of_visitor(wanted);
  message.number = next_number(moment.now);
  message.at = moment.now;
  return add(conversation_with(exhibitor, visitor), std::move(message), effects);
}

base::Result<Message> Ledger::answer(const std::string& exhibitor, const std::string& contact,
                                     const NewMessage& wanted, const Staff& staff,
                                     const Moment& moment, Effects& effects) {
  const auto booth = booths_.find(exhibitor);
  if (booth == booths_.end() || !booth->second.contacts.contains(contact)) return nobody_here();
  const std::string visitor = booth->second.contacts.at(contact);
  if (const Conversation* const known = conversation(exhibitor, visitor)) {
    if (const Message* const said = message_of_id(*known, wanted.id, true)) return *said;
    if (known->messages.size() >= kMostMessages) return full();
  }
  if (!booth->second.messages.take(moment.now)) {
    return Error(Errc::kLimit, "At most 120 messages a minute. Wait a moment and send it again.");
  }
  Message message = message_of_staff(wanted, staff);
  message.number = next_number(moment.now);
  message.at = moment.now;
  return add(conversation_with(exhibitor, visitor), std::move(message), effects);
}

void Ledger::read_by_visitor(const std::string& visitor, const std::string& exhibitor,
                             Effects& effects) {
  if (conversation(exhibitor, visitor) == nullptr) return;
  Conversation& known = conversation_with(exhibitor, visitor);
  if (known.messages.empty() || known.messages.back().number <= known.visitor_read) return;
  known.visitor_read = known.messages.back().number;
  effects.rows.push_back(
      row_of(ReadMarks{exhibitor, visitor, known.visitor_read, known.staff_read}));
}

void Ledger::read_by_staff(const std::string& exhibitor, const std::string& visitor,
                           Effects& effects) {
  if (conversation(exhibitor, visitor) == nullptr) return;
  Conversation& known = conversation_with(exhibitor, visitor);
  if (known.messages.empty() || known.messages.back().number <= known.staff_read) return;
  known.staff_read = known.messages.back().number;
  effects.rows.push_back(
      row_of(ReadMarks{exhibitor, visitor, known.visitor_read, known.staff_read}));
}

// Cards.

base::Result<Lead> Ledger::leave_card(const std::string& visitor, const std::string& exhibitor,
                                      const Card& card, const Moment& moment, Effects& effects) {
  if (moment.world.exhibitor(exhibitor) == nullptr) return nobody_here();
  const Lead* const before = lead(exhibitor, visitor);
  Lead left;
  if (before != nullptr) {
    if (before->card == card) return *before;
    effects.forget = true;
    left = *before;
  } else {
    left.exhibitor = exhibitor;
    left.visitor = visitor;
    left.contact = contact_of_(exhibitor, visitor);
    left.number = next_number(moment.now);
    left.first_at = moment.now;
  }
  left.card = card;
  left.at = moment.now;
  keep_contact(exhibitor, visitor);
  visitors_[visitor].cards.insert(exhibitor);
  booths_[exhibitor].leads.insert_or_assign(left.contact, left);
  effects.rows.push_back(row_of(left));
  tell(visitor, {.kind = "card", .exhibitor = exhibitor, .state = "left"}, moment, effects);
  tell(booth_key(exhibitor),
       {.kind = "card", .exhibitor = exhibitor, .contact = left.contact, .state = "left"}, moment,
       effects);
  return left;
}

void Ledger::withdraw_card(const std::string& visitor, const std::string& exhibitor,
                           const Moment& moment, Effects& effects) {
  const Lead* const there = lead(exhibitor, visitor);
  if (there == nullptr) return;
  const std::string contact = there->contact;
  effects.rows.push_back(erased(*there));
  effects.forget = true;
  booths_[exhibitor].leads.erase(contact);
  visitors_[visitor].cards.erase(exhibitor);
  forget_contact(exhibitor, visitor);
  tell(visitor, {.kind = "card", .exhibitor = exhibitor, .state = "withdrawn"}, moment, effects);
  tell(booth_key(exhibitor),
       {.kind = "card", .exhibitor = exhibitor, .contact = contact, .state = "withdrawn"}, moment,
       effects);
}

base::Result<Lead> Ledger::note(const std::string& exhibitor, const std::string& contact,
                                const NotesChange& change, const Moment& moment,
                                Effects& effects) {
  const auto booth = booths_.find(exhibitor);
  if (booth == booths_.end()) return nobody_here();
  const auto known = booth->second.contacts.find(contact);
  if (known == booth->second.contacts.end()) return nobody_here();
  const auto found = booth->second.leads.find(contact_of_(exhibitor, known->second));
  if (found == booth->second.leads.end()) return nobody_here();
  LeadNotes& notes = found->second.notes;
  if (change.note) notes.note = *change.note;
  if (change.tags) notes.tags = *change.tags;
  if (change.rating) notes.rating = *change.rating;
  effects.rows.push_back(row_of(found->second));
  tell(booth_key(exhibitor),
       {.kind = "card",
        .exhibitor = exhibitor,
        .contact = found->second.contact,
        .state = "noted"},
       moment, effects);
  return found->second;
}

// Offers.

base::Result<Offer> Ledger::ask(const std::string& visitor, const std::string& exhibitor,
                                const NewOffer& wanted, const Moment& moment, Effects& effects) {
  const exhibition::Exhibitor* const known = moment.world.exhibitor(exhibitor);
  if (known == nullptr) return nobody_here();
  const exhibition::Product* const product = product_of(*known, wanted.product);
  if (product == nullptr) return nobody_here();
  if (!product->offers) {
    return Error(Errc::kConflict, "No offers are made for this product.");
  }
  std::size_t open = 0;
  for (const std::uint64_t number : visitors_[visitor].offers) {
    const Offer& other = offers_.at(number);
    if (other.exhibitor == exhibitor && other.id == wanted.message.id) return other;
    if (other.answer.empty()) ++open;
  }
  if (open >= kMostOffers) {
    return Error(Errc::kConflict, "At most 50 offers can be waited for.");
  }
  Offer offer;
  offer.id = wanted.message.id;
  offer.exhibitor = exhibitor;
  offer.product = wanted.product;
  offer.visitor = visitor;
  offer.number = next_number(moment.now);
  offer.quantity = wanted.quantity;
  offer.text = wanted.message.text;
  offer.at = moment.now;
  keep_contact(exhibitor, visitor);
  booths_[exhibitor].offers.insert(offer.number);
  visitors_[visitor].offers.insert(offer.number);
  offers_.emplace(offer.number, offer);
  effects.rows.push_back(row_of(offer));
  Change change{.kind = "offer",
                .exhibitor = exhibitor,
                .id = std::to_string(offer.number),
                .contact = contact_of_(exhibitor, visitor),
                .state = "asked"};
  tell(booth_key(exhibitor), change, moment, effects);
  change.id = offer.id;
  tell(visitor, std::move(change), moment, effects);
  return offer;
}

base::Result<Offer> Ledger::answer_offer(const std::string& exhibitor, std::uint64_t number,
                                         const NewMessage& wanted, const Staff& staff,
                                         const Moment& moment, Effects& effects) {
  const auto found = offers_.find(number);
  if (found == offers_.end() || found->second.exhibitor != exhibitor) return nobody_here();
  Offer& offer = found->second;
  const Conversation* const known = conversation(exhibitor, offer.visitor);
  if (known != nullptr) {
    if (message_of_id(*known, wanted.id, true) != nullptr) return offer;
    if (known->messages.size() >= kMostMessages) return full();
  }
  Message message = message_of_staff(wanted, staff);
  message.number = next_number(moment.now);
  message.at = moment.now;
  message.offer = offer.id;
  add(conversation_with(exhibitor, offer.visitor), std::move(message), effects);
  offer.answer = wanted.text;
  offer.answered_at = moment.now;
  effects.rows.push_back(row_of(offer));
  Change change{.kind = "offer",
                .exhibitor = exhibitor,
                .id = std::to_string(offer.number),
                .contact = contact_of_(exhibitor, offer.visitor),
                .state = "answered"};
  tell(booth_key(exhibitor), change, moment, effects);
  change.id = offer.id;
  tell(offer.visitor, std::move(change), moment, effects);
  return offer;
}

}  // namespace plenary::visit
