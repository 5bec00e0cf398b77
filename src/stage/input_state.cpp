#include "stage/input_state.h"

namespace plenary::stage {

std::uint64_t InputState::begin(const Publisher& publisher, base::Moment now, base::Instant utc) {
  ++publication;
  present = true;
  broken_off = false;
  protocol = publisher.protocol;
  address = publisher.address;
  software = publisher.software;
  since = utc;
  health.begin(now);
  pictures.clear();
  sound.clear();
  picture_rate.clear();
  bit_rate.clear();
  level.clear();
  width = height = sample_rate = channels = 0;
  anything_decoded = false;
  packets = undecodable = dropped = 0;
  return publication;
}

void InputState::end(bool goodbye) {
  present = false;
  broken_off = !goodbye;
  protocol.clear();
  address.clear();
  software.clear();
  since.reset();
  health.end(goodbye);
  pictures.clear();
  sound.clear();
  picture_rate.clear();
  bit_rate.clear();
  level.clear();
}

}  // namespace plenary::stage
