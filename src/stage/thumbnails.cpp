#include "stage/thumbnails.h"

#include <pthread.h>

#include <utility>

#include "media/jpeg_encoder.h"

namespace plenary::stage {
namespace {

using namespace std::chrono_literals;
using base::Moment;

constexpr auto kSampleEvery = 500ms;
/// How long after the last question pictures go on being made.
constexpr auto kWanted = 3s;

}  // namespace

Thumbnails::Thumbnails(std::size_t sources) : orders_(sources) {
  for (std::size_t i = 0; i < sources; ++i) {
    sources_.push_back(std::make_unique<base::Guarded<Source>>());
  }
  thread_ = std::thread([this] { run(); });
  pthread_setname_np(thread_.native_handle(), "thumbnails");
}

Thumbnails::~Thumbnails() {
  orders_.close();
  thread_.join();
}

void Thumbnails::offer(std::size_t source, const media::SharedFrame& picture, Moment now) {
  sources_[source]->with([&](Source& state) {
    if (state.sample && now - state.sampled_at < kSampleEvery) return;
    state.sample = picture;
    state.sampled_at = now;
    ++state.version;
    if (state.asked_at != Moment{} && now - state.asked_at < kWanted) order(source, state);
  });
}

void Thumbnails::clear(std::size_t source) {
  sources_[source]->with([](Source& state) {
    state.sample.reset();
    state.jpeg.reset();
  });
}

base::SharedBytes Thumbnails::jpeg(std::size_t source, Moment now) const {
  return sources_[source]->with([&](Source& state) {
    state.asked_at = now;
    if (state.sample && state.jpeg_version != state.version) order(source, state);
    return state.jpeg;
  });
}

std::uint64_t Thumbnails::version(std::size_t source) const {
  return sources_[source]->with(
      [](const Source& state) { return state.sample ? state.version : 0; });
}

void Thumbnails::order(std::size_t source, Source& state) const {
  if (!state.ordered) state.ordered = orders_.send(source);
}

void Thumbnails::run() {
  media::JpegEncoder encoder;
  while (!orders_.closed()) {
    const auto source = orders_.take_until(std::chrono::steady_clock::now() + 1h);
    if (!source) continue;
    base::Guarded<Source>& guarded = *sources_[*source];
    const auto [sample, version] = guarded.with([](Source& state) {
      state.ordered = false;
      return std::pair(state.sample, state.version);
    });
    if (!sample) continue;
    const auto jpeg = encoder.encode(sample);
    if (!jpeg) continue;
    guarded.with([&, &made = *jpeg, wanted = version](Source& state) {
      if (!state.sample) return;
      state.jpeg = made;
      state.jpeg_version = wanted;
    });
  }
}

}  // namespace plenary::stage
