#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace plenary::rtmp {

/// Where a publisher wants to go: what its connect and publish commands say together. The query may
/// hold a secret; never log it, nor `stream`, where people paste keys by mistake.
struct StreamName {
  std::string app;  ///< "live": the path of the application without query or slashes at its ends.
  std::string stream;  ///< The path of the stream's name without query.
  /// Percent-decoded. Those of the stream's name first, then of the application or else of the
  /// address, where encoders put them that have one field only.
  std::vector<std::pair<std::string, std::string>> query;

  /// The value of the first field of this name, empty if there is none.
  std::string_view field(std::string_view name) const;
};

inline constexpr std::size_t kLongestStreamName =
    256;  ///< Query included, as is the application's.
inline constexpr std::size_t kLongestAddress = 1024;
inline constexpr std::size_t kQueryFields = 16;

/// Puts the name together from the application's name and address (app and tcUrl of connect) and
/// the publishing name. A publishing name that is empty before its query takes the last segment of
/// an application with several ("live/opening" + "?key=..."). Fails with kLimit beyond the sizes
/// above and with kMalformed without a stream; the detail quotes nothing.
base::Result<StreamName> parse_stream_name(std::string_view app, std::string_view address,
                                           std::string_view publishing_name);

}  // namespace plenary::rtmp
