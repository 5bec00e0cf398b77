#include "account/ticket.h"

#include <gtest/gtest.h>

#include <set>

#include "account/visitor.h"

namespace plenary::account::ticket_test {
namespace {

using namespace std::chrono_literals;

const base::Instant kNoon{std::chrono::sys_days{std::chrono::year{2020} / 7 / 23} + 12h};

TEST(Ticket, IsGoodForSevenDays) {
  const Tickets tickets(Tickets::new_key());
  const std::string text = tickets.issue(kNoon);
  const auto ticket = tickets.verify(text, kNoon);
  ASSERT_TRUE(ticket);
  EXPECT_EQ(text.size(), 55u);
  EXPECT_EQ(ticket->sid.size(), 22u);
  EXPECT_EQ(ticket->expires_at, kNoon + 7 * 24h);
  EXPECT_EQ(tickets.verify(text, kNoon + 7 * 24h - 1ms), ticket);
  EXPECT_FALSE(tickets.verify(text, kNoon + 7 * 24h));
}

TEST(Ticket, IsRenewedForTheSameViewerOnceHalfOfItsDaysAreOver) {
  const Tickets tickets(Tickets::new_key());
  const auto first = tickets.verify(tickets.issue(kNoon), kNoon);
  ASSERT_TRUE(first);
  EXPECT_FALSE(tickets.renewed(*first, kNoon + 84h - 1ms));
  const base::Instant later = kNoon + 84h;
  const auto text = tickets.renewed(*first, later);
  ASSERT_TRUE(text);
  const auto second = tickets.verify(*text, later);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->sid, first->sid);
  EXPECT_EQ(second->expires_at, later + 7 * 24h);
}

TEST(Ticket, AnotherKeyMakesNone) {
  const std::string text = Tickets(Tickets::new_key()).issue(kNoon);
  EXPECT_FALSE(Tickets(Tickets::new_key()).verify(text, kNoon));
}

TEST(Ticket, NoChangedCharacterPasses) {
  const Tickets tickets(Tickets::new_key());
  const std::string text = tickets.issue(kNoon);
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (const char other : {'A', 'B', '_', '-', '=', ' ', '\0'}) {
      std::string forged = text;
      if (forged[at] == other) continue;
      forged[at] = other;
      EXPECT_FALSE(tickets.verify(forged, kNoon)) << at;
    }
  }
  EXPECT_FALSE(tickets.verify("", kNoon));
  EXPECT_FALSE(tickets.verify(text.substr(1), kNoon));
  EXPECT_FALSE(tickets.verify(text + "A", kNoon));
}

TEST(Ticket, EachIsAnotherViewers) {
  const Tickets tickets(Tickets::new_key());
  std::set<std::string> sids;
  for (int i = 0; i < 1000; ++i) {
    EXPECT_TRUE(sids.insert(tickets.verify(tickets.issue(kNoon), kNoon)->sid).second);
  }
}

TEST(Author, IsTheAccountBeforeTheTicket) {
  EXPECT_EQ(author_key({.account = "li"}, "abc"), "u:li");
  EXPECT_EQ(author_key({}, "abc"), "v:abc");
  EXPECT_EQ(author_key({}, ""), "");
}

}  // namespace
}  // namespace plenary::account::ticket_test
