#pragma once

#include <string>

#include "canvas/canvas.h"

namespace plenary::canvas {

/// What a link's preview says. Every text may be empty and of any length.
struct CoverText {
  std::string title;  ///< The conference's.
  std::string line;   ///< Below it: its theme.
  std::string dates;  ///< "2020-07-23 – 2020-07-25".
  bool operator==(const CoverText&) const = default;
};

/// The size that previews of links are made for.
inline constexpr int kCoverWidth = 1200;
inline constexpr int kCoverHeight = 630;

/// The conference as one still picture, for previews of its links. Deterministic.
Canvas draw_cover(const CoverText& text);

}  // namespace plenary::canvas
