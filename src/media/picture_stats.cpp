#include "media/picture_stats.h"

#include <algorithm>
#include <cstdlib>

#include "base/check.h"

extern "C" {
#include <libavutil/frame.h>
}

namespace plenary::media {
namespace {

constexpr int kStep = 4;         // Every fourth pixel of every fourth line.
constexpr int kBlackBelow = 32;  // A covered camera's noise stays under it.
constexpr std::size_t kColumns = PictureStats::kColumns;

}  // namespace

bool PictureStats::black() const {
  return std::all_of(cells.begin(), cells.end(),
                     [](std::uint16_t cell) { return cell < kBlackBelow * 16; });
}

PictureStats stats_of(const AVFrame& frame) {
  PLENARY_CHECK(frame.width > 0 && frame.height > 0 && frame.data[0] != nullptr);
  PictureStats stats;
  std::uint64_t total = 0;
  for (int row = 0; row < PictureStats::kRows; ++row) {
    const int top = frame.height * row / PictureStats::kRows;
    const int bottom = std::max(top + 1, frame.height * (row + 1) / PictureStats::kRows);
    for (int column = 0; column < PictureStats::kColumns; ++column) {
      const int left = frame.width * column / PictureStats::kColumns;
      const int right = std::max(left + 1, frame.width * (column + 1) / PictureStats::kColumns);
      std::uint32_t sum = 0, count = 0;
      for (int y = top; y < bottom; y += kStep) {
        const std::uint8_t* line =
            frame.data[0] + static_cast<std::ptrdiff_t>(y) * frame.linesize[0];
        for (int x = left; x < right; x += kStep) sum += line[x];
        count += static_cast<std::uint32_t>((right - left + kStep - 1) / kStep);
      }
      const auto mean = static_cast<std::uint16_t>(sum * 16 / count);
      stats.cells[static_cast<std::size_t>(row) * kColumns + static_cast<std::size_t>(column)] =
          mean;
      total += mean;
    }
  }
  stats.mean_luma = static_cast<double>(total) / 16 / static_cast<double>(stats.cells.size());
  return stats;
}

double difference(const PictureStats& a, const PictureStats& b) {
  int greatest = 0;
  for (std::size_t i = 0; i < a.cells.size(); ++i) {
    greatest = std::max(greatest, std::abs(a.cells[i] - b.cells[i]));
  }
  return greatest / 16.0;
}

}  // namespace plenary::media
