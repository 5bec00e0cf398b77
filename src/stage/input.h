#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/ids.h"
#include "base/result.h"
#include "media/frame.h"

namespace plenary::stage {

/// One publisher's hold on an input, from being let in until it ends. Given to a door (RTMP today);
/// the stage decodes what it carries on a thread of its own. Destroying it means that the publisher
/// went away. One thread at a time.
class Publication {
 public:
  virtual ~Publication() = default;

  /// Hands a packet over through a bounded mailbox; never waits. Media that cannot be decoded is
  /// dropped and counted; fails with kMalformed once the publisher has sent too much nonsense and
  /// with kClosed after `revoked` was called: the door then ends the connection.
  virtual base::Status push(media::Packet packet) = 0;

  /// Says that the publisher stops of its own will (FCUnpublish, deleteStream), just before this is
  /// destroyed. Without it the publisher was lost, and must prove itself for longer when it returns.
  virtual void goodbye() {}
};

/// Who publishes, for the desk and the log.
struct Publisher {
  std::string protocol;  ///< "rtmp".
  std::string address;   ///< Host and port of the sender.
  std::string software;  ///< What it says of itself ("FMLE/3.0 (compatible; FMSc/1.0)"), cleaned.
  bool take_over = false;  ///< It asked to replace a publisher that is there.
  /// Called once, from any thread, when this publisher must go: its key was rotated, another took
  /// over, the stage closes down for good.
  std::function<void(std::string_view why)> revoked;
};

}  // namespace plenary::stage
