#pragma once

#include <array>
#include <cstdint>

#include "media/frame.h"

namespace plenary::media {

/// A picture's luma on a coarse grid, from a subsample of its pixels: enough to tell black and
/// frozen pictures from living ones, at some ten microseconds each.
struct PictureStats {
  static constexpr int kColumns = 32;
  static constexpr int kRows = 18;

  /// Mean luma of each cell in 1/16 of a step: 16 * 16 is black, 235 * 16 white.
  std::array<std::uint16_t, kColumns * kRows> cells{};
  double mean_luma = 0;  ///< 16 is black, 235 white (limited range).

  /// True if no cell is brighter than a dark grey that cameras with a closed lid give.
  bool black() const;
};

/// Reads the first plane of an 8-bit planar picture of any size.
PictureStats stats_of(const AVFrame& frame);

/// How far two pictures differ: the greatest difference of any cell in steps of luma (0..255). A
/// frozen picture coded again stays below 0.5; a ticking clock in one corner gives several.
double difference(const PictureStats& a, const PictureStats& b);

}  // namespace plenary::media
