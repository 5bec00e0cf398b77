#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>

#include "audience/secrets.h"
#include "site/route_table.h"
#include "site/site_fixture.h"
#include "site/visit_world.h"
#include "visit/visits.h"

// A person's own things: every address below /my/ and every sign-up, with three owners.

namespace plenary::site::owner_test {
namespace {

using net::Method;

/// tests/packages/whole with its visits; Ann keeps things, Bo and a stranger look for them.
class Owners : public SiteFixture {
 protected:
  Owners() {
    package_ = "tests/packages/whole";
    now_ = [] { return *base::parse_rfc3339("2020-07-23T08:00:00+08:00"); };
    ann_ = person("ann", "attendee:conference");
    bo_ = person("bo", "attendee:conference");
    organiser_ = person("organiser", "organiser:conference");
  }
  ~Owners() override {
    site_.reset();
    visits_.reset();
  }

  void furnish(SiteParts& parts) override {
    const auto secrets =
        std::make_shared<const audience::Secrets>(audience::Secrets::open(*database_));
    visit::VisitParts made;
    made.owner = io_.get_executor();
    made.database = database_.get();
    made.clock = now_;
    made.world = world_follower(*conference_);
    made.contact_of = [secrets](const std::string& exhibitor, const std::string& visitor) {
      return secrets->contact(exhibitor, visitor);
    };
    made.feed_hash = [secrets](const std::string& key) {
      return account::hash_token(secrets->feed_token(key));
    };
    visits_ = std::make_unique<visit::Visits>(std::move(made));
    parts.visits = visits_.get();
    parts.world = world_follower(*conference_);
  }

  /// Ann's own, each with a word that is nobody else's.
  void keep_things() {
    const auto did = [&](Method method, const char* target, const char* body) {
      const net::Response response = answer(method, target, body, ann_);
      EXPECT_LT(response.status, 300) << target << " " << boost::json::serialize(json_of(response));
    };
    did(Method::kPut, "/api/v1/my/agenda", R"({"sessions":["talk"]})");
    did(Method::kPut, "/api/v1/my/visit/saved/acme", "");
    did(Method::kPost, "/api/v1/my/visit/conversations/acme/messages",
        R"({"id":"1","text":"secret-message"})");
    did(Method::kPut, "/api/v1/my/visit/cards/acme",
        R"({"name":"secret-name","email":"secret@example.org"})");
  }

  /// Every address of a person's own things with things in its braces.
  std::vector<std::string> own_addresses(Method method) {
    std::vector<std::string> all;
    for (const Route& route : site_->table().routes()) {
      const bool own = route.path.starts_with("/api/v1/my/") || route.path.ends_with("/signup");
      if (!own || route.method != method) continue;
      std::string path = route.path;
      for (const auto& [brace, thing] :
           std::map<std::string, std::string>{{"{exhibitor}", "acme"}, {"{product}", "router"},
                                              {"{session}", "talk"}, {"{booking}", "1"}}) {
        const std::size_t at = path.find(brace);
        if (at != std::string::npos) path.replace(at, brace.size(), thing);
      }
      EXPECT_EQ(path.find('{'), std::string::npos) << path;
      // A reader of changes is held until there are some.
      if (!path.ends_with("/changes")) all.push_back(path);
    }
    return all;
  }
  std::string seen(const std::string& path, const Browser& browser) {
    const net::Response response = answer(Method::kGet, path, "", browser);
    boost::json::value body = json_of(response);
    // Made for whoever asks without a ticket; and how far the feed of all visits has come.
    if (body.is_object()) {
      for (const char* moving : {"ticket", "feed", "seq"}) body.as_object().erase(moving);
    }
    return std::to_string(response.status) + " " + boost::json::serialize(body);
  }

  Browser ann_, bo_, organiser_;
  std::unique_ptr<visit::Visits> visits_;
};

TEST_F(Owners, NobodySeesWhatAnotherKeeps) {
  open();
  std::map<std::string, std::string> before;
  const std::vector<std::string> paths = own_addresses(Method::kGet);
  ASSERT_GE(paths.size(), 5u);
  for (const std::string& path : paths) before[path] = seen(path, bo_);
  keep_things();
  std::size_t told = 0;
  for (const std::string& path : paths) {
    const std::string own = seen(path, ann_);
    if (own.find("secret") != std::string::npos) ++told;
    EXPECT_EQ(seen(path, bo_), before[path]) << path;
    for (const Browser& other : {bo_, organiser_, Browser{}, Browser{.token = ann_.token + "x"}}) {
      EXPECT_EQ(seen(path, other).find("secret"), std::string::npos) << path;
    }
  }
  EXPECT_GE(told, 2u) << "Ann sees her own";
  EXPECT_NE(seen("/api/v1/my/agenda", ann_).find("talk"), std::string::npos);
}

TEST_F(Owners, NobodyChangesWhatAnotherKeeps) {
  open();
  keep_things();
  std::map<std::string, std::string> before;
  for (int look = 0; look < 2; ++look) {  // What is looked at is read from then on.
    for (const std::string& path : own_addresses(Method::kGet)) before[path] = seen(path, ann_);
  }
  for (const Method method : {Method::kDelete, Method::kPut}) {
    for (const std::string& path : own_addresses(method)) {
      for (const Browser& other : {bo_, organiser_, Browser{}}) {
        answer(method, path, R"({"sessions":[],"name":"x","email":"x@example.org"})",
               other);
      }
      // Her cookie without what only her page knows is nobody's.
      answer(method, path, R"({"sessions":[]})", {.token = ann_.token, .csrf = {}});
    }
  }
  for (const auto& [path, was] : before) EXPECT_EQ(seen(path, ann_), was) << path;
}

}  // namespace
}  // namespace plenary::site::owner_test
