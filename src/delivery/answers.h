#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "net/http.h"
#include "stage/part_sink.h"

namespace plenary::delivery {

inline constexpr std::string_view kNothingHere = "There is nothing at this address.";

/// The fields of every kind of answer, written out once. Every answer may be read by pages of any
/// origin (CORS), so that players may be embedded and Age and Date be seen.
class Answers {
 public:
  Answers();

  /// How long a playlist may be kept (live streaming's rules; TD is the target duration).
  enum class Freshness : std::uint8_t {
    kHeld,          ///< An answer to _HLS_msn: what it promises never changes. 6 TD.
    kLive,          ///< Asked for without a directive: below half a TD, which is 0 s for TD 2.
    kMultivariant,  ///< Changes only with the run. 1 s.
    kRecording,     ///< A replay's: its cut may still be corrected. 60 s.
  };
  /// A playlist as text/gzip; `body` is compressed already if `gzip`.
  net::Response playlist(std::shared_ptr<const std::string> body, bool gzip, Freshness freshness,
                         std::chrono::seconds target_duration) const;
  /// Media never changes under its name.
  net::Response media(net::Body body, stage::Rendition::Kind kind) const;

  net::Response bad_request(std::string_view detail) const;
  net::Response not_found(std::string_view detail) const;
  net::Response gone() const;
  net::Response unavailable(std::string_view detail) const;
  /// Leave for pages of other origins to use GET, HEAD and Range.
  net::Response options() const;

 private:
  using Shared = std::shared_ptr<const net::SharedHeaders>;
  static constexpr std::size_t kTargets = 16;  ///< Target durations below this many seconds.

  net::Response refusal(int status, std::string_view title, std::string_view detail,
                        const Shared& headers) const;

  std::array<std::array<Shared, kTargets>, 2> held_;  // [gzip][target duration]
  std::array<Shared, 2> live_;
  std::array<Shared, 2> multivariant_;
  std::array<Shared, 2> recording_;
  Shared video_;
  Shared audio_;
  Shared refusal_1s_;
  Shared refusal_5s_;
  Shared retry_;
  Shared options_;
};

/// True if the client takes gzip (RFC 9110 section 12.5.3).
bool accepts_gzip(const net::Request& request);

}  // namespace plenary::delivery
