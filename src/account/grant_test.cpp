#include "account/grant.h"

#include <gtest/gtest.h>

namespace plenary::account::grant_test {
namespace {

TEST(Grant, IsReadAsItIsPrinted) {
  for (const Role role : kEveryRole) {
    for (const char* scope :
         {"conference", "forum/5g", "session/opening", "stage/opening-ceremony", "booth/a-1"}) {
      const std::string text = std::string(name(role)) + ":" + scope;
      const auto grant = parse_grant(text);
      ASSERT_TRUE(grant) << text;
      EXPECT_EQ(print(*grant), text);
    }
  }
}

TEST(Grant, WhatIsNoneIsRefused) {
  for (const char* text :
       {"", ":", "moderator", "moderator:", "moderator:stage", "moderator:stage/", ":conference",
        "moderator:conference/", "moderator:conference/x", "moderator:stage/A", "owner:conference",
        "moderator:room/a", "moderator:stage/a/b", "Moderator:stage/a", "moderator:stage/a ",
        "moderator:/a", "moderator:stage/../x"}) {
    EXPECT_FALSE(parse_grant(text)) << text;
  }
}

TEST(Grant, AMissingIdIsNoScope) {
  EXPECT_EQ(parse_scope("stage/").error().code(), base::Errc::kMalformed);
  EXPECT_EQ(*parse_scope("conference"), Scope{});
}

}  // namespace
}  // namespace plenary::account::grant_test
