#include "app/demo_picture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>
#include <string_view>

#include "canvas/clock_text.h"
#include "canvas/compositor.h"
#include "canvas/frame_code.h"
#include "canvas/scenery.h"
#include "canvas/text_block.h"

namespace plenary::app {
namespace {

using canvas::Canvas;
using canvas::Colour;
using canvas::Face;
using canvas::Paint;
using canvas::Point;
using canvas::Rect;
using canvas::Sprite;
using canvas::TextBlock;
using canvas::TextStyle;

constexpr int kWidth = DemoPicture::kWidth;
constexpr int kHeight = DemoPicture::kHeight;
constexpr double kFps = DemoPicture::kFramesPerSecond;

constexpr Colour kWhite = Colour::hex(0xFBF6EA);
constexpr Colour kGold = Colour::hex(0xF2CF8E);
constexpr Colour kSeal = Colour::hex(0xC23A2B);
constexpr Colour kInk = Colour::hex(0x051722);

constexpr int kLeft = 64;
constexpr Rect kTitle{kLeft, 136, 720, 292};
constexpr Rect kCard{kLeft, 560, 872, 120};
constexpr Rect kClock{976, 560, 240, 72};
constexpr int kTitleGap = 24;
constexpr double kTitleSeconds = 10;
constexpr double kCardSeconds = 8;

using Layer = std::shared_ptr<const Canvas>;

// A layer and where it rests.
struct Placed {
  Layer layer;
  int x = 0;
  int y = 0;
};

constexpr int kInkMargin = 12;

Placed place(const TextBlock& block, int x, int y) {
  if (block.empty()) return {};
  auto layer =
      std::make_shared<Canvas>(block.width() + 2 * kInkMargin, block.height() + 3 * kInkMargin);
  block.draw(*layer, kInkMargin, kInkMargin);
  return {std::move(layer), x - kInkMargin, y - kInkMargin};
}

double ease_out(double t) {
  const double left = 1 - std::clamp(t, 0.0, 1.0);
  return 1 - left * left * left;
}

// Comes from below, stays, and fades away: opacity and how far below its place.
struct Pose {
  double opacity = 0;
  int below = 0;
};

Pose pose(double seconds, double delay, double length) {
  constexpr double kIn = 0.72, kOut = 0.36, kRise = 18;
  const double entered = ease_out((seconds - delay) / kIn);
  const double left = std::clamp((length - seconds) / kOut, 0.0, 1.0);
  return {entered * left, static_cast<int>(std::lround(kRise * (1 - entered)))};
}

Sprite sprite_of(const Placed& placed, const Pose& pose) {
  if (!placed.layer || pose.opacity <= 0) return {};
  return {placed.layer, placed.x, placed.y + pose.below, pose.opacity, {}};
}

// One title as lines that enter one after another.
using Title = std::vector<Placed>;

struct TitleLook {
  double zh_size;
  int zh_lines;
  double en_size;
};

// A Chinese couplet is written with a space between its halves; they stand under one another.
std::string couplet(const std::string& text) {
  const std::size_t space = text.find(' ');
  if (space == std::string::npos || text.find(' ', space + 1) != std::string::npos) return text;
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  if (space == 0 || space + 1 == text.size()) return text;
  if (is_ascii(text[space - 1]) || is_ascii(text[space + 1])) return text;
  return text.substr(0, space) + "\n" + text.substr(space + 1);
}

// `kicker`: what the title belongs to, small above it; may be empty.
Title lay_out_title(const DemoText& text, const std::string& kicker, const TitleLook& look) {
  const TextStyle above{.face = Face::kSans, .size = 19, .colour = kGold, .tracking = 0.02};
  const TextStyle zh{.face = Face::kSerif,
                     .bold = true,
                     .size = look.zh_size,
                     .colour = kWhite,
                     .line_height = 1.24};
  const TextStyle en{
      .face = Face::kSans, .size = look.en_size, .colour = kWhite.faded(0.88), .line_height = 1.34};
  const TextBlock head = canvas::fit(kicker, above, kTitle.width, 1, 14);
  const TextBlock large = canvas::fit(couplet(text.zh), zh, kTitle.width, look.zh_lines, 34);
  const TextBlock small = canvas::fit(text.en, large.empty() ? zh : en, kTitle.width - 60, 2, 18);
  int height = 0;
  Title title;
  for (const TextBlock* block : {&head, &large, &small}) {
    if (block->empty()) continue;
    if (height > 0) height += kTitleGap;
    title.push_back(place(*block, kTitle.x, height));
    height += block->height();
  }
  for (Placed& placed : title) placed.y += kTitle.y + (kTitle.height - height) / 2;
  return title;
}

struct Card {
  Placed zh, en, source;
};

// A card is no sentence in a text: it ends without a full stop.
std::string_view without_full_stop(std::string_view text) {
  for (const std::string_view stop : {"。", "."}) {
    if (text.ends_with(stop)) return text.substr(0, text.size() - stop.size());
  }
  return text;
}

// The fact at the left, its source at the right. A fact is wrapped and shrunk rather than cut.
Card lay_out_card(const DemoCard& card) {
  constexpr int kInset = 30, kGapToSource = 36, kMostSource = 170, kLeastSource = 76;
  const TextStyle key{
      .face = Face::kSans, .bold = true, .size = 20, .colour = kGold, .tracking = 0.06};
  TextStyle zh{
      .face = Face::kSans, .bold = true, .size = 31, .colour = kWhite, .line_height = 1.26};
  TextStyle en{.face = Face::kSans, .size = 20, .colour = kWhite.faded(0.84), .line_height = 1.26};
  const TextBlock source = canvas::fit(card.source, key, kMostSource, 1, 11);
  const int width =
      kCard.width - 2 * kInset - kGapToSource - std::max(source.width(), kLeastSource);
  const std::string_view fact = without_full_stop(card.fact.zh);
  TextBlock large = canvas::fit(fact, zh, width, 1, 24);
  if (large.shortened()) {
    zh.size = 25;
    en.size = 18;
    large = canvas::fit(fact, zh, width, 2, 17);
  }
  const TextBlock small = canvas::fit(without_full_stop(card.fact.en), en, width, 2, 13);
  const int gap = large.empty() || small.empty() ? 0 : large.lines() > 1 ? 12 : 15;
  const int y = kCard.y + (kCard.height - large.height() - gap - small.height()) / 2 - 1;
  return {.zh = place(large, kCard.x + kInset, y),
          .en = place(small, kCard.x + kInset, y + large.height() + gap),
          .source = place(source, kCard.right() - kInset - source.width(), kCard.y + 58)};
}

// A light on one of the rings around the sun.
struct Satellite {
  std::size_t ring;
  double turns_per_second;
  double start;
};

// In pairs that face each other: half of the lights are always above the horizon.
constexpr std::array<Satellite, 7> kSatellites = {{{0, 1 / 44.0, 0.86},
                                                   {0, 1 / 44.0, 0.36},
                                                   {1, -1 / 70.0, 0.10},
                                                   {1, -1 / 70.0, 0.60},
                                                   {2, 1 / 96.0, 0.72},
                                                   {2, 1 / 96.0, 0.22},
                                                   {3, -1 / 130.0, 0.93}}};

Layer draw_light(double radius) {
  const int side = 2 * static_cast<int>(std::ceil(4 * radius));
  auto layer = std::make_shared<Canvas>(side, side);
  const Point centre{side / 2.0, side / 2.0};
  const std::array<canvas::Stop, 3> halo = {
      {{0, kGold.faded(0.55)}, {0.4, kGold.faded(0.14)}, {1, kGold.faded(0)}}};
  layer->fill_circle(centre, side / 2.0, Paint::radial(centre, 0, side / 2.0, halo));
  layer->fill_circle(centre, radius, Colour::hex(0xFFF3D6));
  return layer;
}

// The plate of a lower third: ink, a little lighter above, so that the landscape shimmers through.
void paint_plate(Canvas& canvas, const Rect& rect) {
  const std::array<canvas::Stop, 2> ink = {{{0, kInk.faded(0.74)}, {1, kInk.faded(0.90)}}};
  canvas.fill(rect, Paint::linear({0, double(rect.y)}, {0, double(rect.bottom())}, ink));
}

// Two characters under one another in a red square with a worn inner line, as on a painting.
void paint_seal(Canvas& canvas, int x, int y) {
  constexpr int kSide = 54;
  const Rect seal{x, y, kSide, kSide};
  canvas.fill_rounded(seal, 5, kSeal);
  canvas.stroke_rounded(seal.grown(-4), 3, 1.2, kWhite.faded(0.75));
  const TextStyle style{.face = Face::kSerif, .bold = true, .size = 20, .colour = kWhite};
  const TextBlock first("演", style, kSide), second("示", style, kSide);
  first.draw(canvas, x + (kSide - first.width()) / 2, y + 7);
  second.draw(canvas, x + (kSide - second.width()) / 2, y + 27);
}

void paint_mark(Canvas& canvas) {
  constexpr int kTop = 46;
  paint_seal(canvas, kLeft, kTop);
  const TextStyle zh{
      .face = Face::kSans, .bold = true, .size = 21, .colour = kWhite, .tracking = 0.04};
  const TextStyle en{
      .face = Face::kSans, .size = 14.5, .colour = kWhite.faded(0.9), .tracking = 0.07};
  TextBlock("演示画面，非2020年录像", zh, 600).draw(canvas, kLeft + 72, kTop + 4);
  TextBlock("DEMONSTRATION, NOT A RECORDING OF 2020", en, 600).draw(canvas, kLeft + 72, kTop + 34);
}

Canvas paint_backdrop(const DemoScript& script, const canvas::Scenery& scenery) {
  Canvas canvas(kWidth, kHeight);
  paint_scenery(canvas, scenery, canvas::ceremony_colours(), canvas::Disc::kShown);
  paint_mark(canvas);
  if (!script.cards.empty()) {
    paint_plate(canvas, kCard);
    canvas.fill(Rect{kCard.x, kCard.y, 4, kCard.height}, kSeal);
  }
  const Rect strip = canvas::frame_code_region(kWidth, kHeight);
  paint_plate(canvas, kClock.united(strip));
  // Luma comes with each frame; this is the tint that light and dark cells share.
  canvas.fill(strip, Colour::hex(0x261F17));
  const TextStyle style{.face = Face::kSans, .size = 13.5, .colour = kWhite.faded(0.78)};
  std::string zone = script.zone.zh;
  if (!script.zone.en.empty() && script.zone.en != zone) zone += "  " + script.zone.en;
  zone += "  " + canvas::utc_offset_text(script.zone_offset);
  const TextBlock label = canvas::fit(zone, style, kClock.width - 20, 1, 10);
  label.draw(canvas, kClock.x + (kClock.width - label.width()) / 2, kClock.y + 8);
  return canvas;
}

}  // namespace

class DemoPicture::Impl {
 public:
  explicit Impl(const DemoScript& script)
      : script_(script),
        scenery_(canvas::plan_scenery(kWidth, kHeight)),
        compositor_(paint_backdrop(script, scenery_)),
        digits_({.face = Face::kSans, .bold = true, .size = 37, .colour = kWhite}),
        light_(draw_light(3)) {
    const auto add = [this](const DemoText& text, const std::string& kicker,
                            const TitleLook& look) {
      if (!text.empty()) titles_.push_back(lay_out_title(text, kicker, look));
    };
    add(script.session, script.conference.zh, {108, 2, 36});
    add(script.conference, script.conference.zh.empty() ? "" : script.session.zh, {66, 2, 27});
    add(script.theme, script.conference.zh, {58, 2, 27});
    for (const DemoCard& card : script.cards) cards_.push_back(lay_out_card(card));
    const TextStyle label{.face = Face::kSans, .size = 13, .colour = kWhite.faded(0.7)};
    const TextBlock source("来源 SOURCE", label, 200);
    source_label_ = place(source, kCard.right() - 30 - source.width(), kCard.y + 34);
    auto bar = std::make_shared<Canvas>(kCard.width - 4, 3);
    bar->fill(kGold.faded(0.85));
    progress_ = std::move(bar);
  }

