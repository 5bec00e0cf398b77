#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/bytes.h"

namespace plenary::rtmp {

inline constexpr std::size_t kHandshakeBlockBytes = 1536;  ///< Of C1, S1, C2 and S2.
inline constexpr std::size_t kDigestBytes = 32;
using Digest = std::array<std::uint8_t, kDigestBytes>;
using HandshakeBlock = std::array<std::uint8_t, kHandshakeBlockBytes>;

/// Where a block hides its digest: behind the eight bytes of time and version, or in the second
/// half. Players and encoders of the Flash family use either; the server answers in kind. The
/// scheme hides nothing and proves nothing, but some clients go away without it.
enum class DigestSchema : std::uint8_t { kFirstHalf, kSecondHalf };

enum class Side : std::uint8_t { kClient, kServer };

struct FoundDigest {
  DigestSchema schema = DigestSchema::kFirstHalf;
  Digest digest{};
};

/// The digest in a C1 or S1 made by `side`, if there is a valid one. Precondition: `block` is 1536
/// bytes.
std::optional<FoundDigest> find_digest(base::ByteView block, Side side);

/// Writes the digest of `side` into a C1 or S1 that is otherwise complete, and returns it.
Digest write_digest(HandshakeBlock& block, DigestSchema schema, Side side);

/// Writes the last 32 bytes of a C2 or S2 made by `side`, which prove that the digest of the block
/// it answers was read.
void sign_answer(HandshakeBlock& block, const Digest& answered, Side side);

/// True if sign_answer(block, answered, side) would leave `block` as it is. Precondition: 1536
/// bytes.
bool is_signed_answer(base::ByteView block, const Digest& answered, Side side);

}  // namespace plenary::rtmp
