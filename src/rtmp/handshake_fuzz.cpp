#include <algorithm>
#include <cstdlib>

#include "rtmp/digest.h"
#include "rtmp/handshake.h"

using plenary::base::Bytes;
using plenary::base::ByteView;
namespace rtmp = plenary::rtmp;

namespace {

void fill(std::span<std::uint8_t> out) {
  std::fill(out.begin(), out.end(), std::uint8_t{7});
}

/// Reads `in` as a door would; what was sent, or nothing after a failure.
Bytes converse(ByteView in) {
  rtmp::Handshake handshake(fill);
  Bytes out;
  while (!handshake.done()) {
    const auto consumed = handshake.read(in, out);
    if (!consumed) return {};
    if (*consumed == 0) break;
    if (*consumed > in.size()) std::abort();
    in = in.subspan(*consumed);
  }
  return out;
}

}  // namespace

/// Whatever the bytes, the answer is nothing or S0, S1 and S2; a client block given a digest is
/// answered with one in the same schema.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kAnswer = 1 + 2 * rtmp::kHandshakeBlockBytes;
  const Bytes answer = converse({data, size});
  if (!answer.empty() && answer.size() != kAnswer) std::abort();
  if (size < 2) return 0;

  rtmp::HandshakeBlock block{};
  std::copy_n(data, std::min(size, block.size()), block.begin());
  const auto schema =
      data[0] % 2 == 0 ? rtmp::DigestSchema::kFirstHalf : rtmp::DigestSchema::kSecondHalf;
  const rtmp::Digest digest = rtmp::write_digest(block, schema, rtmp::Side::kClient);
  const auto mine = rtmp::find_digest(block, rtmp::Side::kClient);
  if (!mine || mine->digest != digest) std::abort();

  Bytes greeting{3};
  greeting.insert(greeting.end(), block.begin(), block.end());
  const Bytes signed_answer = converse(greeting);
  if (signed_answer.size() != kAnswer) std::abort();
  const ByteView s1 = ByteView(signed_answer).subspan(1, rtmp::kHandshakeBlockBytes);
  const ByteView s2 = ByteView(signed_answer).last(rtmp::kHandshakeBlockBytes);
  if (!rtmp::find_digest(s1, rtmp::Side::kServer)) std::abort();
  if (!rtmp::is_signed_answer(s2, digest, rtmp::Side::kServer)) std::abort();
  return 0;
}
