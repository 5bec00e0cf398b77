#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/result.h"
#include "visit/limits.h"
#include "visit/row_json.h"
#include "visit/slot_book.h"
#include "visit/things.h"
#include "visit/waiting_list.h"
#include "visit/world.h"

namespace plenary::visit {

/// What a rule is asked with.
struct Moment {
  base::Instant now;  ///< The conference clock's.
  const World& world;
};

/// Something that a visitor, or a booth's staff, learn without asking again.
struct Change {
  std::uint64_t number = 0;
  std::string kind;  ///< "message", "card", "booking", "offer", "signup", "saved", "notice".
  std::string exhibitor;
  std::string session;
  std::string id;       ///< A booking's or an offer's.
  std::string contact;  ///< For booths: whom it is about.
  std::string state;    ///< A booking's, an offer's, a sign-up's.
  std::optional<Message> message;
};

/// What follows from an act: what has to be on the disk before anybody is answered, and who is told
/// then.
struct Effects {
  storage::VisitRows rows;
  bool forget = false;  ///< Somebody took something back: what the rows replace is to be in no file.
  std::vector<std::pair<std::string, Change>> told;  ///< By visitor, or by booth_key().
};

/// Whom a change is told to, where it is a booth: "booth/{exhibitor}". No visitor is called so.
std::string booth_key(const std::string& exhibitor);

struct NewMessage {
  std::string id;
  std::string language;
  std::string text;
};
struct NewOffer {
  std::string product;
  std::int64_t quantity = 1;
  NewMessage message;
};
/// Who answers for a booth.
struct Staff {
  std::string account;
  std::string name;
};
/// What staff change of a lead's notes; what is absent stays.
struct NotesChange {
  std::optional<std::string> note;
  std::optional<std::vector<std::string>> tags;
  std::optional<int> rating;
};

/// A booking, or why there is none and the next slot that is free.
struct BookingOutcome {
  std::optional<Booking> booking;
  std::string sentence;
  std::optional<Slot> next;
};

/// Everything that visitors and booths have with each other, and the rules by which it changes: a
/// value without clock or disk. Acts change it at once and say in `Effects` what has to be written;
/// whoever writes that down and fails makes a new ledger of the rows. Failures carry a sentence for
/// whoever asked: kNotFound, kConflict, kLimit (wait a little), kMalformed.
class Ledger {
 public:
  /// What a booth knows a visitor by: always the same, and another at every booth.
  using ContactOf =
      std::function<std::string(const std::string& exhibitor, const std::string& visitor)>;

  /// Everything of one exhibitor's.
  struct Booth {
    std::map<std::string, Conversation> conversations;  ///< By visitor.
    std::map<std::string, Lead> leads;                  ///< By contact.
    /// Contact to visitor; a visitor who came into an account has the contact of before too.
    std::map<std::string, std::string> contacts;
    std::set<std::string> bookings;                     ///< Ids.
    std::set<std::uint64_t> offers;                     ///< Numbers.
    std::map<std::pair<std::string, std::string>, base::Instant> saved;  ///< By visitor and product.
    std::map<std::string, std::unordered_set<std::string>> seen;  ///< Day to who was there.
    SlotBook slots;
    MinuteLimit messages{kMostStaffMessagesAMinute};
  };
  /// Everything of one visitor's.
  struct Visitor {
    std::set<std::string> conversations;  ///< Exhibitors.
    std::set<std::string> cards;          ///< Exhibitors.
    std::set<std::string> bookings;       ///< Ids.
    std::set<std::uint64_t> offers;       ///< Numbers.
    std::map<std::string, SignUp> sign_ups;  ///< By session.
    std::map<std::pair<std::string, std::string>, Saved> saved;  ///< By exhibitor and product.
    std::deque<Notice> notices;                                  ///< Oldest first.
    SlotBook slots;
    MinuteLimit messages{kMostMessagesAMinute};
  };

  explicit Ledger(ContactOf contact_of) : contact_of_(std::move(contact_of)) {}

  /// Takes in all rows of the disk, in any order. Throws std::runtime_error for one that is damaged.
  void load(const storage::VisitRows& rows);

  // Conversations. A message that is there already is given again.

  base::Result<Message> say(const std::string& visitor, const std::string& exhibitor,
                            const NewMessage& wanted, const Moment& moment, Effects& effects);
  /// To whoever has written, left a card, booked or asked for an offer.
  base::Result<Message> answer(const std::string& exhibitor, const std::string& contact,
                               const NewMessage& wanted, const Staff& staff, const Moment& moment,
                               Effects& effects);
  /// All messages have been handed out. Nothing if nothing was unread.
  void read_by_visitor(const std::string& visitor, const std::string& exhibitor, Effects& effects);
  void read_by_staff(const std::string& exhibitor, const std::string& visitor, Effects& effects);

  // Cards.

  /// In the place of the card that was there; what staff noted stays.
  base::Result<Lead> leave_card(const std::string& visitor, const std::string& exhibitor,
                                const Card& card, const Moment& moment, Effects& effects);
  /// With all that staff noted. No card there is no error.
  void withdraw_card(const std::string& visitor, const std::string& exhibitor,
                     const Moment& moment, Effects& effects);
  base::Result<Lead> note(const std::string& exhibitor, const std::string& contact,
                          const NotesChange& change, const Moment& moment, Effects& effects);

  // Bookings.