  const std::vector<std::uint8_t>& draw(std::uint64_t number, base::Instant utc) {
    const double seconds = static_cast<double>(number) / kFps;
    std::vector<Sprite> sprites;
    add_satellites(seconds, sprites);
    add_title(seconds, sprites);
    add_card(seconds, sprites);
    add_clock(utc, sprites);
    changed_pixels_ = compositor_.show(std::move(sprites));
    canvas::write_frame_code({utc, static_cast<std::uint16_t>(number % (1 << 14))},
                             compositor_.planes());
    return compositor_.bytes();
  }

  std::size_t changed_pixels() const { return changed_pixels_; }
  const Canvas& canvas() const { return compositor_.canvas(); }

 private:
  // How far above the ridges a point stands, in pixels; below them it cannot be seen.
  double above_ridges(const Point& point) const {
    double highest = kHeight;
    for (const auto& ridge : scenery_.ridges) {
      const auto next = std::lower_bound(ridge.begin(), ridge.end(), point.x,
                                         [](const Point& p, double x) { return p.x < x; });
      if (next != ridge.end()) highest = std::min(highest, next->y);
    }
    return highest - point.y;
  }

  void add_satellites(double seconds, std::vector<Sprite>& sprites) const {
    constexpr double kDusk = 40;  // The height over which a light fades in.
    for (const Satellite& satellite : kSatellites) {
      const double turns = satellite.start + seconds * satellite.turns_per_second;
      const double angle = 2 * std::numbers::pi * (turns - std::floor(turns));
      const double radius = scenery_.ring_radii[satellite.ring];
      const Point at{scenery_.disc.x + radius * std::sin(angle),
                     scenery_.disc.y - radius * std::cos(angle)};
      // In steps, so that a light that fades does so in few redraws.
      const double opacity = std::floor(8 * std::clamp(above_ridges(at) / kDusk, 0.0, 1.0)) / 8;
      const int half = light_->width() / 2;
      sprites.push_back({light_,
                         static_cast<int>(std::lround(at.x)) - half,
                         static_cast<int>(std::lround(at.y)) - half,
                         opacity,
                         {}});
    }
  }

