#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

#include "base/bytes.h"
#include "base/result.h"

namespace plenary::rtmp {

/// Fills a block with random bytes. Handed in, so that tests own chance.
using RandomFill = std::function<void(std::span<std::uint8_t>)>;

/// The server's side of the handshake (RTMP 1.0, section 5.2), simple or with digests, whichever
/// the client began: a C1 with a valid digest of either schema is answered with one, any other C1
/// (old clients, and most encoders) is echoed.
class Handshake {
 public:
  explicit Handshake(RandomFill random) : random_(std::move(random)) {}

  /// Reads from the front of `in` and appends what must be sent to `out`. Returns the bytes
  /// consumed; 0 until C0 and C1, then C2, are whole (at most 1537 bytes). Fails with kUnsupported
  /// for the encrypted protocol (RTMPE) and with kMalformed for what is not RTMP, on the first
  /// byte. What C2 says is not checked: it proves nothing. Precondition: !done().
  base::Result<std::size_t> read(base::ByteView in, base::Bytes& out);

  bool done() const { return state_ == State::kDone; }

 private:
  enum class State : std::uint8_t { kWaitForC1, kWaitForC2, kDone };

  void answer(base::ByteView c1, base::Bytes& out);

  RandomFill random_;
  State state_ = State::kWaitForC1;
};

}  // namespace plenary::rtmp
