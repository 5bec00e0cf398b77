#include "stage/input_pictures.h"

#include <algorithm>
#include <utility>

namespace plenary::stage {
namespace {

using namespace std::chrono_literals;
using base::Moment;

/// How late the programme may be without losing pictures that wait for it.
constexpr auto kKeptWhenDue = 250ms;

}  // namespace

bool InputPictures::superfluous(Moment due) const {
  return last_due_ && due >= *last_due_ && due - *last_due_ < frame_ * 6 / 10;
}

void InputPictures::push(media::SharedFrame picture, Moment due, Moment now) {
  while (!waiting_.empty() && waiting_.back().due > due) waiting_.pop_back();
  last_due_ = due;
  waiting_.push_back({std::move(picture), due});
  while (waiting_.size() > kCapacity ||
         (waiting_.size() > 1 && waiting_[1].due <= now - kKeptWhenDue)) {
    current_ = std::move(waiting_.front().picture);
    waiting_.pop_front();
  }
}

media::SharedFrame InputPictures::at(Moment at) {
  const auto later = std::find_if(waiting_.begin(), waiting_.end(),
                                  [at](const Waiting& one) { return one.due > at; });
  const auto due = later - waiting_.begin();
  const bool next_may_be_early = due == 0 && !waiting_.empty() && waiting_[0].due <= at + slack();
  const bool newest_may_wait = due >= 2 && std::prev(later)->due > at - slack();
  const auto end = later + (next_may_be_early ? 1 : 0) - (newest_may_wait ? 1 : 0);
  if (end != waiting_.begin()) {
    current_ = std::prev(end)->picture;
    waiting_.erase(waiting_.begin(), end);
  }
  return current_;
}

void InputPictures::clear() {
  current_.reset();
  waiting_.clear();
  last_due_.reset();
}

}  // namespace plenary::stage