  void add_title(double seconds, std::vector<Sprite>& sprites) const {
    constexpr std::size_t kLines = 3;
    const Title none;
    const double turn = seconds / kTitleSeconds;
    const Title& title =
        titles_.empty() ? none : titles_[static_cast<std::size_t>(turn) % titles_.size()];
    const double within = (turn - std::floor(turn)) * kTitleSeconds;
    for (std::size_t line = 0; line < kLines; ++line) {
      const Pose at = pose(within, 0.14 * static_cast<double>(line), kTitleSeconds);
      sprites.push_back(line < title.size() ? sprite_of(title[line], at) : Sprite{});
    }
  }

  void add_card(double seconds, std::vector<Sprite>& sprites) const {
    if (cards_.empty()) return;
    const double turn = seconds / kCardSeconds;
    const Card& card = cards_[static_cast<std::size_t>(turn) % cards_.size()];
    const double share = turn - std::floor(turn);
    const double within = share * kCardSeconds;
    sprites.push_back(sprite_of(card.zh, pose(within, 0, kCardSeconds)));
    sprites.push_back(sprite_of(card.en, pose(within, 0.10, kCardSeconds)));
    sprites.push_back(sprite_of(card.source, pose(within, 0.18, kCardSeconds)));
    const bool sourced = card.source.layer != nullptr;
    sprites.push_back(sprite_of(source_label_, {sourced ? 1.0 : 0.0, 0}));
    const Rect bar{kCard.x + 4, kCard.bottom() - 3, progress_->width(), 3};
    const int shown = std::max(1, static_cast<int>(bar.width * share));
    sprites.push_back({progress_, bar.x - bar.width + shown, bar.y, 1, bar});
  }

