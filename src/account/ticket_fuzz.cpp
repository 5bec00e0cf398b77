#include "account/ticket.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"

using namespace plenary;

namespace {

// The corpus holds tickets of this key, good and expired at this time.
const account::Tickets kTickets{account::Tickets::Key{}};
constexpr base::Instant kNow{std::chrono::seconds(1'595'500'000)};
constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A ticket as it was issued, with each letter moved by the next of the fuzzer's bytes.
std::string bent(std::string ticket, const std::uint8_t* data, std::size_t size) {
  for (std::size_t i = 0; i < ticket.size() && i < size; ++i) {
    const std::size_t at = kAlphabet.find(ticket[i]);
    ticket[i] = kAlphabet[(at + data[i]) % kAlphabet.size()];
  }
  return ticket;
}

}  // namespace

/// Whatever a device sends as its ticket is refused unless we issued it, letter for letter.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto ticket = kTickets.verify(text, kNow)) {
    PLENARY_CHECK(ticket->sid.size() == 22 && ticket->expires_at > kNow);
    PLENARY_CHECK(kTickets.verify(text, kNow) == ticket);
    PLENARY_CHECK(!kTickets.verify(text, ticket->expires_at));
    PLENARY_CHECK(!account::Tickets(account::Tickets::Key{1}).verify(text, kNow));
  }
  const std::string issued = kTickets.issue(kNow);
  PLENARY_CHECK(kTickets.verify(issued, kNow).has_value());
  const std::string other = bent(issued, data, size);
  PLENARY_CHECK(kTickets.verify(other, kNow).has_value() == (other == issued));
  return 0;
}
