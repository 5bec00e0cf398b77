#include "media/audio_decoder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <new>
#include <utility>

#include "base/check.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavutil/channel_layout.h>
#include <libswresample/swresample.h>
}

namespace plenary::media {

using base::Errc;
using base::Error;

AudioDecoder::AudioDecoder() : packet_(new_packet()) {}
AudioDecoder::~AudioDecoder() = default;
AudioDecoder::AudioDecoder(AudioDecoder&&) noexcept = default;
AudioDecoder& AudioDecoder::operator=(AudioDecoder&&) noexcept = default;

base::Result<std::vector<Sound>> AudioDecoder::push(const Packet& packet) {
  if (packet.kind == Packet::Kind::kAudio) return decode(packet);
  if (packet.kind != Packet::Kind::kAudioConfig || !packet.bytes) {
    ++undecodable_;
    return Error(Errc::kMalformed, "not an audio packet");
  }
  if (context_ && *packet.bytes == config_) return std::vector<Sound>();
  if (auto done = configure(*packet.bytes); !done) {
    ++undecodable_;
    return done.error();
  }
  return std::vector<Sound>();
}

base::Status AudioDecoder::configure(base::ByteView config) {
  context_.reset();
  if (config.size() < 2) return Error(Errc::kMalformed, "not an AudioSpecificConfig");
  const AVCodec* codec = avcodec_find_decoder(AV_CODEC_ID_AAC);
  if (!codec) return Error(Errc::kUnsupported, "libavcodec has no AAC decoder");
  CodecContextPtr context(avcodec_alloc_context3(codec));
  if (!context) throw std::bad_alloc();
  context->thread_count = 1;
  context->pkt_timebase = AVRational{1, 1000};
  context->extradata =
      static_cast<std::uint8_t*>(av_mallocz(config.size() + AV_INPUT_BUFFER_PADDING_SIZE));
  if (!context->extradata) throw std::bad_alloc();
  std::memcpy(context->extradata, config.data(), config.size());
  context->extradata_size = static_cast<int>(config.size());
  if (const int code = avcodec_open2(context.get(), codec, nullptr); code < 0) {
    return Error(Errc::kMalformed, "AAC configuration: " + libav_message(code));
  }
  context_ = std::move(context);
  config_.assign(config.begin(), config.end());
  return base::Done{};
}

base::Result<std::vector<Sound>> AudioDecoder::decode(const Packet& packet) {
  if (!context_ || !packet.bytes || packet.bytes->empty()) {
    ++undecodable_;
    return Error(Errc::kMalformed, "audio before its configuration, or empty");
  }
  if (av_new_packet(packet_.get(), static_cast<int>(packet.bytes->size())) < 0) {
    throw std::bad_alloc();
  }
  std::memcpy(packet_->data, packet.bytes->data(), packet.bytes->size());
  packet_->pts = packet.pts_ms;
  packet_->dts = packet.dts_ms;
  const int sent = avcodec_send_packet(context_.get(), packet_.get());
  av_packet_unref(packet_.get());
  std::vector<Sound> sounds;
  const FramePtr frame = new_frame();
  int code = 0;
  while ((code = avcodec_receive_frame(context_.get(), frame.get())) >= 0) {
    if (auto done = follow_format(*frame); !done) {
      ++undecodable_;
      return done.error();
    }
    frame->pts = packet.pts_ms;
    if (Sound sound = convert(*frame); !sound.block.samples.empty()) {
      sounds.push_back(std::move(sound));
    }
  }
  if (sent < 0 || (code != AVERROR(EAGAIN) && code != AVERROR_EOF)) {
    ++undecodable_;
    if (sounds.empty())
      return Error(Errc::kMalformed, "AAC: " + libav_message(sent < 0 ? sent : code));
  }
  return sounds;
}

base::Status AudioDecoder::follow_format(const AVFrame& frame) {
  if (resampler_ && frame.sample_rate == sample_rate_ && frame.format == sample_format_ &&
      frame.ch_layout.nb_channels == channels_) {
    return base::Done{};
  }
  resampler_.reset();
  AVChannelLayout from{};
  // A layout known only by its count (some senders' PCE) is taken as the usual one of that count.
  if (frame.ch_layout.order == AV_CHANNEL_ORDER_UNSPEC) {
    av_channel_layout_default(&from, frame.ch_layout.nb_channels);
  } else if (av_channel_layout_copy(&from, &frame.ch_layout) < 0) {
    throw std::bad_alloc();
  }
  AVChannelLayout to = AV_CHANNEL_LAYOUT_STEREO;
  SwrContext* context = nullptr;
  int code =
      swr_alloc_set_opts2(&context, &to, AV_SAMPLE_FMT_FLT, kSampleRate, &from,
                          static_cast<AVSampleFormat>(frame.format), frame.sample_rate, 0, nullptr);
  av_channel_layout_uninit(&from);
  SwrPtr resampler(context);
  if (code >= 0) code = swr_init(resampler.get());
  if (code < 0) return Error(Errc::kUnsupported, "resampling: " + libav_message(code));
  resampler_ = std::move(resampler);
  sample_rate_ = frame.sample_rate;
  sample_format_ = frame.format;
  channels_ = frame.ch_layout.nb_channels;
  return base::Done{};
}

Sound AudioDecoder::convert(const AVFrame& frame) {
  Sound sound;
  sound.pts_ms = frame.pts - swr_get_delay(resampler_.get(), 1000);
  const int room = swr_get_out_samples(resampler_.get(), frame.nb_samples);
  PLENARY_CHECK(room >= 0);
  sound.block.samples.resize(static_cast<std::size_t>(room) * 2);
  std::array<std::uint8_t*, 1> out{reinterpret_cast<std::uint8_t*>(sound.block.samples.data())};
  const int made =
      swr_convert(resampler_.get(), out.data(), room,
                  const_cast<const std::uint8_t**>(frame.extended_data), frame.nb_samples);
  PLENARY_CHECK(made >= 0);
  sound.block.samples.resize(static_cast<std::size_t>(made) * 2);
  for (float& sample : sound.block.samples) {
    sample = std::isfinite(sample) ? std::clamp(sample, -1.0F, 1.0F) : 0.0F;
  }
  return sound;
}

}  // namespace plenary::media
