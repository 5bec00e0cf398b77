#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace plenary::account {

/// An anonymous viewer's ticket as it was issued.
struct Ticket {
  std::string sid;  ///< Who the viewer is, for a conference's days: 128 random bits, 22 characters.
  base::Instant expires_at;
  bool operator==(const Ticket&) const = default;
};

/// Issues and checks the tickets of anonymous viewers. A ticket vouches for itself: 128 random bits
/// and an expiry under a keyed BLAKE2b MAC, so that ten million may arrive without a database being
/// asked. Immutable; safe from every thread.
class Tickets {
 public:
  using Key = std::array<unsigned char, 32>;

  /// Whoever knows the key can make tickets: it stays in the data folder.
  explicit Tickets(const Key& key) : key_(key) {}

  /// A key for a new data folder.
  static Key new_key();

  /// A ticket for a new viewer, good for seven days: 55 characters of [A-Za-z0-9_-].
  std::string issue(base::Instant now) const;
  /// The same viewer's ticket anew, once half of its days are over; before that nothing.
  std::optional<std::string> renewed(const Ticket& ticket, base::Instant now) const;
  /// Nothing for a text that is no ticket, that another key made, or that has expired at `now`.
  std::optional<Ticket> verify(std::string_view text, base::Instant now) const;

 private:
  using Sid = std::array<unsigned char, 16>;
  std::string sealed(const Sid& sid, base::Instant now) const;

  Key key_;
};

}  // namespace plenary::account
