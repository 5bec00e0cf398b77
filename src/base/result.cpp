#include "base/result.h"

namespace plenary::base {

const char* name(Errc code) {
  switch (code) {
    case Errc::kTruncated: return "truncated";
    case Errc::kMalformed: return "malformed";
    case Errc::kUnsupported: return "unsupported";
    case Errc::kLimit: return "limit";
    case Errc::kNotFound: return "not_found";
    case Errc::kConflict: return "conflict";
    case Errc::kUnauthorised: return "unauthorised";
    case Errc::kForbidden: return "forbidden";
    case Errc::kTimeout: return "timeout";
    case Errc::kClosed: return "closed";
    case Errc::kUnavailable: return "unavailable";
  }
  return "unknown";
}

}  // namespace plenary::base
