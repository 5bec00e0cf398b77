#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "base/guarded.h"
#include "base/result.h"
#include "base/time.h"
#include "stage/frame_composer.h"
#include "stage/input_decoder.h"
#include "stage/input_state.h"
#include "stage/stage.h"

namespace plenary::stage {

/// One input of a stage: lets publishers in, one at a time, and is the source of what they send.
/// Safe from every thread.
class InputFeed final : public Source {
 public:
  InputFeed(const InputSettings& input, const StageSettings& stage, InputDecoder::Offer offer);
  /// Revokes whoever publishes; a Publication may outlive this.
  ~InputFeed() override;

  const base::InputId& id() const { return id_; }

  /// As Stage::publish().
  base::Result<std::unique_ptr<Publication>> publish(Publisher publisher, base::Moment now,
                                                     base::Instant utc);
  /// As Stage::disconnect().
  void disconnect(std::string_view why);
  InputStatus status(base::Moment now) const;

  Health health(base::Moment now) const override;
  media::SharedFrame picture(base::Moment at) override;
  void sound(SamplePosition position, std::span<float> out) override;

 private:
  class Door;
  class Line;

  const base::InputId id_;
  const InputDecoder::Settings settings_;
  const InputDecoder::Offer offer_;
  const std::shared_ptr<SharedInputState> state_;
  const std::shared_ptr<Door> door_;
};

}  // namespace plenary::stage
