#include "canvas/slate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

#include "base/check.h"
#include "base/text.h"
#include "canvas/canvas.h"
#include "canvas/clock_text.h"
#include "canvas/scenery.h"
#include "canvas/text_block.h"

namespace plenary::canvas {
namespace {

// Lengths below are those of a picture 720 pixels high.
constexpr double kDesignHeight = 720;
constexpr double kLeft = 80;
constexpr double kConferenceTop = 58;
constexpr double kWordsTop = 128;
constexpr double kWordsBottom = 648;
constexpr double kWordsMiddle = 326;
constexpr double kRingRadius = 132;
// Between what is said now and what it is about; a short rule stands in it.
constexpr double kRuleGap = 64;

constexpr Colour kWhite = Colour::hex(0xF7F3E8);
constexpr Colour kGold = Colour::hex(0xE9C98A);
constexpr Colour kQuiet = Colour::hex(0xF7F3E8, 0.74);

// A text and the space above it.
struct Line {
  double gap = 0;
  TextBlock block;
};

// The first line and the rest.
std::pair<std::string, std::string> split_first_line(const std::string& text) {
  const auto end = text.find('\n');
  if (end == std::string::npos) return {text, {}};
  return {text.substr(0, end), text.substr(end + 1)};
}

}  // namespace

class Slate::Impl {
 public:
  Impl(int width, int height)
      : scale_(height / kDesignHeight),
        backdrop_(width, height),
        still_(width, height),
        work_(width, height),
        planes_(width, height),
        digits_(style(Face::kSans, true, 50, kWhite)) {
    PLENARY_CHECK(width >= 64 && height >= 64);
    Scenery scenery = plan_scenery(width, height);
    ring_ = {scenery.disc.x, 0.385 * height};
    // The clock stands where the ceremony has its sun: the same signal, at rest.
    scenery.disc = ring_;
    scenery.ring_radii = {184 * scale_, 246 * scale_, 322 * scale_, 414 * scale_};
    paint_scenery(backdrop_, scenery, night_colours(), Disc::kHidden);
    const int reach = px(kRingRadius + 8);
    clock_ = Rect{static_cast<int>(ring_.x) - reach, static_cast<int>(ring_.y) - reach, 2 * reach,
                  2 * reach}
                 .intersected(backdrop_.bounds());
    paint_clock_face();
  }

  void set_text(SlateText text) {
    if (text == text_) return;
    text_ = std::move(text);
    laid_out_ = false;
  }

  void prepare() {
    if (laid_out_) return;
    boxes_.clear();
    still_.restore(backdrop_, still_.bounds());
    lay_out_conference();
    lay_out_words();
    lay_out_zone();
    work_.restore(still_, work_.bounds());
    convert(work_, work_.bounds(), planes_.planes());
    laid_out_ = true;
    shown_.clear();
  }

  void draw(base::Instant now, const Planes& out) {
    prepare();
    const std::string time = time_of_day(now, text_.zone_offset);
    if (time != shown_) draw_clock(time);
    copy_planes(planes_.planes(), out);
  }

  Rect clock_region() const { return clock_; }

  std::vector<Rect> text_boxes() {
    prepare();
    std::vector<Rect> boxes = boxes_;
    boxes.push_back(clock_box("00:00:00"));
    return boxes;
  }

 private:
  int px(double design) const { return static_cast<int>(std::lround(design * scale_)); }

  TextStyle style(Face face, bool bold, double size, Colour colour) const {
    return {.face = face, .bold = bold, .size = size * scale_, .colour = colour};
  }

  void put(const TextBlock& block, int x, int y) {
    block.draw(still_, x, y);
    if (!block.empty()) boxes_.push_back(block.ink(x, y));
  }

  void paint_clock_face() {
    const std::array<Stop, 2> dark = {
        {{0, Colour::hex(0x07131D, 0.72)}, {1, Colour::hex(0x07131D, 0.5)}}};
    const double radius = kRingRadius * scale_;
    backdrop_.fill_circle(ring_, radius, Paint::radial(ring_, 0, radius, dark));
    backdrop_.stroke_circle(ring_, radius, 3 * scale_, kWhite.faded(0.16));
  }

  void lay_out_conference() {
    const TextBlock name = fit(text_.conference, style(Face::kSans, false, 24, kWhite.faded(0.92)),
                               backdrop_.width() - 2 * px(kLeft), 1, 17 * scale_);
    if (name.empty()) return;
    still_.fill(Rect{px(kLeft), px(kConferenceTop), px(3), name.height()}, kGold);
    put(name, px(kLeft + 18), px(kConferenceTop));
  }

  // From the left margin to the clock.
  int text_width() const { return std::max(px(kLeft), clock_.x - px(kLeft) - px(44)); }

