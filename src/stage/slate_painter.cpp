#include "stage/slate_painter.h"

#include <pthread.h>

#include <chrono>
#include <utility>

#include "canvas/slate.h"
#include "media/picture_pool.h"

extern "C" {
#include <libavutil/frame.h>
}

namespace plenary::stage {
namespace {

using namespace std::chrono_literals;
using base::Moment;

canvas::SlateText canvas_text(const SlateText& text) {
  canvas::SlateText out;
  out.conference = text.conference;
  out.session = text.session;
  out.session_second_language = text.session_second_language;
  out.next = text.next;
  out.message = text.message;
  out.zone_name = text.zone_name;
  out.zone_offset = text.zone_offset;
  return out;
}

canvas::Planes planes_of(AVFrame& frame) {
  canvas::Planes planes;
  planes.width = frame.width;
  planes.height = frame.height;
  planes.y = frame.data[0];
  planes.u = frame.data[1];
  planes.v = frame.data[2];
  planes.y_stride = frame.linesize[0];
  planes.u_stride = frame.linesize[1];
  planes.v_stride = frame.linesize[2];
  return planes;
}

}  // namespace

SlatePainter::SlatePainter(int width, int height, base::UtcClock utc)
    : width_(width),
      height_(height),
      utc_(std::move(utc)),
      picture_(media::SharedFrame(media::make_picture(width, height))),
      thread_([this] { run(); }) {
  pthread_setname_np(thread_.native_handle(), "slate");
}

SlatePainter::~SlatePainter() {
  nudges_.close();
  thread_.join();
}

void SlatePainter::set_text(SlateText text) {
  wish_.with([&](Wish& wish) { wish.text = std::move(text); });
  nudges_.send(Nudge());
}

void SlatePainter::set_awake(bool awake) {
  wish_.with([&](Wish& wish) { wish.awake = awake; });
  nudges_.send(Nudge());
}

std::chrono::milliseconds SlatePainter::until_next_second(const Wish& wish) const {
  const auto conference_time = utc_() + wish.text.clock_offset;
  return std::chrono::ceil<std::chrono::seconds>(conference_time + 1ms) - conference_time;
}

void SlatePainter::run() {
  canvas::Slate slate(width_, height_);
  media::PicturePool pool(width_, height_);
  while (!nudges_.closed()) {
    const Wish wish = wish_.with([](const Wish& current) { return current; });
    slate.set_text(canvas_text(wish.text));
    const std::shared_ptr<AVFrame> picture = pool.get();
    slate.draw(utc_() + wish.text.clock_offset, planes_of(*picture));
    picture_.set(picture);
    const Moment now = std::chrono::steady_clock::now();
    nudges_.take_until(wish.awake ? now + until_next_second(wish) : now + 1h);
  }
}

}  // namespace plenary::stage
