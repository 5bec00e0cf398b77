#include "media/video_encoder.h"

#include <new>
#include <utility>

#include "base/check.h"
#include "media/codecs.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavutil/opt.h>
}

namespace plenary::media {
namespace {

using base::Errc;
using base::Error;

// What the preset must not decide: no lookahead and no second thread, so that a picture in gives a
// packet out; headers that do not depend on content.
constexpr const char* kFixed =
    "scenecut=0:bframes=0:open-gop=0:rc-lookahead=0:sync-lookahead=0:mbtree=0:sliced-threads=0:"
    "weightp=0:stitchable=1:force-cfr=1:repeat-headers=0:aud=0";

void describe(AVCodecContext& context, const VideoEncoding& encoding) {
  context.width = encoding.width;
  context.height = encoding.height;
  context.pix_fmt = AV_PIX_FMT_YUV420P;
  context.sample_aspect_ratio = AVRational{1, 1};
  context.color_range = AVCOL_RANGE_MPEG;
  context.colorspace = AVCOL_SPC_BT709;
  context.color_primaries = AVCOL_PRI_BT709;
  context.color_trc = AVCOL_TRC_BT709;
  context.chroma_sample_location = AVCHROMA_LOC_LEFT;
  context.time_base = AVRational{1, encoding.frames_per_second};
  context.framerate = AVRational{encoding.frames_per_second, 1};
  context.gop_size = encoding.frames_per_segment;
  context.keyint_min = encoding.frames_per_segment;
  context.max_b_frames = 0;
  context.thread_count = 1;
  context.flags |= static_cast<int>(AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_CLOSED_GOP);
  context.rc_max_rate = encoding.bps;
  context.rc_buffer_size = static_cast<int>(encoding.bps * VideoEncoder::kBufferSeconds);
}

}  // namespace

base::Result<VideoEncoder> VideoEncoder::open(const VideoEncoding& encoding) {
  PLENARY_CHECK(encoding.width % 2 == 0 && encoding.height % 2 == 0 && encoding.bps > 0);
  const AVCodec* codec = avcodec_find_encoder_by_name("libx264");
  if (!codec) return Error(Errc::kUnsupported, "libavcodec was built without libx264");
  CodecContextPtr context(avcodec_alloc_context3(codec));
  if (!context) throw std::bad_alloc();
  describe(*context, encoding);
  int code = av_opt_set(context->priv_data, "preset", encoding.preset.c_str(), 0);
  if (code >= 0) code = av_opt_set(context->priv_data, "crf", "23", 0);
  if (code >= 0) code = av_opt_set(context->priv_data, "forced-idr", "1", 0);
  if (code >= 0) code = av_opt_set(context->priv_data, "x264-params", kFixed, 0);
  if (code >= 0) code = avcodec_open2(context.get(), codec, nullptr);
  if (code < 0) return Error(Errc::kUnsupported, "libx264: " + libav_message(code));
  auto codecs = avc_codecs({context->extradata, static_cast<std::size_t>(context->extradata_size)});
  if (!codecs) return codecs.error();
  return VideoEncoder(std::move(context), encoding.frames_per_segment, *std::move(codecs));
}

VideoEncoder::VideoEncoder(CodecContextPtr context, int frames_per_segment, std::string codecs)
    : context_(std::move(context)),
      frame_(new_frame()),
      frames_per_segment_(frames_per_segment),
      codecs_(std::move(codecs)) {}
VideoEncoder::~VideoEncoder() = default;
VideoEncoder::VideoEncoder(VideoEncoder&&) noexcept = default;
VideoEncoder& VideoEncoder::operator=(VideoEncoder&&) noexcept = default;

PacketPtr VideoEncoder::encode(const SharedFrame& picture) {
  PLENARY_CHECK(picture && picture->format == AV_PIX_FMT_YUV420P &&
                picture->width == context_->width && picture->height == context_->height);
  if (av_frame_ref(frame_.get(), picture.get()) < 0) throw std::bad_alloc();
  frame_->pts = count_;
  frame_->pict_type = count_ % frames_per_segment_ == 0 ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
  ++count_;
  const int sent = avcodec_send_frame(context_.get(), frame_.get());
  av_frame_unref(frame_.get());
  PLENARY_CHECK(sent >= 0);
  PacketPtr packet = new_packet();
  // Without lookahead, B-frames and frame threads libx264 owes nothing.
  PLENARY_CHECK(avcodec_receive_packet(context_.get(), packet.get()) >= 0);
  packet->duration = 1;
  return packet;
}

}  // namespace plenary::media
