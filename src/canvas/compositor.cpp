#include "canvas/compositor.h"

#include <algorithm>
#include <utility>

namespace plenary::canvas {
namespace {

const Sprite kNothing;

const Sprite& at(const std::vector<Sprite>& sprites, std::size_t index) {
  return index < sprites.size() ? sprites[index] : kNothing;
}

// One rectangle where two would cost more than their union.
void add_dirty(std::vector<Rect>& dirty, Rect rect) {
  if (rect.empty()) return;
  const auto area = [](const Rect& r) { return r.width * r.height; };
  for (std::size_t i = 0; i < dirty.size(); ++i) {
    const Rect both = dirty[i].united(rect);
    if (area(both) > area(dirty[i]) + area(rect)) continue;
    dirty.erase(dirty.begin() + static_cast<std::ptrdiff_t>(i));
    return add_dirty(dirty, both);
  }
  dirty.push_back(rect);
}

}  // namespace

Rect Sprite::extent() const {
  if (!layer || opacity <= 0) return {};
  const Rect whole{x, y, layer->width(), layer->height()};
  return clip.empty() ? whole : whole.intersected(clip);
}

Compositor::Compositor(Canvas backdrop)
    : backdrop_(std::move(backdrop)),
      frame_(backdrop_.width(), backdrop_.height()),
      planes_(backdrop_.width(), backdrop_.height()) {
  redraw(frame_.bounds());
}

std::size_t Compositor::show(std::vector<Sprite> sprites) {
  std::vector<Rect> dirty;
  for (std::size_t i = 0; i < std::max(sprites.size(), sprites_.size()); ++i) {
    const Sprite& before = at(sprites_, i);
    const Sprite& now = at(sprites, i);
    if (before == now) continue;
    add_dirty(dirty, before.extent().intersected(frame_.bounds()));
    add_dirty(dirty, now.extent().intersected(frame_.bounds()));
  }
  sprites_ = std::move(sprites);
  std::size_t pixels = 0;
  for (const Rect& rect : dirty) {
    redraw(rect);
    pixels += static_cast<std::size_t>(rect.width) * static_cast<std::size_t>(rect.height);
  }
  return pixels;
}

void Compositor::redraw(const Rect& rect) {
  frame_.restore(backdrop_, rect);
  for (const Sprite& sprite : sprites_) {
    const Rect shown = sprite.extent().intersected(rect);
    if (!shown.empty()) frame_.lay(*sprite.layer, sprite.x, sprite.y, sprite.opacity, shown);
  }
  convert(frame_, rect, planes_.planes());
}

}  // namespace plenary::canvas
