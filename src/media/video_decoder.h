#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "media/frame.h"
#include "media/libav.h"

namespace plenary::media {

/// A decoded picture and when to show it, on the publisher's clock.
struct Picture {
  std::int64_t pts_ms = 0;
  SharedFrame frame;
};

/// Decodes a publisher's H.264. Whatever arrives is survived: what cannot be decoded is counted,
/// and pictures come again from the next key frame on.
///
/// Pictures leave in the order in which they are shown. A stream without B-frames is answered
/// without delay: each packet gives its picture. Frame rate may vary; pts are the packets' own. The
/// size changes from one picture to the next when the publisher changes it.
///
/// One thread at a time; makes no threads.
class VideoDecoder {
 public:
  /// Pictures beyond this are refused as nonsense before memory is taken.
  static constexpr std::int64_t kMaxPixels = 4096LL * 2304;

  VideoDecoder();
  ~VideoDecoder();
  VideoDecoder(VideoDecoder&&) noexcept;
  VideoDecoder& operator=(VideoDecoder&&) noexcept;

  /// Takes a packet of kind kVideoConfig or kVideo. A configuration like the present one changes
  /// nothing; another one gives what the old one still held and starts anew. Fails with kMalformed
  /// where the packet was of no use (it is counted); the next one may be handed over all the same.
  base::Result<std::vector<Picture>> push(const Packet& packet);

  /// The pictures still held back for reordering. The next packet should be a key frame.
  std::vector<Picture> flush();

  /// Packets of no use so far, and pictures that came out damaged (they are shown all the same).
  std::uint64_t undecodable() const { return undecodable_; }

 private:
  base::Status configure(base::ByteView record);
  base::Result<std::vector<Picture>> decode(const Packet& packet);
  std::vector<Picture> receive();

  CodecContextPtr context_;
  PacketPtr packet_;
  base::Bytes record_;
  std::uint64_t undecodable_ = 0;
};

}  // namespace plenary::media
