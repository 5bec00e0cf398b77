#pragma once

#include <memory>
#include <string>

struct AVCodecContext;
struct AVFrame;
struct AVPacket;
struct SwrContext;
struct SwsContext;

namespace plenary::media {

/// Frees what libav made, each with the function that libav asks for.
struct LibavDeleter {
  void operator()(AVFrame* frame) const;
  void operator()(AVPacket* packet) const;
  void operator()(AVCodecContext* context) const;
  void operator()(SwsContext* context) const;
  void operator()(SwrContext* context) const;
};

using FramePtr = std::unique_ptr<AVFrame, LibavDeleter>;
using PacketPtr = std::unique_ptr<AVPacket, LibavDeleter>;
using CodecContextPtr = std::unique_ptr<AVCodecContext, LibavDeleter>;
using SwsPtr = std::unique_ptr<SwsContext, LibavDeleter>;
using SwrPtr = std::unique_ptr<SwrContext, LibavDeleter>;

/// An empty frame or packet. Running out of memory throws std::bad_alloc.
FramePtr new_frame();
PacketPtr new_packet();

/// What libav says of a negative return value: "Invalid data found when processing input".
std::string libav_message(int code);

/// libav writes warnings of its own to standard error; the process's log is JSON lines. Silences
/// all but its fatal ones. Called once by the roof.
void quiet_libav();

}  // namespace plenary::media
