#include "visit/visits.h"

#include <gtest/gtest.h>
#include <soci/soci.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <future>
#include <memory>

#include "storage/database.h"
#include "storage/writer.h"

namespace plenary::visit::visits_test {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using base::Errc;

class Service : public testing::Test {
 protected:
  Service() {
    char name[] = "/tmp/plenary-visit-XXXXXX";
    folder_ = ::mkdtemp(name);
    auto acme = std::make_shared<exhibition::Exhibitor>();
    const base::Instant ten = *base::parse_rfc3339("2020-07-23T10:00:00Z");
    acme->duty.push_back({ten, ten + std::chrono::hours(1), "Li", {}});
    auto world = std::make_shared<World>();
    world->exhibitors["acme"] = acme;
    Event event;
    event.starts_at = ten;
    event.ends_at = ten + std::chrono::hours(1);
    event.places = 1;
    world->events["tour"] = event;
    world_ = world;
    open();
  }
  ~Service() override {
    visits_.reset();
    database_.reset();
    std::filesystem::remove_all(folder_);
  }

  void open() {
    visits_.reset();
    database_.reset();
    database_ = std::make_unique<storage::Database>((folder_ / "plenary.db").string());
    VisitParts parts;
    parts.owner = io_.get_executor();
    parts.database = database_.get();
    parts.clock = [this] { return now_; };
    parts.world = [this] { return world_; };
    parts.contact_of = [](const std::string& exhibitor, const std::string& visitor) {
      return exhibitor + "-" + visitor;
    };
    parts.feed_hash = [](const std::string& key) { return "feed of " + key; };
    visits_ = std::make_unique<Visits>(std::move(parts));
  }

  template <class Value>
  Value run(awaitable<Value> task) {
    std::optional<Value> given;
    asio::co_spawn(io_, std::move(task), [&](std::exception_ptr failed, Value value) {
      if (failed) std::rethrow_exception(failed);
      given.emplace(std::move(value));
      io_.stop();
    });
    io_.restart();
    io_.run();
    return std::move(*given);
  }

  awaitable<std::optional<base::Result<BookingOutcome>>> book(int visitor) {
    const base::Instant ten = *base::parse_rfc3339("2020-07-23T10:00:00Z");
    std::function<base::Result<BookingOutcome>(Visits::Turn&)> rule = [=](Visits::Turn& turn) {
      const std::string id = "b" + std::to_string(visitor);
      return turn.ledger.book("v:" + std::to_string(visitor), "acme", ten, "", id, turn.moment,
                              turn.effects);
    };
    auto outcome = co_await visits_->ask<BookingOutcome>(std::move(rule));
    co_return std::move(outcome);
  }
  awaitable<std::optional<base::Result<Message>>> say(std::string id) {
    std::function<base::Result<Message>(Visits::Turn&)> rule = [id](Visits::Turn& turn) {
      return turn.ledger.say("v:1", "acme", {id, "", "hello"}, turn.moment, turn.effects);
    };
    auto said = co_await visits_->ask<Message>(std::move(rule));
    co_return std::move(said);
  }
  awaitable<std::optional<base::Result<Changes>>> changes(std::uint64_t after, std::string key,
                                                          std::string booth, int patience_s) {
    const std::chrono::seconds patience(patience_s);
    auto found = co_await visits_->changes(std::move(key), after, std::move(booth), patience);
    co_return std::move(found);
  }
  void sql(std::string statement) {
    std::promise<base::Status> done;
    database_->writer().submit([=](soci::session& session) { session << statement; },
                               [&](base::Status status) { done.set_value(std::move(status)); });
    ASSERT_TRUE(done.get_future().get());
  }

