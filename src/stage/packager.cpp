#include "stage/packager.h"

#include <utility>

#include "base/check.h"

extern "C" {
#include <libavcodec/packet.h>
}

namespace plenary::stage {

Packager::Packager(media::CmafMuxer muxer, std::uint64_t first_number, int packets_per_part,
                   int parts_per_segment)
    : muxer_(std::move(muxer)),
      number_(first_number),
      packets_per_part_(packets_per_part),
      parts_per_segment_(parts_per_segment) {
  PLENARY_CHECK(packets_per_part > 0 && parts_per_segment > 0);
}

void Packager::deliver_to(PartSink& sink, std::size_t rendition) {
  sink_ = &sink;
  rendition_ = rendition;
}

void Packager::add(media::PacketPtr packet) {
  PLENARY_CHECK(sink_ != nullptr);
  if (packets_ == 0) independent_ = (packet->flags & AV_PKT_FLAG_KEY) != 0;
  muxer_.add(std::move(packet));
  if (++packets_ < packets_per_part_) return;
  packets_ = 0;
  sink_->on_part(rendition_, PackagedPart{number_, index_, independent_, muxer_.take_chunk()});
  if (++index_ < parts_per_segment_) return;
  index_ = 0;
  ++number_;
}

}  // namespace plenary::stage
