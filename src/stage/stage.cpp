#include "stage/stage.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/guarded.h"
#include "base/log.h"
#include "stage/frame_clock.h"
#include "stage/input_feed.h"
#include "stage/ladder_encoder.h"
#include "stage/programme.h"
#include "stage/slate_painter.h"
#include "stage/thumbnails.h"

namespace plenary::stage {
namespace {

using base::Moment;
using base::now;

}  // namespace

class Stage::Impl {
 public:
  Impl(StageSettings settings, PartSink& sink, base::UtcClock utc)
      : settings_(std::move(settings)),
        sink_(sink),
        utc_(std::move(utc)),
        thumbnails_(settings_.inputs.size() + 1),
        slate_(top().width, top().height, utc_) {
    for (std::size_t i = 0; i < settings_.inputs.size(); ++i) {
      auto offer = [this, i](const media::SharedFrame& picture, Moment at) {
        thumbnails_.offer(i, picture, at);
      };
      feeds_.push_back(std::make_unique<InputFeed>(settings_.inputs[i], settings_, offer));
    }
  }

  ~Impl() { close(); }

  const StageSettings& settings() const { return settings_; }

  base::Status open() {
    const bool on = state_.with([](const State& state) { return state.open; });
    if (on) return base::Done{};
    // The run before must have ended before numbers are asked for.
    state_.with([](State& state) { return std::exchange(state.programme, nullptr); });

    const base::Instant utc = utc_();
    const RunStart start = start_of_run(settings_.grid, sink_.next_number(), utc, now());
    auto ladder = LadderEncoder::open(settings_, start.first_number, sink_);
    if (!ladder) return ladder.error();
    slate_.set_awake(true);
    state_.with([&](State& state) {
      state.programme =
          std::make_shared<Programme>(parts(std::move(*ladder)), start.at, state.choice);
      state.open = true;
      state.run = start.first_number;
      state.run_started_at = utc;
    });
    base::log(base::Level::kInfo, "stage_opened",
              {{"stage", settings_.id.text()}, {"run", start.first_number}});
    return base::Done{};
  }

  void close() {
    const bool was_open = state_.with([](State& state) {
      if (!state.open) return false;
      state.open = false;
      state.programme->stop();
      return true;
    });
    if (!was_open) return;
    slate_.set_awake(false);
    thumbnails_.clear(feeds_.size());
    base::log(base::Level::kInfo, "stage_closed", {{"stage", settings_.id.text()}});
  }

  base::Result<std::unique_ptr<Publication>> publish(const base::InputId& input,
                                                     Publisher publisher) {
    const auto index = index_of(input);
    if (!index) return base::Error(base::Errc::kNotFound, "no input " + input.text());
    const std::string protocol = publisher.protocol, address = publisher.address;
    auto publication = feeds_[*index]->publish(std::move(publisher), now(), utc_());
    if (!publication) return publication;
    thumbnails_.clear(*index);
    base::log(base::Level::kInfo, "publisher_let_in",
              {{"stage", settings_.id.text()},
               {"input", input.text()},
               {"protocol", protocol},
               {"address", address}});
    return publication;
  }

  void disconnect(const base::InputId& input, std::string_view why) {
    if (const auto index = index_of(input)) feeds_[*index]->disconnect(why);
  }

  base::Status choose(Choice choice) {
    if (choice.kind == Choice::Kind::kInput && !index_of(choice.input)) {
      return base::Error(base::Errc::kNotFound, "no input " + choice.input.text());
    }
    state_.with([&](State& state) {
      state.choice = choice;
      if (state.open) state.programme->choose(choice);
    });
    return base::Done{};
  }

  void set_slate(SlateText text) { slate_.set_text(std::move(text)); }