  std::filesystem::path folder_;
  base::Instant now_ = *base::parse_rfc3339("2020-07-23T09:00:00Z");
  std::shared_ptr<const World> world_;
  asio::io_context io_;
  // The database answers from its own thread: until then there is nothing to run.
  asio::executor_work_guard<asio::io_context::executor_type> guard_{io_.get_executor()};
  std::unique_ptr<storage::Database> database_;
  std::unique_ptr<Visits> visits_;
};

TEST_F(Service, OfAHundredAtOneMomentOneHasTheSlotAndItIsOneTransactionForAll) {
  int booked = 0;
  int answered = 0;
  for (int n = 0; n < 100; ++n) {
    asio::co_spawn(io_, book(n), [&](std::exception_ptr, auto outcome) {
      ++answered;
      if ((*outcome)->booking) ++booked;
      if (answered == 100) io_.stop();
    });
  }
  io_.restart();
  io_.run();
  EXPECT_EQ(booked, 1);
  EXPECT_LE(visits_->counters().batches, 2u);
  open();
  EXPECT_FALSE((*run(book(200)))->booking);
}

TEST_F(Service, WhatWasAnsweredIsThereAfterARestart) {
  const auto said = run(say("m1"));
  ASSERT_TRUE(*said);
  open();
  const auto again = run(say("m1"));
  EXPECT_EQ((*again)->number, (*said)->number);
  EXPECT_EQ(visits_->counters().batches, 0u);
}

TEST_F(Service, AReaderOfChangesIsWokenByTheMessage) {
  const auto first = run(changes(0, "booth/acme", "", 0));
  bool told = false;
  asio::co_spawn(io_, changes((*first)->last, "booth/acme", "", 600),
                 [&](std::exception_ptr, auto found) {
                   told = true;
                   ASSERT_EQ((*found)->changes.size(), 1u);
                   EXPECT_EQ((*found)->changes[0].message->text, "hello");
                   io_.stop();
                 });
  asio::co_spawn(io_, say("m1"), [](std::exception_ptr, auto) {});
  io_.restart();
  io_.run();
  EXPECT_TRUE(told);
}

TEST_F(Service, WhoReadsAtABoothIsThereAndWasThereThatDay) {
  const auto first = run(changes(0, "v:1", "acme", 0));
  ASSERT_TRUE(*first);
  std::function<base::Result<std::size_t>(Visits::Turn&)> count = [](Visits::Turn& turn) {
    EXPECT_EQ(turn.ledger.booth("acme")->seen.at("2020-07-23").size(), 1u);
    return base::Result<std::size_t>(
        turn.presence.count("acme", std::chrono::steady_clock::now()));
  };
  auto counted = [](Visits& visits, auto rule) -> awaitable<std::optional<base::Result<std::size_t>>> {
    auto given = co_await visits.ask<std::size_t>(std::move(rule));
    co_return std::move(given);
  };
  EXPECT_EQ(**run(counted(*visits_, std::move(count))), 1u);
}

TEST_F(Service, StoppingAnswersWhoWaits) {
  const auto first = run(changes(0, "v:1", "", 0));
  int answered = 0;
  asio::co_spawn(io_, changes((*first)->last, "v:1", "", 600), [&](std::exception_ptr, auto found) {
    EXPECT_TRUE((*found)->changes.empty());
    if (++answered == 2) io_.stop();
  });
  visits_->stop();
  asio::co_spawn(io_, say("late"), [&](std::exception_ptr, auto said) {
    EXPECT_EQ(said->error().code(), Errc::kUnavailable);
    if (++answered == 2) io_.stop();
  });
  io_.restart();
  io_.run();
  EXPECT_EQ(answered, 2);
}

TEST_F(Service, ADiskThatRefusesTakesNothingHalfAndGoesOnLater) {
  ASSERT_TRUE(*run(say("m1")));
  sql("ALTER TABLE visit_row RENAME TO hidden");
  EXPECT_EQ(run(say("m2"))->error().code(), Errc::kUnavailable);
  sql("ALTER TABLE hidden RENAME TO visit_row");
  // The minder reads the disk again; what was refused is not there.
  asio::co_spawn(io_, visits_->mind(), asio::detached);
  for (int tries = 0;; ++tries) {
    ASSERT_LT(tries, 10'000);
    const auto said = run(say("m3"));
    if (*said) break;
  }
  std::function<base::Result<std::size_t>(Visits::Turn&)> count = [](Visits::Turn& turn) {
    return base::Result<std::size_t>(turn.ledger.conversation("acme", "v:1")->messages.size());
  };
  auto counted = [](Visits& visits, auto rule) -> awaitable<std::optional<base::Result<std::size_t>>> {
    auto given = co_await visits.ask<std::size_t>(std::move(rule));
    co_return std::move(given);
  };
  EXPECT_EQ(**run(counted(*visits_, std::move(count))), 2u);
  EXPECT_GE(visits_->counters().unavailable, 1u);
}

TEST_F(Service, AnActThatFailsHalfWayLeavesNothingBehind) {
  ASSERT_TRUE(*run(say("m1")));
  std::function<base::Result<Message>(Visits::Turn&)> broken =
      [](Visits::Turn& turn) -> base::Result<Message> {
    const NewMessage half{"half", "", "never"};
    const auto said = turn.ledger.say("v:1", "acme", half, turn.moment, turn.effects);
    EXPECT_TRUE(said);
    throw std::runtime_error("broken");
  };
  auto asked = [](Visits& visits, auto rule) -> awaitable<std::optional<base::Result<Message>>> {
    auto given = co_await visits.ask<Message>(std::move(rule));
    co_return std::move(given);
  };
  EXPECT_EQ(run(asked(*visits_, std::move(broken)))->error().code(), Errc::kUnavailable);
  ASSERT_TRUE(*run(say("m2")));
  std::function<base::Result<Message>(Visits::Turn&)> last = [](Visits::Turn& turn) {
    const auto& messages = turn.ledger.conversation("acme", "v:1")->messages;
    EXPECT_EQ(messages.size(), 2u);
    return base::Result<Message>(messages.back());
  };
  EXPECT_EQ((*run(asked(*visits_, std::move(last))))->id, "m2");
}

TEST_F(Service, ACardThatIsTakenBackIsInNoFileWhenThatIsAnswered) {
  const auto files_hold = [&](const std::string& word) {
    for (const auto& file : std::filesystem::directory_iterator(folder_)) {
      std::ifstream in(file.path(), std::ios::binary);
      const std::string bytes((std::istreambuf_iterator<char>(in)), {});
      if (bytes.find(word) != std::string::npos) return true;
    }
    return false;
  };
  const auto act = [&](std::function<void(Visits::Turn&)> what) {
    std::function<base::Result<bool>(Visits::Turn&)> rule = [what](Visits::Turn& turn) {
      what(turn);
      return base::Result<bool>(true);
    };
    auto asked = [](Visits& visits, auto asking) -> awaitable<std::optional<base::Result<bool>>> {
      auto given = co_await visits.ask<bool>(std::move(asking));
      co_return std::move(given);
    };
    ASSERT_TRUE(*run(asked(*visits_, std::move(rule))));
  };
  act([](Visits::Turn& turn) {
    EXPECT_TRUE(turn.ledger.leave_card("v:1", "acme", {.name = "Quartz Li"}, turn.moment,
                                       turn.effects));
  });
  EXPECT_TRUE(files_hold("Quartz Li"));
  act([](Visits::Turn& turn) {
    turn.ledger.withdraw_card("v:1", "acme", turn.moment, turn.effects);
  });
  EXPECT_FALSE(files_hold("Quartz Li"));
}

TEST_F(Service, ACalendarsOwnerIsFoundByItsHash) {
  ASSERT_TRUE(*run(say("m1")));
  const auto owner = [&](std::string hash) {
    auto ask = [](Visits& visits, std::string of) -> awaitable<std::optional<base::Result<std::string>>> {
      auto found = co_await visits.owner_of_feed(std::move(of));
      co_return std::move(found);
    };
    return **run(ask(*visits_, std::move(hash)));
  };
  EXPECT_EQ(owner("feed of v:1"), "v:1");
  EXPECT_EQ(owner("feed of booth/acme"), "booth/acme");
  EXPECT_EQ(owner("feed of v:2"), "");
}

}  // namespace
}  // namespace plenary::visit::visits_test
