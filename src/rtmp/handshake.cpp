#include "rtmp/handshake.h"

#include <algorithm>
#include <string>

#include "base/check.h"
#include "rtmp/digest.h"

namespace plenary::rtmp {
namespace {

using base::Errc;
using base::Error;

constexpr std::uint8_t kVersion = 3;

base::Status check_version(std::uint8_t version) {
  if (version == kVersion) return base::Done{};
  if (version == 6 || version == 8) return Error(Errc::kUnsupported, "encrypted RTMP (RTMPE)");
  return Error(Errc::kMalformed, "RTMP version " + std::to_string(version));
}

}  // namespace

base::Result<std::size_t> Handshake::read(base::ByteView in, base::Bytes& out) {
  PLENARY_CHECK(!done());
  if (state_ == State::kWaitForC2) {
    if (in.size() < kHandshakeBlockBytes) return std::size_t{0};
    state_ = State::kDone;
    return kHandshakeBlockBytes;
  }
  if (in.empty()) return std::size_t{0};
  if (const auto version = check_version(in[0]); !version) return version.error();
  if (in.size() < 1 + kHandshakeBlockBytes) return std::size_t{0};
  answer(in.subspan(1, kHandshakeBlockBytes), out);
  state_ = State::kWaitForC2;
  return 1 + kHandshakeBlockBytes;
}

/// S0, S1 and S2 in one go: they need nothing of C2.
void Handshake::answer(base::ByteView c1, base::Bytes& out) {
  HandshakeBlock s1{};
  random_(std::span(s1).subspan(8));  // before it: a time of 0 and a version of 0
  HandshakeBlock s2{};
  std::copy(c1.begin(), c1.end(), s2.begin());

  if (const auto client = find_digest(c1, Side::kClient)) {
    // A version that is not 0 says that there is a digest.
    constexpr std::array<std::uint8_t, 4> kDigestVersion{3, 5, 1, 1};
    std::copy(kDigestVersion.begin(), kDigestVersion.end(), s1.begin() + 4);
    write_digest(s1, client->schema, Side::kServer);
    random_(s2);
    sign_answer(s2, client->digest, Side::kServer);
  }
  out.push_back(kVersion);
  out.insert(out.end(), s1.begin(), s1.end());
  out.insert(out.end(), s2.begin(), s2.end());
}

}  // namespace plenary::rtmp
