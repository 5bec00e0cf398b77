#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "account/ticket.h"
#include "account/ticket_shop.h"
#include "base/check.h"

using namespace plenary::account;

namespace {

constexpr plenary::base::Instant kNow{std::chrono::seconds(1'595'500'000)};

TicketShop make_shop() {
  // The corpus holds tokens signed with this.
  auto shop = TicketShop::make({.issuer = "shop",
                                .audience = "plenary",
                                .algorithm = TokenAlgorithm::kHs256,
                                .key = "the fuzzer's secret, which is no secret",
                                .grants_of_traits = {{"crew", {Role::kProducer, {}}}}});
  PLENARY_CHECK(shop.has_value());
  return std::move(*shop);
}

}  // namespace

/// Whatever a stranger sends as a token or a ticket is admitted by its signature or refused.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const TicketShop shop = make_shop();
  static const Tickets tickets(Tickets::Key{});
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto ticket = shop.verify(text, kNow)) {
    PLENARY_CHECK(ticket->expires_at > kNow && ticket->account.size() == 26);
    PLENARY_CHECK(!ticket->grants.empty());
  }
  if (const auto ticket = tickets.verify(text, kNow)) PLENARY_CHECK(ticket->sid.size() == 22);
  const auto traits = parse_trait_grants(text);
  if (traits) {
    for (const auto& [trait, grant] : *traits) {
      PLENARY_CHECK(*parse_grant(print(grant)) == grant && !trait.empty());
    }
  }
  return 0;
}
