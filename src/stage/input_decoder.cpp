#include "stage/input_decoder.h"

#include <pthread.h>

#include <utility>

extern "C" {
#include <libavutil/frame.h>
}

namespace plenary::stage {
namespace {

using namespace std::chrono_literals;
using base::Moment;
using base::now;
using Kind = media::Packet::Kind;

/// Some five seconds of a fast publisher: what is not decoded by then is of no use any more.
constexpr std::size_t kMailbox = 512;
constexpr std::int64_t kMailboxBytes = 16 * 1024 * 1024;
/// Packets of which nothing could be decoded, without one in between that could.
constexpr int kTooMuchNonsense = 1000;
/// Pictures that differ by less are the same one, coded again.
constexpr double kSamePicture = 0.5;

std::int64_t milliseconds_of(Moment instant) {
  return std::chrono::round<std::chrono::milliseconds>(instant.time_since_epoch()).count();
}

}  // namespace

InputDecoder::InputDecoder(const Settings& settings, std::shared_ptr<SharedInputState> state,
                           std::uint64_t publication, Offer offer)
    : settings_(settings),
      state_(std::move(state)),
      publication_(publication),
      offer_(std::move(offer)),
      mailbox_(kMailbox),
      clock_(settings.buffer),
      scaler_(settings.width, settings.height),
      thread_([this] { run(); }) {
  pthread_setname_np(thread_.native_handle(), "decode");
}

InputDecoder::~InputDecoder() {
  close();
  join();
}

void InputDecoder::close() {
  mailbox_.close();
}

void InputDecoder::join() {
  if (thread_.joinable()) thread_.join();
}

base::Status InputDecoder::push(media::Packet packet, Moment arrival) {
  if (mailbox_.closed()) return base::Error(base::Errc::kClosed, "the input was closed");
  if (useless_in_a_row_.load(std::memory_order_relaxed) >= kTooMuchNonsense) {
    return base::Error(base::Errc::kMalformed, "nothing of what was sent can be decoded");
  }
  const bool announces_video = packet.kind == Kind::kVideoConfig;
  const auto size = static_cast<std::int64_t>(packet.bytes ? packet.bytes->size() : 0);
  const bool fits =
      queued_bytes_.fetch_add(size, std::memory_order_relaxed) + size <= kMailboxBytes;
  const bool taken = fits && mailbox_.send({std::move(packet), arrival});
  if (!taken) queued_bytes_.fetch_sub(size, std::memory_order_relaxed);
  update([&](InputState& state) {
    state.health.packet(arrival);
    if (announces_video) state.health.video_announced();
    state.bit_rate.add(arrival, 8.0 * static_cast<double>(size));
    ++state.packets;
    if (!taken) ++state.dropped;
  });
  return base::Done{};
}

template <class Change>
void InputDecoder::update(Change&& change) {
  state_->with([&](InputState& state) {
    if (state.publication == publication_ && state.present) change(state);
  });
}

void InputDecoder::run() {
  while (!mailbox_.closed()) {
    auto delivery = mailbox_.take_until(now() + 1h);
    if (!delivery || mailbox_.closed()) continue;
    const base::SharedBytes bytes = delivery->packet.bytes;
    if (bytes) {
      queued_bytes_.fetch_sub(static_cast<std::int64_t>(bytes->size()), std::memory_order_relaxed);
    }
    decode(std::move(*delivery));
  }
  finished_.store(true, std::memory_order_release);
}

void InputDecoder::decode(Delivery delivery) {
  const std::uint64_t before = undecodable();
  const Kind kind = delivery.packet.kind;
  if (!delivery.packet.bytes) {
    ++unusable_;
    useless();
  } else if (kind == Kind::kVideo || kind == Kind::kVideoConfig) {
    if (kind == Kind::kVideo) put_on_our_clock(delivery);
    decode_video(delivery.packet);
  } else {
    if (kind == Kind::kAudio) put_on_our_clock(delivery);
    decode_audio(delivery.packet);
  }
  if (undecodable() == before) return;
  update([this](InputState& state) { state.undecodable = undecodable(); });
}

std::uint64_t InputDecoder::undecodable() const {
  return unusable_ + video_.undecodable() + audio_.undecodable();
}

void InputDecoder::put_on_our_clock(Delivery& delivery) {
  // Before decoding, so that the decoder never sees a jump and what comes out knows its instant.
  media::Packet& packet = delivery.packet;
  const auto stream =
      packet.kind == Kind::kVideo ? InputClock::Stream::kVideo : InputClock::Stream::kAudio;
  const Moment placed = clock_.place(stream, packet.dts_ms, packet.pts_ms, delivery.arrival);
  packet.pts_ms = milliseconds_of(placed);
  packet.dts_ms = packet.pts_ms;  // Decoders do not go by it.
}

void InputDecoder::decode_video(const media::Packet& packet) {
  const auto pictures = video_.push(packet);
  if (!pictures) return useless();
  for (const media::Picture& picture : *pictures) show(picture);
}

void InputDecoder::decode_audio(const media::Packet& packet) {
  const auto sounds = audio_.push(packet);
  if (!sounds) return useless();
  for (const media::Sound& sound : *sounds) {
    if (sound.block.frames() > 0) hear(sound);
  }
}

void InputDecoder::show(const media::Picture& picture) {
  const Moment due = Moment(std::chrono::milliseconds(picture.pts_ms)) + settings_.buffer;
  bool superfluous = false;
  update([&](InputState& state) {
    state.picture_rate.add(now());
    state.anything_decoded = true;
    state.width = picture.frame->width;
    state.height = picture.frame->height;
    superfluous = state.pictures.superfluous(due);
  });
  useless_in_a_row_.store(0, std::memory_order_relaxed);
  if (superfluous) return;

  auto scaled = scaler_.scale(picture.frame);
  if (!scaled) {
    ++unusable_;
    return;
  }
  const media::PictureStats stats = media::stats_of(**scaled);
  const bool changed = !last_stats_ || media::difference(stats, *last_stats_) >= kSamePicture;
  // What has changed little by little has changed: the picture compared with stays until then.
  if (changed) last_stats_ = stats;
  const Moment shown_at = now();
  update([&](InputState& state) {
    state.health.picture(shown_at, due, stats.black(), changed);
    state.pictures.push(*scaled, due, shown_at);
  });
  offer_(*scaled, shown_at);
}

void InputDecoder::hear(const media::Sound& sound) {
  const Moment due = Moment(std::chrono::milliseconds(sound.pts_ms)) + settings_.buffer;
  PlacedSound placed = aligner_.align(sound.block, due);
  const double level = level_db(sound.block.samples);
  useless_in_a_row_.store(0, std::memory_order_relaxed);
  update([&](InputState& state) {
    state.health.sound(now(), level);
    state.level.add(sound.block.samples);
    state.anything_decoded = true;
    state.sample_rate = audio_.sample_rate();
    state.channels = audio_.channels();
    state.sound.push(std::move(placed));
  });
}

void InputDecoder::useless() {
  useless_in_a_row_.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace plenary::stage
