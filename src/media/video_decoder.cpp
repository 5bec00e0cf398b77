#include "media/video_decoder.h"

#include <cstring>
#include <new>
#include <utility>

extern "C" {
#include <libavcodec/avcodec.h>
}

namespace plenary::media {

using base::Errc;
using base::Error;

VideoDecoder::VideoDecoder() : packet_(new_packet()) {}
VideoDecoder::~VideoDecoder() = default;
VideoDecoder::VideoDecoder(VideoDecoder&&) noexcept = default;
VideoDecoder& VideoDecoder::operator=(VideoDecoder&&) noexcept = default;

base::Result<std::vector<Picture>> VideoDecoder::push(const Packet& packet) {
  if (packet.kind == Packet::Kind::kVideo) return decode(packet);
  if (packet.kind != Packet::Kind::kVideoConfig || !packet.bytes) {
    ++undecodable_;
    return Error(Errc::kMalformed, "not a video packet");
  }
  if (context_ && *packet.bytes == record_) return std::vector<Picture>();
  std::vector<Picture> last = flush();
  if (auto done = configure(*packet.bytes); !done) {
    ++undecodable_;
    return done.error();
  }
  return last;
}

base::Status VideoDecoder::configure(base::ByteView record) {
  context_.reset();
  // 14496-15 section 5.3.3.1: version 1, then at least profile, level, length size and both counts.
  if (record.size() < 7 || record[0] != 1) {
    return Error(Errc::kMalformed, "not an AVCDecoderConfigurationRecord");
  }
  const AVCodec* codec = avcodec_find_decoder(AV_CODEC_ID_H264);
  if (!codec) return Error(Errc::kUnsupported, "libavcodec has no H.264 decoder");
  CodecContextPtr context(avcodec_alloc_context3(codec));
  if (!context) throw std::bad_alloc();
  context->thread_count = 1;
  context->pkt_timebase = AVRational{1, 1000};
  context->max_pixels = kMaxPixels;
  context->extradata =
      static_cast<std::uint8_t*>(av_mallocz(record.size() + AV_INPUT_BUFFER_PADDING_SIZE));
  if (!context->extradata) throw std::bad_alloc();
  std::memcpy(context->extradata, record.data(), record.size());
  context->extradata_size = static_cast<int>(record.size());
  if (const int code = avcodec_open2(context.get(), codec, nullptr); code < 0) {
    return Error(Errc::kMalformed, "H.264 configuration: " + libav_message(code));
  }
  context_ = std::move(context);
  record_.assign(record.begin(), record.end());
  return base::Done{};
}

base::Result<std::vector<Picture>> VideoDecoder::decode(const Packet& packet) {
  if (!context_ || !packet.bytes || packet.bytes->empty()) {
    ++undecodable_;
    return Error(Errc::kMalformed, "video before its configuration, or empty");
  }
  // libav reads past the end of a packet; av_new_packet() provides for it.
  if (av_new_packet(packet_.get(), static_cast<int>(packet.bytes->size())) < 0) {
    throw std::bad_alloc();
  }
  std::memcpy(packet_->data, packet.bytes->data(), packet.bytes->size());
  packet_->pts = packet.pts_ms;
  packet_->dts = packet.dts_ms;
  if (packet.key) packet_->flags |= AV_PKT_FLAG_KEY;
  const int code = avcodec_send_packet(context_.get(), packet_.get());
  av_packet_unref(packet_.get());
  std::vector<Picture> pictures = receive();
  if (code < 0) {
    ++undecodable_;
    if (pictures.empty()) return Error(Errc::kMalformed, "H.264: " + libav_message(code));
  }
  return pictures;
}

std::vector<Picture> VideoDecoder::flush() {
  if (!context_) return {};
  avcodec_send_packet(context_.get(), nullptr);
  std::vector<Picture> pictures = receive();
  avcodec_flush_buffers(context_.get());
  return pictures;
}

std::vector<Picture> VideoDecoder::receive() {
  std::vector<Picture> pictures;
  for (;;) {
    FramePtr frame = new_frame();
    const int code = avcodec_receive_frame(context_.get(), frame.get());
    if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return pictures;
    if (code < 0) {
      ++undecodable_;
      return pictures;
    }
    if (frame->decode_error_flags != 0) ++undecodable_;
    const std::int64_t pts_ms =
        frame->pts == AV_NOPTS_VALUE ? frame->best_effort_timestamp : frame->pts;
    if (pts_ms == AV_NOPTS_VALUE) continue;
    pictures.push_back({pts_ms, share(frame.release())});
  }
}

}  // namespace plenary::media
