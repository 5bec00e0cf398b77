#pragma once

#include <cstddef>
#include <cstdint>

#include "media/cmaf_muxer.h"
#include "media/libav.h"
#include "stage/part_sink.h"

namespace plenary::stage {

/// Packs one rendition's packets into parts of equal length and numbers them by counting alone: no
/// clock can open a gap. One thread at a time.
class Packager {
 public:
  Packager(media::CmafMuxer muxer, std::uint64_t first_number, int packets_per_part,
           int parts_per_segment);

  /// The CMAF header.
  const base::SharedBytes& init() const { return muxer_.init(); }

  /// Where parts go from now on, as which rendition. Before the first add().
  void deliver_to(PartSink& sink, std::size_t rendition);

  /// The next packet; the one that completes a part hands it over.
  void add(media::PacketPtr packet);

 private:
  media::CmafMuxer muxer_;
  PartSink* sink_ = nullptr;
  std::size_t rendition_ = 0;
  std::uint64_t number_;
  int index_ = 0;  // Of the part within its segment.
  int packets_ = 0;
  bool independent_ = false;
  int packets_per_part_;
  int parts_per_segment_;
};

}  // namespace plenary::stage
