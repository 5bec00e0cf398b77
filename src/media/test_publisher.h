#pragma once

// For tests only: publishers' media made on the spot, so that no test needs a file.

#include <cmath>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <numbers>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "media/frame.h"
#include "media/libav.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavutil/opt.h>
}

namespace plenary::media::testing {

inline const bool kQuiet = (quiet_libav(), true);

/// A grey picture with a white square that stands `step` squares along: what moves is easily told.
inline std::shared_ptr<AVFrame> test_picture(int width, int height, int step) {
  std::shared_ptr<AVFrame> picture = make_picture(width, height);
  const int side = height / 6 / 2 * 2;
  const int columns = width / side;
  const int left = step % columns * side;
  const int top = step / columns % 5 * side;
  for (int y = 0; y < height; ++y) {
    std::uint8_t* line = picture->data[0] + static_cast<std::ptrdiff_t>(y) * picture->linesize[0];
    std::memset(line, 60 + y * 60 / height, static_cast<std::size_t>(width));
    if (y >= top && y < top + side) std::memset(line + left, 220, static_cast<std::size_t>(side));
  }
  return picture;
}

/// `frames` samples of a sine on both sides, beginning at sample `from`.
inline AudioBlock sine(std::size_t from, std::size_t frames, double hertz = 440,
                       double amplitude = 0.5, int rate = kSampleRate) {
  AudioBlock block;
  for (std::size_t i = from; i < from + frames; ++i) {
    const double turn = 2 * std::numbers::pi * hertz * static_cast<double>(i) / rate;
    const auto value = static_cast<float>(amplitude * std::sin(turn));
    block.samples.insert(block.samples.end(), {value, value});
  }
  return block;
}

struct TestVideo {
  int width = 320;
  int height = 180;
  int b_frames = 0;
  int key_interval = 25;
  std::map<std::string, std::string> options;  ///< x264's own, "key" to "value".
  std::uint32_t bps = 0;                       ///< 0: by quality.
  std::string preset = "ultrafast";
};

/// H.264 as RTMP carries it: a configuration record, then length-prefixed NAL units.
class VideoPublisher {
 public:
  explicit VideoPublisher(const TestVideo& video) {
    const AVCodec* codec = avcodec_find_encoder_by_name("libx264");
    context_.reset(avcodec_alloc_context3(codec));
    context_->width = video.width;
    context_->height = video.height;
    context_->pix_fmt = AV_PIX_FMT_YUV420P;
    context_->colorspace = AVCOL_SPC_BT709;
    context_->color_range = AVCOL_RANGE_MPEG;
    context_->time_base = AVRational{1, 1000};
    context_->framerate = AVRational{25, 1};
    context_->gop_size = video.key_interval;
    context_->max_b_frames = video.b_frames;
    context_->thread_count = 1;
    context_->bit_rate = video.bps;
    context_->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    std::string params = "annexb=0:rc-lookahead=4:sync-lookahead=0:scenecut=0";
    for (const auto& [key, value] : video.options) params += ":" + key + "=" + value;
    av_opt_set(context_->priv_data, "preset", video.preset.c_str(), 0);
    av_opt_set(context_->priv_data, "x264-params", params.c_str(), 0);
    if (avcodec_open2(context_.get(), codec, nullptr) < 0) throw std::runtime_error("libx264");
  }

  Packet config() const {
    const base::ByteView headers{context_->extradata,
                                 static_cast<std::size_t>(context_->extradata_size)};
    base::ByteReader reader(headers);
    const base::ByteView sps = *reader.take(*reader.u32());
    const base::ByteView pps = *reader.take(*reader.u32());
    base::Bytes record;
    base::ByteWriter writer(record);
    writer.bytes(base::Bytes{1, sps[1], sps[2], sps[3], 0xFF, 0xE1});
    writer.u16(static_cast<std::uint16_t>(sps.size()));
    writer.bytes(sps);
    writer.u8(1);
    writer.u16(static_cast<std::uint16_t>(pps.size()));
    writer.bytes(pps);
    return {Packet::Kind::kVideoConfig, 0, 0, false,
            std::make_shared<base::Bytes>(std::move(record))};
  }

  std::vector<Packet> encode(const SharedFrame& picture, std::int64_t pts_ms) {
    const FramePtr frame = new_frame();
    av_frame_ref(frame.get(), picture.get());
    frame->pts = pts_ms;
    avcodec_send_frame(context_.get(), frame.get());
    return receive();
  }
  std::vector<Packet> finish() {
    avcodec_send_frame(context_.get(), nullptr);
    return receive();
  }

 private:
  std::vector<Packet> receive() {
    std::vector<Packet> packets;
    const PacketPtr packet = new_packet();
    while (avcodec_receive_packet(context_.get(), packet.get()) >= 0) {
      packets.push_back({Packet::Kind::kVideo, packet->dts, packet->pts,
                         (packet->flags & AV_PKT_FLAG_KEY) != 0,
                         std::make_shared<base::Bytes>(packet->data, packet->data + packet->size)});
      av_packet_unref(packet.get());
    }
    return packets;
  }

  CodecContextPtr context_;
};

/// AAC as RTMP carries it: an AudioSpecificConfig, then raw frames.
class AudioPublisher {
 public:
  AudioPublisher(int rate, int channels, std::uint32_t bps = 128'000) {
    const AVCodec* codec = avcodec_find_encoder(AV_CODEC_ID_AAC);
    context_.reset(avcodec_alloc_context3(codec));
    context_->sample_fmt = AV_SAMPLE_FMT_FLTP;
    context_->sample_rate = rate;
    av_channel_layout_default(&context_->ch_layout, channels);
    context_->bit_rate = bps;
    context_->time_base = AVRational{1, rate};
    context_->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    if (avcodec_open2(context_.get(), codec, nullptr) < 0) throw std::runtime_error("aac");
  }

  Packet config() const {
    const std::uint8_t* data = context_->extradata;
    return {Packet::Kind::kAudioConfig, 0, 0, false,
            std::make_shared<base::Bytes>(data, data + context_->extradata_size)};
  }

  /// The next 1024 samples of `hertz` on every channel.
  std::vector<Packet> encode_sine(double hertz = 440, double amplitude = 0.5) {
    const FramePtr frame = new_frame();
    frame->format = AV_SAMPLE_FMT_FLTP;
    frame->nb_samples = 1024;
    frame->sample_rate = context_->sample_rate;
    av_channel_layout_copy(&frame->ch_layout, &context_->ch_layout);
    av_frame_get_buffer(frame.get(), 0);
    const AudioBlock block =
        sine(static_cast<std::size_t>(samples_), 1024, hertz, amplitude, context_->sample_rate);
    for (int channel = 0; channel < context_->ch_layout.nb_channels; ++channel) {
      auto* out = reinterpret_cast<float*>(frame->data[channel]);
      for (std::size_t i = 0; i < 1024; ++i) out[i] = block.samples[2 * i];
    }
    frame->pts = samples_;
    samples_ += 1024;
    avcodec_send_frame(context_.get(), frame.get());
    std::vector<Packet> packets;
    const PacketPtr packet = new_packet();
    while (avcodec_receive_packet(context_.get(), packet.get()) >= 0) {
      const std::int64_t ms = packet->pts * 1000 / context_->sample_rate;
      packets.push_back({Packet::Kind::kAudio, ms, ms, false,
                         std::make_shared<base::Bytes>(packet->data, packet->data + packet->size)});
      av_packet_unref(packet.get());
    }
    return packets;
  }

 private:
  CodecContextPtr context_;
  std::int64_t samples_ = 0;
};

}  // namespace plenary::media::testing
