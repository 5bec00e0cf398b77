#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/mailbox.h"
#include "base/time.h"

namespace plenary::app {

/// Keys for publishers that the server starts itself. ffmpeg shows its address, and so its key, to
/// every user of the machine; what they read there is worthless: a key admits one publisher, once,
/// within a minute, from this machine. Kept in memory only. Safe from every thread.
class OneTimeKeys {
 public:
  explicit OneTimeKeys(base::UtcClock utc) : utc_(std::move(utc)) {}

  /// A new key for the input; the one made for it before is worthless from now on.
  std::string make(const base::StageId& stage, const base::InputId& input);

  /// The input that `key` admits to, and spends it; nothing if there is none. `from_here`: the
  /// publisher is on this machine (its address is a loopback one).
  std::optional<base::InputId> redeem(std::string_view stage, std::string_view key, bool from_here);

 private:
  struct Grant {
    base::StageId stage;
    base::InputId input;
    base::Instant until;
  };
  using Grants = std::map<std::string, Grant>;  // By the key's hash.

  base::UtcClock utc_;
  base::Latest<Grants> grants_;
};

}  // namespace plenary::app
