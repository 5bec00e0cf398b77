#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "base/ids.h"
#include "base/text.h"
#include "site/visit_bodies.h"

using namespace plenary;

/// Whatever a browser sends as a body is read, within its bounds, or refused with a sentence.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const auto checked = [](const auto& read) {
    if (!read) PLENARY_CHECK(!read.error().detail().empty());
    return read.has_value();
  };
  if (const auto message = site::read_message(body); checked(message)) {
    PLENARY_CHECK(!message->text.empty() && base::is_utf8(message->text));
    PLENARY_CHECK(!message->id.empty() && message->id.find('/') == std::string::npos);
  }
  if (const auto card = site::read_card(body); checked(card)) {
    PLENARY_CHECK(!card->name.empty() && base::is_utf8(card->name) && base::is_utf8(card->note));
  }
  if (const auto booking = site::read_booking(body); checked(booking)) {
    PLENARY_CHECK(base::is_slug(booking->exhibitor));
  }
  if (const auto offer = site::read_offer(body); checked(offer)) {
    PLENARY_CHECK(offer->offer.quantity >= 1 && base::is_slug(offer->offer.product));
  }
  if (const auto notes = site::read_notes(body); checked(notes) && notes->tags) {
    PLENARY_CHECK(notes->tags->size() <= visit::kMostTags);
  }
  checked(site::read_offer_answer(body));
  checked(site::read_reason(body));
  return 0;
}
