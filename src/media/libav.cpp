#include "media/libav.h"

#include <array>
#include <new>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavutil/frame.h>
#include <libavutil/log.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>
}

namespace plenary::media {

void LibavDeleter::operator()(AVFrame* frame) const {
  av_frame_free(&frame);
}
void LibavDeleter::operator()(AVPacket* packet) const {
  av_packet_free(&packet);
}
void LibavDeleter::operator()(AVCodecContext* context) const {
  avcodec_free_context(&context);
}
void LibavDeleter::operator()(SwsContext* context) const {
  sws_freeContext(context);
}
void LibavDeleter::operator()(SwrContext* context) const {
  swr_free(&context);
}

FramePtr new_frame() {
  FramePtr frame(av_frame_alloc());
  if (!frame) throw std::bad_alloc();
  return frame;
}

PacketPtr new_packet() {
  PacketPtr packet(av_packet_alloc());
  if (!packet) throw std::bad_alloc();
  return packet;
}

std::string libav_message(int code) {
  std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
  av_strerror(code, text.data(), text.size());
  return text.data();
}

void quiet_libav() {
  av_log_set_level(AV_LOG_FATAL);
}

}  // namespace plenary::media