  StageStatus status() const {
    StageStatus status;
    status.id = settings_.id;
    const Moment at = now();
    for (std::size_t i = 0; i < feeds_.size(); ++i) {
      status.inputs.push_back(feeds_[i]->status(at));
      if (status.inputs.back().state != InputStatus::State::kAbsent) {
        status.inputs.back().picture_version = thumbnails_.version(i);
      }
    }
    const State state = state_.with([](const State& current) { return current; });
    status.choice = state.choice;
    status.open = state.open;
    status.reason = "the stage is closed";
    if (state.open) add_programme(state, status);
    return status;
  }

  base::SharedBytes picture(const base::InputId& input) const {
    const auto index = input.empty() ? feeds_.size() : index_of(input);
    return index ? thumbnails_.jpeg(*index, now()) : nullptr;
  }

 private:
  /// The run that is on, or the last one while it ends.
  struct State {
    bool open = false;
    Choice choice;
    std::shared_ptr<Programme> programme;
    std::uint64_t run = 0;
    base::Instant run_started_at;
  };

  const Rung& top() const {
    PLENARY_CHECK(!settings_.ladder.rungs.empty());
    return settings_.ladder.rungs.front();
  }

  std::optional<std::size_t> index_of(const base::InputId& input) const {
    const auto found = std::find_if(feeds_.begin(), feeds_.end(),
                                    [&](const auto& feed) { return feed->id() == input; });
    if (found == feeds_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - feeds_.begin());
  }

  Programme::Parts parts(std::unique_ptr<LadderEncoder> made) {
    const std::shared_ptr<LadderEncoder> ladder = std::move(made);
    Programme::Parts parts;
    parts.stage = settings_.id;
    parts.grid = settings_.grid;
    parts.health = settings_.health;
    for (const auto& feed : feeds_) parts.inputs.push_back({feed->id(), feed.get()});
    parts.slate = [this] { return slate_.picture(); };
    parts.seen = [this](const ProgrammeFrame& frame) {
      thumbnails_.offer(feeds_.size(), frame.picture, now());
    };
    parts.output = [ladder](ProgrammeFrame frame) { ladder->push(std::move(frame)); };
    parts.ended = [ladder] { ladder->finish(); };
    return parts;
  }

  void add_programme(const State& state, StageStatus& status) const {
    const ProgrammeStatus programme = state.programme->status();
    status.run_started_at = state.run_started_at;
    status.run = state.run;
    status.reason = programme.decision.reason;
    status.on_slate = !programme.decision.input;
    if (programme.decision.input) status.on_air = feeds_[*programme.decision.input]->id();
    status.frames = programme.frames;
    status.repeated_frames = programme.repeated_frames;
    status.late_ms = programme.late_ms;
    status.level_db = programme.level_db;
    status.picture_version = thumbnails_.version(feeds_.size());
  }

  const StageSettings settings_;
  PartSink& sink_;
  const base::UtcClock utc_;
  // The programme uses the feeds, the feeds the thumbnails: destroyed in this order.
  Thumbnails thumbnails_;
  SlatePainter slate_;
  std::vector<std::unique_ptr<InputFeed>> feeds_;
  base::Guarded<State> state_;
};

Stage::Stage(StageSettings settings, PartSink& sink, base::UtcClock utc)
    : impl_(std::make_unique<Impl>(std::move(settings), sink, std::move(utc))) {}
Stage::~Stage() = default;

const StageSettings& Stage::settings() const {
  return impl_->settings();
}
base::Status Stage::open() {
  return impl_->open();
}
void Stage::close() {
  impl_->close();
}
base::Result<std::unique_ptr<Publication>> Stage::publish(const base::InputId& input,
                                                          Publisher publisher) {
  return impl_->publish(input, std::move(publisher));
}
void Stage::disconnect(const base::InputId& input, std::string_view why) {
  impl_->disconnect(input, why);
}
base::Status Stage::choose(Choice choice) {
  return impl_->choose(std::move(choice));
}
void Stage::set_slate(SlateText text) {
  impl_->set_slate(std::move(text));
}
StageStatus Stage::status() const {
  return impl_->status();
}
base::SharedBytes Stage::picture(const base::InputId& input) const {
  return impl_->picture(input);
}

}  // namespace plenary::stage
