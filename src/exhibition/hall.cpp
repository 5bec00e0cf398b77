#include "exhibition/hall.h"

#include <algorithm>
#include <numeric>

namespace plenary::exhibition {
namespace {

bool overlap(const Booth& one, const Booth& other) {
  return one.x < other.x + other.width && other.x < one.x + one.width &&
         one.y < other.y + other.depth && other.y < one.y + one.depth;
}

}  // namespace

bool lies_within(const Booth& booth, const Hall& hall) {
  return booth.x >= 0 && booth.y >= 0 && booth.x <= hall.width - booth.width &&
         booth.y <= hall.depth - booth.depth;
}

std::vector<std::pair<std::size_t, std::size_t>> find_overlaps(const std::vector<Booth>& booths) {
  // From left to right, each is compared with those that still reach to where it begins.
  std::vector<std::size_t> order(booths.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t one, std::size_t other) {
    return booths[one].x < booths[other].x;
  });
  std::vector<std::pair<std::size_t, std::size_t>> found;
  std::vector<std::size_t> open;
  for (const std::size_t next : order) {
    const Booth& booth = booths[next];
    std::erase_if(open, [&](std::size_t earlier) {
      return booths[earlier].x + booths[earlier].width <= booth.x;
    });
    const auto met = std::find_if(open.begin(), open.end(), [&](std::size_t earlier) {
      return overlap(booths[earlier], booth);
    });
    if (met != open.end()) found.emplace_back(std::min(*met, next), std::max(*met, next));
    open.push_back(next);
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace plenary::exhibition
