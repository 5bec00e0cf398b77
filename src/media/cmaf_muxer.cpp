#include "media/cmaf_muxer.h"

#include <new>
#include <utility>

#include "base/check.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/opt.h>
}

namespace plenary::media {

using base::Errc;
using base::Error;

/// A libavformat muxer that writes into memory. Its address is known to libav: it stays where it
/// is.
class CmafMuxer::Output {
 public:
  Output() = default;
  ~Output() {
    avformat_free_context(format_);
    if (io_) av_freep(&io_->buffer);
    avio_context_free(&io_);
  }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  base::Status open(const AVCodecContext& encoder);
  void write(AVPacket& packet) { PLENARY_CHECK(av_write_frame(format_, &packet) >= 0); }
  AVRational time_base() const { return format_->streams[0]->time_base; }
  base::SharedBytes take() {
    avio_flush(io_);
    return std::make_shared<base::Bytes>(std::exchange(bytes_, {}));
  }
  void flush() { PLENARY_CHECK(av_write_frame(format_, nullptr) >= 0); }

 private:
  static constexpr int kBuffer = 64 * 1024;

  static int append(void* self, std::uint8_t* data, int size) {
    auto& bytes = static_cast<Output*>(self)->bytes_;
    bytes.insert(bytes.end(), data, data + size);
    return size;
  }

  AVFormatContext* format_ = nullptr;
  AVIOContext* io_ = nullptr;
  base::Bytes bytes_;
};

base::Status CmafMuxer::Output::open(const AVCodecContext& encoder) {
  if (avformat_alloc_output_context2(&format_, nullptr, "mp4", nullptr) < 0) {
    return Error(Errc::kUnsupported, "libavformat has no MP4 muxer");
  }
  auto* buffer = static_cast<std::uint8_t*>(av_malloc(kBuffer));
  if (!buffer) throw std::bad_alloc();
  io_ = avio_alloc_context(buffer, kBuffer, 1, this, nullptr, &Output::append, nullptr);
  if (!io_) throw std::bad_alloc();
  io_->seekable = 0;
  format_->pb = io_;
  format_->flags |= AVFMT_FLAG_BITEXACT;
  AVStream* stream = avformat_new_stream(format_, nullptr);
  if (!stream) throw std::bad_alloc();
  if (avcodec_parameters_from_context(stream->codecpar, &encoder) < 0) throw std::bad_alloc();
  stream->time_base = encoder.time_base;
  AVDictionary* options = nullptr;
  // Without frag_discont the first timestamp would be taken back to zero; delay_moov would merge
  // the first two chunks.
  av_dict_set(&options, "movflags", "cmaf+frag_custom+empty_moov+frag_discont", 0);
  const int code = avformat_write_header(format_, &options);
  av_dict_free(&options);
  if (code < 0) return Error(Errc::kUnsupported, "MP4: " + libav_message(code));
  return base::Done{};
}

base::Result<CmafMuxer> CmafMuxer::open(const AVCodecContext& encoder, std::int64_t offset) {
  auto output = std::make_unique<Output>();
  if (auto done = output->open(encoder); !done) return done.error();
  base::SharedBytes init = output->take();
  return CmafMuxer(std::move(output), encoder.time_base, offset, std::move(init));
}

CmafMuxer::CmafMuxer(std::unique_ptr<Output> output, AVRational time_base, std::int64_t offset,
                     base::SharedBytes init)
    : output_(std::move(output)), time_base_(time_base), offset_(offset), init_(std::move(init)) {}
CmafMuxer::~CmafMuxer() = default;
CmafMuxer::CmafMuxer(CmafMuxer&&) noexcept = default;
CmafMuxer& CmafMuxer::operator=(CmafMuxer&&) noexcept = default;

void CmafMuxer::add(PacketPtr packet) {
  PLENARY_CHECK(packet->pts != AV_NOPTS_VALUE && packet->dts != AV_NOPTS_VALUE &&
                packet->duration > 0);
  packet->pts += offset_;
  packet->dts += offset_;
  av_packet_rescale_ts(packet.get(), time_base_, output_->time_base());
  packet->stream_index = 0;
  output_->write(*packet);
}

base::SharedBytes CmafMuxer::take_chunk() {
  output_->flush();
  base::SharedBytes chunk = output_->take();
  PLENARY_CHECK(!chunk->empty());
  return chunk;
}

}  // namespace plenary::media
