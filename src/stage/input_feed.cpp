#include "stage/input_feed.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/log.h"

namespace plenary::stage {
namespace {

using namespace std::chrono_literals;
using base::Moment;

/// A publisher that sent nothing for this long may be replaced by another without being asked.
constexpr auto kGivenUpAfter = 2s;

}  // namespace

/// Who is let in: the present publisher's decoder and the way to reach it. Shared with its
/// Publication, which may outlive the input.
class InputFeed::Door {
 public:
  struct Visitor {
    std::uint64_t publication = 0;
    std::shared_ptr<InputDecoder> decoder;
    std::function<void(std::string_view)> revoked;
  };

  /// Calls `change` with the present visitor, who may be replaced; nobody else comes or goes
  /// meanwhile.
  template <class Change>
  auto with(Change&& change) {
    return present_.with(std::forward<Change>(change));
  }
  /// Lets the visitor go if it is still the present one.
  Visitor leave(std::uint64_t publication) {
    return present_.with([&](Visitor& present) {
      return present.publication == publication ? std::exchange(present, Visitor{}) : Visitor{};
    });
  }

  /// Ends a visit: its decoder's thread ends by itself and is joined once it has, or by close().
  void dismiss(Visitor visitor, std::string_view why) {
    if (!visitor.decoder) return;
    visitor.decoder->close();
    retire(std::move(visitor.decoder));
    if (visitor.revoked && !why.empty()) visitor.revoked(why);
  }

  void close() {
    dismiss(with([](Visitor& present) { return std::exchange(present, Visitor{}); }),
            "the stage was closed down");
    const Decoders all =
        retiring_.with([](Decoders& retiring) { return std::exchange(retiring, {}); });
    for (const auto& decoder : all) decoder->join();
  }

 private:
  using Decoders = std::vector<std::shared_ptr<InputDecoder>>;

  void retire(std::shared_ptr<InputDecoder> decoder) {
    const Decoders finished = retiring_.with([&](Decoders& retiring) {
      const auto running = std::partition(retiring.begin(), retiring.end(),
                                          [](const auto& one) { return one->finished(); });
      Decoders done(std::make_move_iterator(retiring.begin()), std::make_move_iterator(running));
      retiring.erase(retiring.begin(), running);
      retiring.push_back(std::move(decoder));
      return done;
    });
  }

  base::Guarded<Visitor> present_;
  base::Guarded<Decoders> retiring_;
};

/// A publisher's hold on the input.
class InputFeed::Line final : public Publication {
 public:
  Line(std::shared_ptr<Door> door, std::shared_ptr<SharedInputState> state,
       std::shared_ptr<InputDecoder> decoder, std::uint64_t publication)
      : door_(std::move(door)),
        state_(std::move(state)),
        decoder_(std::move(decoder)),
        publication_(publication) {}

  ~Line() override {
    state_->with([this](InputState& state) {
      if (state.publication == publication_ && state.present) state.end(goodbye_);
    });
    decoder_->close();
    decoder_.reset();
    door_->dismiss(door_->leave(publication_), {});
  }

  base::Status push(media::Packet packet) override {
    return decoder_->push(std::move(packet), std::chrono::steady_clock::now());
  }
  void goodbye() override { goodbye_ = true; }

 private:
  const std::shared_ptr<Door> door_;
  const std::shared_ptr<SharedInputState> state_;
  std::shared_ptr<InputDecoder> decoder_;
  const std::uint64_t publication_;
  bool goodbye_ = false;
};

InputFeed::InputFeed(const InputSettings& input, const StageSettings& stage,
                     InputDecoder::Offer offer)
    : id_(input.id),
      settings_{input.buffer, stage.ladder.rungs.front().width, stage.ladder.rungs.front().height},
      offer_(std::move(offer)),
      state_(std::make_shared<SharedInputState>(stage.health, stage.grid.frame_duration())),
      door_(std::make_shared<Door>()) {}

InputFeed::~InputFeed() {
  door_->close();
}

base::Result<std::unique_ptr<Publication>> InputFeed::publish(Publisher publisher, Moment now,
                                                              base::Instant utc) {
  std::shared_ptr<InputDecoder> decoder;
  std::uint64_t publication = 0;
  Door::Visitor before = door_->with([&](Door::Visitor& present) {
    publication = state_->with([&](InputState& state) -> std::uint64_t {
      const bool alive = state.present && state.health.at(now).quiet < kGivenUpAfter;
      return alive && !publisher.take_over ? 0 : state.begin(publisher, now, utc);
    });
    if (publication == 0) return Door::Visitor{};
    decoder = std::make_shared<InputDecoder>(settings_, state_, publication, offer_);
    Door::Visitor visitor{publication, decoder, std::move(publisher.revoked)};
    return std::exchange(present, std::move(visitor));
  });
  if (!decoder) {
    return base::Error(base::Errc::kConflict, "somebody publishes to " + id_.text());
  }
  door_->dismiss(std::move(before), "another publisher took the input over");
  return std::unique_ptr<Publication>(
      std::make_unique<Line>(door_, state_, std::move(decoder), publication));
}

void InputFeed::disconnect(std::string_view why) {
  Door::Visitor before = door_->with([&](Door::Visitor& present) {
    state_->with([](InputState& state) {
      if (state.present) state.end(true);
    });
    return std::exchange(present, Door::Visitor{});
  });
  door_->dismiss(std::move(before), why);
}

Health InputFeed::health(Moment now) const {
  return state_->with([now](const InputState& state) { return state.health.at(now); });
}

media::SharedFrame InputFeed::picture(Moment at) {
  return state_->with([at](InputState& state) { return state.pictures.at(at); });
}

void InputFeed::sound(SamplePosition position, std::span<float> out) {
  state_->with([&](InputState& state) { state.sound.read(position, out); });
}

InputStatus InputFeed::status(Moment now) const {
  return state_->with([&](const InputState& state) {
    using State = InputStatus::State;
    const Health health = state.health.at(now);
    InputStatus status;
    status.id = id_;
    if (!health.present) {
      status.state = state.broken_off ? State::kLost : State::kAbsent;
    } else if (health.missing) {
      status.state = state.anything_decoded ? State::kLost : State::kConnecting;
    } else {
      status.state = health.ready ? State::kSteady : State::kConnecting;
    }
    status.protocol = state.protocol;
    status.address = state.address;
    status.software = state.software;
    status.since = state.since;
    status.missing = health.missing;
    status.frozen = health.frozen;
    status.black = health.black;
    status.silent = health.silent;
    status.width = state.width;
    status.height = state.height;
    status.frames_per_second = state.picture_rate.per_second(now);
    status.bps = static_cast<std::uint32_t>(state.bit_rate.per_second(now));
    status.sample_rate = state.sample_rate;
    status.channels = state.channels;
    status.level_db = state.level.db();
    status.packets = state.packets;
    status.undecodable = state.undecodable;
    status.dropped = state.dropped;
    return status;
  });
}

}  // namespace plenary::stage
