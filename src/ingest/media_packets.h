#pragma once

#include <optional>

#include "base/result.h"
#include "media/frame.h"
#include "rtmp/session.h"

namespace plenary::ingest {

/// The packet that an RTMP audio or video message carries, its configuration checked; nothing for
/// what no decoder wants (end of sequence, player commands, empty frames). Fails with kUnsupported,
/// the codec and what to send instead named for the person at the encoder, or with kTruncated and
/// kMalformed for nonsense.
base::Result<std::optional<media::Packet>> packet_of(const rtmp::Media& media);

}  // namespace plenary::ingest
