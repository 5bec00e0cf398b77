#pragma once

#include "audience/audience.h"
#include "base/time.h"
#include "delivery/pulses.h"

namespace plenary::delivery {

/// The parts of Pulses that an audience gives: beats are read, handed on and answered in its words.
/// `visitor_of` is left to whoever knows accounts. `audience` outlives the Pulses.
PulsesParts parts_of(audience::Audience& audience, base::UtcClock clock);

}  // namespace plenary::delivery