  void add_clock(base::Instant utc, std::vector<Sprite>& sprites) {
    const std::string time = canvas::time_of_day(utc + script_.clock_offset, script_.zone_offset);
    if (time != clock_text_) {
      auto layer = std::make_shared<Canvas>(kClock.width, 44);
      digits_.draw(*layer, (kClock.width - digits_.width(time)) / 2, 2, time);
      clock_layer_ = std::move(layer);
      clock_text_ = time;
    }
    sprites.push_back({clock_layer_, kClock.x, kClock.y + 24, 1, {}});
  }

  DemoScript script_;
  canvas::Scenery scenery_;
  canvas::Compositor compositor_;
  canvas::DigitRow digits_;
  std::vector<Title> titles_;
  std::vector<Card> cards_;
  Placed source_label_;
  Layer progress_;
  Layer light_;
  Layer clock_layer_;
  std::string clock_text_;
  std::size_t changed_pixels_ = 0;
};

DemoPicture::DemoPicture(const DemoScript& script) : impl_(std::make_unique<Impl>(script)) {}
DemoPicture::~DemoPicture() = default;

const std::vector<std::uint8_t>& DemoPicture::draw(std::uint64_t number, base::Instant utc) {
  return impl_->draw(number, utc);
}
std::size_t DemoPicture::changed_pixels() const {
  return impl_->changed_pixels();
}
const canvas::Canvas& DemoPicture::canvas() const {
  return impl_->canvas();
}

}  // namespace plenary::app
