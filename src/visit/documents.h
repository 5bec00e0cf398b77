#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <string>
#include <vector>

#include "visit/ledger.h"
#include "visit/presence.h"

/// What the API says of the ledger: docs/api/openapi.yaml has the shapes. A visitor's documents hold
/// nothing of another visitor's, a booth's nothing of another booth's; what a booth knows of a visitor
/// is the contact and what a card shares.
namespace plenary::visit {

// A visitor's.

boost::json::object message_json(const Message& message);
boost::json::object card_json(const Card& card);
boost::json::object booking_json(const Booking& booking);
boost::json::object offer_json(const Offer& offer);
boost::json::object standing_json(const Event& event, const WaitingList* list,
                                  const std::string& visitor);
/// A change as its visitor is told it.
boost::json::object change_json(const Change& change);
/// Everything a visitor has, without `ticket` and `feed_url`, which the door knows.
boost::json::object visit_json(const Ledger& ledger, const std::string& visitor);
boost::json::object conversation_json(const Ledger& ledger, const std::string& visitor,
                                      const std::string& exhibitor, const Moment& moment,
                                      bool staff_there);
/// What a card at the booth shares: {shared, with, at, card}, or all null.
boost::json::object left_card_json(const std::string& exhibitor, const Lead* lead);
/// The exhibitor's slots from `from` on until `to`.
boost::json::object slots_json(const Ledger& ledger, const std::string& exhibitor,
                               base::Instant from, base::Instant to, const Moment& moment);

// A booth's.

boost::json::object staff_change_json(const Change& change);
/// `visitors_now` counts who is there at `real_now`; `shared_now` has those of them whose card lies at
/// this booth, the newest first, at most kMostShared.
boost::json::object booth_json(const Ledger& ledger, const std::string& exhibitor,
                               Presence& presence, base::Moment real_now, const Moment& moment);
inline constexpr std::size_t kMostShared = 100;
boost::json::array booth_conversations_json(const Ledger& ledger, const std::string& exhibitor);
/// The newest `most` messages; `earlier` says how many there are before them. Precondition: the
/// visitor is a contact of the booth.
boost::json::object booth_conversation_json(const Ledger& ledger, const std::string& exhibitor,
                                            const std::string& visitor, std::size_t most);
boost::json::array booth_bookings_json(const Ledger& ledger, const std::string& exhibitor);
boost::json::array booth_offers_json(const Ledger& ledger, const std::string& exhibitor);
boost::json::object booth_booking_json(const Ledger& ledger, const Booking& booking);
boost::json::object booth_offer_json(const Ledger& ledger, const Offer& offer);

/// How many messages of visitors nobody of the staff has seen.
std::size_t unread_of_booth(const Ledger& ledger, const std::string& exhibitor);

}  // namespace plenary::visit
