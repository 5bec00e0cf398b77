#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "ingest/publish_target.h"
#include "ingest/rtmp_settings.h"
#include "net/io_threads.h"

namespace plenary::ingest {

/// The door for RTMP publishers. Lets in whoever holds a key: `rtmp://HOST/live/{stage}?key=KEY`,
/// with
/// `&take=1` to replace a publisher that is there. A wrong key and an unknown stage are refused
/// alike, in words and in time. A connection stays on one io thread, where its packets go to the
/// stage.
///
/// listen(), stop_accepting(), drain() and the destructor are for one thread at a time, not an io
/// thread; counters() is for any.
class RtmpServer {
 public:
  RtmpServer(net::IoThreads& threads, Authorise authorise, RtmpSettings settings = {});
  /// Ends all connections without patience. `threads` must still be there.
  ~RtmpServer();
  RtmpServer(const RtmpServer&) = delete;
  RtmpServer& operator=(const RtmpServer&) = delete;

  /// Opens "127.0.0.1:1935", "[::1]:1935" or ":1935" and returns the port, which the system chooses
  /// where it is 0. Once. Throws std::runtime_error with a sentence for the operator if the address
  /// is wrong or taken.
  std::uint16_t listen(const std::string& address);

  /// First phase of a shutdown: nobody new comes in, and who waits for admission is sent away.
  void stop_accepting();
  /// Second phase: tells the publishers that the server closes and waits for their connections to
  /// end. False if some had not within `patience`.
  bool drain(std::chrono::milliseconds patience);

  RtmpCounters counters() const;

 private:
  class Doorkeeper;

  std::shared_ptr<Doorkeeper> doorkeeper_;
};

}  // namespace plenary::ingest
