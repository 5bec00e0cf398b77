#pragma once

#include <string>

#include "base/bytes.h"

namespace plenary::flv {

/// The FourCC that an enhanced RTMP tag names (Enhanced RTMP v2, ExVideoTagHeader and
/// ExAudioTagHeader), printable, such as "hvc1"; "unknown" where the body ends before it or it is
/// not text. `body` is the whole body and begins with an extended header: which of its packet types
/// are ModEx (7) and multitrack (video 6, audio 5) depends on the medium.
std::string enhanced_video_codec(base::ByteView body);
std::string enhanced_audio_codec(base::ByteView body);

}  // namespace plenary::flv