  // The words of the picture's left side, in sizes `shrink` times those of the design.
  std::vector<Line> words(double shrink) const {
    const auto add = [&, this](std::vector<Line>& lines, double gap, const std::string& text,
                               TextStyle look, int max_lines) {
      look.size *= shrink;
      TextBlock block = fit(text, look, text_width(), max_lines, look.size * 0.7);
      if (block.empty()) return;
      lines.push_back({lines.empty() ? 0 : gap * shrink * scale_, block});
    };
    TextStyle headline = style(Face::kSerif, true, 74, kWhite);
    headline.line_height = 1.2;
    std::vector<Line> lines;
    const auto [message, message_more] = split_first_line(text_.message);
    add(lines, 0, message, headline, 2);
    add(lines, 20, message_more, style(Face::kSans, false, 32, kWhite.faded(0.9)), 2);
    const std::size_t said = lines.size();
    const auto gap = [&](double inside) { return lines.size() == said ? kRuleGap : inside; };
    if (said == 0) {
      add(lines, 0, text_.session, headline, 3);
    } else {
      add(lines, kRuleGap, text_.session, style(Face::kSans, true, 32, kWhite), 2);
    }
    add(lines, gap(12), text_.session_second_language, style(Face::kSans, false, 23, kQuiet), 2);
    add(lines, gap(26), text_.next, style(Face::kSans, false, 23, kGold), 2);
    return lines;
  }

  static int height_of(const std::vector<Line>& lines) {
    double height = 0;
    for (const Line& line : lines) height += line.gap + line.block.height();
    return static_cast<int>(std::ceil(height));
  }

  void lay_out_words() {
    std::vector<Line> lines = words(1);
    const int room = px(kWordsBottom - kWordsTop);
    for (double shrink = 0.92; height_of(lines) > room && shrink > 0.4; shrink *= 0.92) {
      lines = words(shrink);
    }
    double y = px(kWordsMiddle) - height_of(lines) / 2.0;
    y = std::clamp<double>(y, px(kWordsTop),
                           std::max(px(kWordsTop), px(kWordsBottom) - height_of(lines)));
    for (const Line& line : lines) {
      if (line.gap > kRuleGap / 2 * scale_) {
        const int rule = static_cast<int>(y + line.gap / 2);
        still_.fill(Rect{px(kLeft), rule, px(56), std::max(1, px(2))}, kGold);
      }
      y += line.gap;
      put(line.block, px(kLeft), static_cast<int>(std::lround(y)));
      y += line.block.height();
    }
  }

  void lay_out_zone() {
    const int width = px(kRingRadius * 1.45);
    const auto below = [&, this](const std::string& text, double y, double size) {
      const TextBlock block =
          fit(text, style(Face::kSans, false, size, kQuiet), width, 1, 10 * scale_);
      put(block, static_cast<int>(ring_.x) - block.width() / 2, static_cast<int>(ring_.y) + px(y));
    };
    below(text_.zone_name, 36, 17);
    below(utc_offset_text(text_.zone_offset), text_.zone_name.empty() ? 36 : 62, 15);
  }

  Rect clock_box(std::string_view time) const {
    return digits_.ink(time, static_cast<int>(ring_.x) - digits_.width(time) / 2, clock_top());
  }
  int clock_top() const { return static_cast<int>(ring_.y) - px(34); }

  void draw_clock(const std::string& time) {
    work_.restore(still_, clock_);
    digits_.draw(work_, static_cast<int>(ring_.x) - digits_.width(time) / 2, clock_top(), time);
    const int second = (time[6] - '0') * 10 + (time[7] - '0');
    const double turns = second / 60.0;
    const double radius = kRingRadius * scale_;
    if (second > 0) work_.stroke_arc(ring_, radius, turns, 3 * scale_, kGold);
    const double angle = turns * 2 * std::numbers::pi;
    const Point head{ring_.x + radius * std::sin(angle), ring_.y - radius * std::cos(angle)};
    work_.fill_circle(head, 6 * scale_, kGold);
    convert(work_, clock_, planes_.planes());
    shown_ = time;
  }

  double scale_;
  Canvas backdrop_;     // Scenery and clock face.
  Canvas still_;        // And the words.
  Canvas work_;         // And the time.
  PlaneBuffer planes_;  // What work_ is, as video.
  DigitRow digits_;
  SlateText text_;
  Point ring_;
  Rect clock_;
  std::vector<Rect> boxes_;
  std::string shown_;  // The time in planes_.
  bool laid_out_ = false;
};

Slate::Slate(int width, int height) : impl_(std::make_unique<Impl>(width, height)) {}
Slate::~Slate() = default;
Slate::Slate(Slate&&) noexcept = default;
Slate& Slate::operator=(Slate&&) noexcept = default;

void Slate::set_text(SlateText text) {
  impl_->set_text(std::move(text));
}
void Slate::prepare() {
  impl_->prepare();
}
void Slate::draw(base::Instant now, const Planes& out) {
  impl_->draw(now, out);
}
Rect Slate::clock_region() {
  return impl_->clock_region();
}
std::vector<Rect> Slate::text_boxes() {
  return impl_->text_boxes();
}

}  // namespace plenary::canvas
