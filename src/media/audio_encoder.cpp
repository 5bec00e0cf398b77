#include "media/audio_encoder.h"

#include <algorithm>
#include <cmath>
#include <new>
#include <utility>

#include "base/check.h"
#include "media/codecs.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavutil/channel_layout.h>
#include <libavutil/opt.h>
#include <libavutil/samplefmt.h>
}

namespace plenary::media {

using base::Errc;
using base::Error;

base::Result<AudioEncoder> AudioEncoder::open(std::uint32_t bps) {
  const AVCodec* codec = avcodec_find_encoder(AV_CODEC_ID_AAC);
  if (!codec) return Error(Errc::kUnsupported, "libavcodec has no AAC encoder");
  CodecContextPtr context(avcodec_alloc_context3(codec));
  if (!context) throw std::bad_alloc();
  context->sample_fmt = AV_SAMPLE_FMT_FLTP;
  context->sample_rate = kSampleRate;
  context->ch_layout = AV_CHANNEL_LAYOUT_STEREO;
  context->bit_rate = bps;
  context->profile = FF_PROFILE_AAC_LOW;
  context->time_base = AVRational{1, kSampleRate};
  context->flags |= AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_BITEXACT;
  // Against the default "twoloop": a third to a tenth of the time, the rate kept within 2% instead
  // of 18%, and at 64 kbit/s no less faithful on speech, music and noise.
  av_opt_set(context->priv_data, "aac_coder", "fast", 0);
  if (const int code = avcodec_open2(context.get(), codec, nullptr); code < 0) {
    return Error(Errc::kUnsupported, "AAC: " + libav_message(code));
  }
  PLENARY_CHECK(context->frame_size == kFrame && context->initial_padding == kFrame);
  auto codecs = aac_codecs({context->extradata, static_cast<std::size_t>(context->extradata_size)});
  if (!codecs) return codecs.error();
  return AudioEncoder(std::move(context), *std::move(codecs));
}

AudioEncoder::AudioEncoder(CodecContextPtr context, std::string codecs)
    : context_(std::move(context)), codecs_(std::move(codecs)) {
  prime();
}
AudioEncoder::~AudioEncoder() = default;
AudioEncoder::AudioEncoder(AudioEncoder&&) noexcept = default;
AudioEncoder& AudioEncoder::operator=(AudioEncoder&&) noexcept = default;

std::vector<PacketPtr> AudioEncoder::encode(const AudioBlock& block) {
  std::vector<PacketPtr> packets;
  const auto plain = [](float value) {
    return std::isfinite(value) ? std::clamp(value, -1.0F, 1.0F) : 0.0F;
  };
  for (std::size_t at = 0; at < block.frames();) {
    if (!frame_) frame_ = new_audio_frame();
    const auto count = std::min(block.frames() - at, static_cast<std::size_t>(kFrame - filled_));
    float* left = reinterpret_cast<float*>(frame_->data[0]) + filled_;
    float* right = reinterpret_cast<float*>(frame_->data[1]) + filled_;
    for (std::size_t i = 0; i < count; ++i) {
      left[i] = plain(block.samples[(at + i) * 2]);
      right[i] = plain(block.samples[(at + i) * 2 + 1]);
    }
    at += count;
    filled_ += static_cast<int>(count);
    if (filled_ == kFrame) packets.push_back(encode_frame());
  }
  return packets;
}

// The first frame given to libavcodec's encoder yields nothing; let it be silence from before the
// beginning, so that every frame given from here on yields its packet.
void AudioEncoder::prime() {
  const FramePtr silence = new_audio_frame();
  av_samples_set_silence(silence->data, 0, kFrame, 2, AV_SAMPLE_FMT_FLTP);
  PLENARY_CHECK(avcodec_send_frame(context_.get(), silence.get()) >= 0);
  const PacketPtr none = new_packet();
  PLENARY_CHECK(avcodec_receive_packet(context_.get(), none.get()) == AVERROR(EAGAIN));
}

PacketPtr AudioEncoder::encode_frame() {
  // The encoder checks that timestamps grow; its own count starts one padding earlier.
  frame_->pts = (count_ + 1) * kFrame;
  PLENARY_CHECK(avcodec_send_frame(context_.get(), frame_.get()) >= 0);
  frame_.reset();
  filled_ = 0;
  PacketPtr packet = new_packet();
  PLENARY_CHECK(avcodec_receive_packet(context_.get(), packet.get()) >= 0);
  packet->pts = packet->dts = count_ * kFrame;
  packet->duration = kFrame;
  // Its "skip this many samples" would become an edit list or trim the sound.
  av_packet_free_side_data(packet.get());
  ++count_;
  return packet;
}

FramePtr AudioEncoder::new_audio_frame() const {
  FramePtr frame = new_frame();
  frame->format = AV_SAMPLE_FMT_FLTP;
  frame->nb_samples = kFrame;
  frame->sample_rate = kSampleRate;
  frame->ch_layout = AV_CHANNEL_LAYOUT_STEREO;
  if (av_frame_get_buffer(frame.get(), 0) < 0) throw std::bad_alloc();
  return frame;
}

}  // namespace plenary::media
