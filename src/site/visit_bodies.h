#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "visit/ledger.h"

/// What browsers send to the visits' routes. Every reader fails with kMalformed and a sentence for
/// whoever sent it; texts are cleaned as audience::clean_text() says.
namespace plenary::site {

/// {"id", "text", "language"?}
base::Result<visit::NewMessage> read_message(std::string_view body);

/// {"name", "email"?, "organisation"?, "telephone"?, "note"?}; what is absent is not shared.
base::Result<visit::Card> read_card(std::string_view body);

struct WantedBooking {
  std::string exhibitor;
  base::Instant starts_at;
  std::string note;
};
/// {"exhibitor", "starts_at", "note"?}
base::Result<WantedBooking> read_booking(std::string_view body);

struct WantedOffer {
  std::string exhibitor;
  visit::NewOffer offer;
};
/// {"id", "exhibitor", "product", "quantity"?, "text"?, "language"?}
base::Result<WantedOffer> read_offer(std::string_view body);

/// {"note"?, "tags"?, "rating"?}, at least one of them.
base::Result<visit::NotesChange> read_notes(std::string_view body);

struct OfferAnswer {
  std::uint64_t number = 0;
  visit::NewMessage message;
};
/// {"offer", "id", "text", "language"?}
base::Result<OfferAnswer> read_offer_answer(std::string_view body);

/// {"reason"?}; empty for an empty body.
base::Result<std::string> read_reason(std::string_view body);

}  // namespace plenary::site