  /// Never a time of the booth's twice, nor one of the visitor's. A slot that the visitor has
  /// already is given again. `id` is new.
  base::Result<BookingOutcome> book(const std::string& visitor, const std::string& exhibitor,
                                    base::Instant starts_at, const std::string& note,
                                    const std::string& id, const Moment& moment, Effects& effects);
  base::Result<Booking> withdraw_booking(const std::string& visitor, const std::string& id,
                                         const Moment& moment, Effects& effects);
  /// By the booth, with a reason that the visitor is told.
  base::Result<Booking> cancel_booking(const std::string& exhibitor, const std::string& id,
                                       const std::string& reason, const Moment& moment,
                                       Effects& effects);

  // Offers.

  base::Result<Offer> ask(const std::string& visitor, const std::string& exhibitor,
                          const NewOffer& wanted, const Moment& moment, Effects& effects);
  /// The answer comes to the visitor as a message.
  base::Result<Offer> answer_offer(const std::string& exhibitor, std::uint64_t number,
                                   const NewMessage& wanted, const Staff& staff,
                                   const Moment& moment, Effects& effects);

  // Sign-ups.

  base::Result<WaitingList::Standing> sign_up(const std::string& visitor,
                                              const std::string& session, const Moment& moment,
                                              Effects& effects);
  /// Who waits longest moves up and is told.
  base::Result<WaitingList::Standing> withdraw_sign_up(const std::string& visitor,
                                                       const std::string& session,
                                                       const Moment& moment, Effects& effects);
  /// There may be more places than before.
  void move_up_all(const Moment& moment, Effects& effects);

  // Saved things.

  base::Status save(const std::string& visitor, const std::string& exhibitor,
                    const std::string& product, const Moment& moment, Effects& effects);
  void unsave(const std::string& visitor, const std::string& exhibitor, const std::string& product,
              const Moment& moment, Effects& effects);

  // Into an account.

  /// Everything that `from` kept without an account is `to`'s from now on, and how many things that
  /// were. Where both have the same, the account's stays; of two meetings at one time the other is
  /// given back and told, of two places at one event the better is kept. Who was seen at a booth is
  /// not: whoever signs in on the way is counted before and after. kConflict: the account has too
  /// much; then nothing changes.
  base::Result<std::size_t> bring(const std::string& from, const std::string& to,
                                  const Moment& moment, Effects& effects);

  // By themselves.

  /// Tells everybody whose meeting or event begins within kRemindedBefore, once.
  void remind(const Moment& moment, Effects& effects);
  /// `hash` of a visitor was at the booth on the day of now.
  void see(const std::string& exhibitor, const std::string& hash, const Moment& moment,
           Effects& effects);

  // What there is. Null: nothing.

  const Booth* booth(const std::string& exhibitor) const;
  const Visitor* visitor(const std::string& key) const;
  const Booking* booking(const std::string& id) const;
  const Offer* offer(std::uint64_t number) const;
  const Conversation* conversation(const std::string& exhibitor, const std::string& visitor) const;
  const Lead* lead(const std::string& exhibitor, const std::string& visitor) const;
  const WaitingList* list(const std::string& session) const;
  std::string contact(const std::string& exhibitor, const std::string& visitor) const {
    return contact_of_(exhibitor, visitor);
  }
  const std::unordered_map<std::string, Visitor>& visitors() const { return visitors_; }
  const std::map<std::string, Booth>& booths() const { return booths_; }
  const std::map<std::string, Booking>& bookings() const { return bookings_; }
  /// The number given last.
  std::uint64_t last_number() const { return last_number_; }
  /// Every number from now on is greater than this one.
  void number_from(std::uint64_t number) { last_number_ = std::max(last_number_, number); }

 private:
  std::uint64_t next_number(base::Instant now);
  void load_row(const Row& row);
  void keep(const Booking& booking);
  void keep_contact(const std::string& exhibitor, const std::string& visitor);
  void forget_contact(const std::string& exhibitor, const std::string& visitor);
  Conversation& conversation_with(const std::string& exhibitor, const std::string& visitor);
  Message& add(Conversation& conversation, Message message, Effects& effects);
  void tell(const std::string& key, Change change, const Moment& moment, Effects& effects);
  void notify(Notice notice, const Moment& moment, Effects& effects);
  void end(Booking& booking, BookingState state, const Moment& moment, Effects& effects);
  void move_up(const std::string& session, const Moment& moment, Effects& effects);
  void remind_of_meetings(const Moment& moment, Effects& effects);
  void remind_of_events(const Moment& moment, Effects& effects);
  void bring_notices(const Visitor& came, const std::string& to, Effects& effects);
  void bring_offers(const Visitor& came, const std::string& from, const std::string& to,
                    std::set<std::string>& booths, Effects& effects);
  void rename_answers(const Offer& offer, const std::string& from, const std::string& id);
  void bring_conversation(const std::string& exhibitor, const std::string& from,
                          const std::string& to, Effects& effects);
  void bring_card(const std::string& exhibitor, const std::string& from, const std::string& to,
                  Effects& effects);
  void bring_booking(Booking& booking, const std::string& to, const Moment& moment,
                     Effects& effects);
  void bring_sign_up(SignUp came, const std::string& to, const Moment& moment, Effects& effects);
  void bring_saved(Saved saved, const std::string& to, Effects& effects);

  ContactOf contact_of_;
  std::map<std::string, Booth> booths_;
  std::unordered_map<std::string, Visitor> visitors_;
  std::map<std::string, Booking> bookings_;
  std::map<std::uint64_t, Offer> offers_;
  std::map<std::string, WaitingList> lists_;
  std::uint64_t last_number_ = 0;
};

/// Null if the exhibitor has none of that id.
const exhibition::Product* product_of(const exhibition::Exhibitor& exhibitor,
                                      const std::string& product);
/// "2020-07-23": the day of an instant in the conference's zone.
std::string day_of(base::Instant instant, const World& world);

}  // namespace plenary::visit
