#pragma once

#include <cstdint>
#include <memory>

#include "base/bytes.h"
#include "base/result.h"
#include "media/libav.h"

extern "C" {
#include <libavutil/rational.h>
}

namespace plenary::media {

/// Packs the packets of one encoder into CMAF (ISO/IEC 23000-19) in memory: one header, then chunks
/// of one moof and one mdat each. One thread at a time.
class CmafMuxer {
 public:
  /// For packets of `encoder` (global headers, its time base). `offset` in that time base is added
  /// to every timestamp: the run's place on the epoch.
  static base::Result<CmafMuxer> open(const AVCodecContext& encoder, std::int64_t offset);
  ~CmafMuxer();
  CmafMuxer(CmafMuxer&&) noexcept;
  CmafMuxer& operator=(CmafMuxer&&) noexcept;

  /// ftyp and moov: what players load once.
  const base::SharedBytes& init() const { return init_; }

  /// Adds a packet, which must have pts, dts and duration, to the chunk that is being made.
  void add(PacketPtr packet);

  /// The chunk of what was added since the last call. Precondition: something was.
  base::SharedBytes take_chunk();

 private:
  class Output;
  CmafMuxer(std::unique_ptr<Output> output, AVRational time_base, std::int64_t offset,
            base::SharedBytes init);

  std::unique_ptr<Output> output_;
  AVRational time_base_;
  std::int64_t offset_;
  base::SharedBytes init_;
};

}  // namespace plenary::media
