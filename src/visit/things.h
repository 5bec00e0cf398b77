#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "base/time.h"
#include "visit/slot_book.h"

/// What visitors and booths have with each other. Instants are the conference clock's. A visitor is
/// account::author_key(); a number grows through everything that ever happened.
namespace plenary::visit {

struct Message {
  std::string id;  ///< The sender's own, [A-Za-z0-9_-]{1,36}: sent again, it is the same message.
  std::uint64_t number = 0;
  base::Instant at;
  bool from_staff = false;
  std::string account;   ///< Of staff; never shown to visitors.
  std::string staff;     ///< The name that staff go by.
  std::string language;  ///< BCP 47.
  std::string text;
  std::string offer;  ///< The id of the offer that this answers; else empty.

  bool operator==(const Message&) const = default;
};

/// Everything that one visitor and one booth wrote to each other, oldest first.
struct Conversation {
  std::string exhibitor;
  std::string visitor;
  std::vector<Message> messages;
  std::uint64_t visitor_read = 0;  ///< The number of the last message that was handed out.
  std::uint64_t staff_read = 0;

  bool operator==(const Conversation&) const = default;
};

/// What a visitor lets a booth know: exactly this and nothing else. Empty: not shared.
struct Card {
  std::string name;
  std::string email;
  std::string organisation;
  std::string telephone;
  std::string note;

  bool operator==(const Card&) const = default;
};

/// The names of what a card shares, in the order of its members.
std::vector<std::string> shared_fields(const Card& card);

/// What staff write beside a card.
struct LeadNotes {
  std::string note;
  std::vector<std::string> tags;
  int rating = 0;  ///< 0 to 5.

  bool operator==(const LeadNotes&) const = default;
};

/// A card at a booth, with what staff made of it.
struct Lead {
  std::string exhibitor;
  std::string visitor;
  std::string contact;  ///< What the booth knows the visitor by.
  std::uint64_t number = 0;
  base::Instant first_at;
  base::Instant at;  ///< When the visitor confirmed what it says.
  Card card;
  LeadNotes notes;

  bool operator==(const Lead&) const = default;
};

enum class BookingState : std::uint8_t { kBooked, kWithdrawn, kCancelled };
/// "booked", "withdrawn" by the visitor, "cancelled" by the booth.
const char* name(BookingState state);

struct Booking {
  std::string id;
  std::string exhibitor;
  std::string visitor;
  std::uint64_t number = 0;
  Slot slot;
  std::string note;
  BookingState state = BookingState::kBooked;
  std::string reason;  ///< The booth's, told to the visitor.
  base::Instant made_at;
  base::Instant changed_at;
  bool reminded = false;

  bool operator==(const Booking&) const = default;
};

struct Offer {
  std::string id;  ///< The visitor's own, as a message's.
  std::string exhibitor;
  std::string product;
  std::string visitor;
  std::uint64_t number = 0;
  std::int64_t quantity = 1;
  std::string text;
  base::Instant at;
  std::string answer;  ///< Empty: not answered yet.
  base::Instant answered_at;

  bool operator==(const Offer&) const = default;
};

struct SignUp {
  std::string session;
  std::string visitor;
  std::uint64_t number = 0;
  bool in = false;
  base::Instant at;
  std::optional<base::Instant> confirmed_at;  ///< Since when they are in.
  bool reminded = false;

  bool operator==(const SignUp&) const = default;
};

struct Saved {
  std::string visitor;
  std::string exhibitor;
  std::string product;  ///< Empty: the booth itself.
  base::Instant at;

  bool operator==(const Saved&) const = default;
};

/// Something that a visitor is told without having asked.
struct Notice {
  std::string visitor;
  std::uint64_t number = 0;
  base::Instant at;
  std::string kind;  ///< "reminder", "moved_up", "booking_cancelled", "offer_answered".
  base::LocalisedText text;
  std::string exhibitor;  ///< What it is about; the rest is empty.
  std::string session;
  std::string booking;

  bool operator==(const Notice&) const = default;
};

}  // namespace plenary::visit
