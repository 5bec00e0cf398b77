#include "net/send_batch.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <string>
#include <vector>

#include "net/descriptor.h"

namespace plenary::net::send_batch_test {
namespace {

struct Pair {
  Pair() {
    std::array<int, 2> fds{};
    ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds.data());
    ours = Descriptor(fds[0]);
    theirs = Descriptor(fds[1]);
  }
  std::string received() const {
    std::string bytes(100, ' ');
    const ssize_t got = ::recv(theirs.get(), bytes.data(), bytes.size(), 0);
    bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return bytes;
  }
  Descriptor ours;
  Descriptor theirs;
};

TEST(SendBatch, SendsTheSameToManyAndSaysWhatBecameOfEach) {
  SendBatch batch;
  std::vector<Pair> pairs(SendBatch::kSends);
  const std::string filler(100'000, '.');
  while (::send(pairs[7].ours.get(), filler.data(), filler.size(), MSG_NOSIGNAL) > 0) {
  }
  pairs[8].theirs.reset();
  for (int round = 0; round < 5; ++round) {
    for (const Pair& pair : pairs) batch.add(pair.ours.get(), "pulse");
    const auto outcomes = batch.submit();
    ASSERT_EQ(outcomes.size(), pairs.size());
    EXPECT_EQ(batch.size(), 0u);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      EXPECT_EQ(outcomes[i], i == 7 ? -EAGAIN : i == 8 ? -EPIPE : 5) << i;
      if (i != 7 && i != 8) {
        EXPECT_EQ(pairs[i].received(), "pulse") << i;
      }
    }
  }
}

TEST(SendBatch, SendsOneOrNoneToo) {
  SendBatch batch;
  EXPECT_TRUE(batch.submit().empty());
  Pair pair;
  batch.add(pair.ours.get(), "alone");
  EXPECT_EQ(batch.submit().front(), 5);
  EXPECT_EQ(pair.received(), "alone");
  batch.add(-1, "nobody");
  batch.add(pair.ours.get(), "again");
  const auto outcomes = batch.submit();
  EXPECT_EQ(outcomes[0], -EBADF);
  EXPECT_EQ(outcomes[1], 5);
}

}  // namespace
}  // namespace plenary::net::send_batch_test
