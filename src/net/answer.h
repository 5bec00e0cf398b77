#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "net/http.h"

namespace plenary::net {

/// A window of a body.
struct Window {
  std::uint64_t first = 0;
  std::uint64_t size = 0;
  bool operator==(const Window&) const = default;
};

/// What a Range field asks of a representation of `size` bytes (RFC 9110 section 14.1.2).
struct RangeChoice {
  enum class Kind : std::uint8_t {
    kWhole,          ///< No range, several ranges, another unit or nonsense: the field is ignored.
    kPart,           ///< `window` is a proper part, or by coincidence everything.
    kUnsatisfiable,  ///< Begins behind the end.
  };
  Kind kind = Kind::kWhole;
  Window window;
  bool operator==(const RangeChoice&) const = default;
};
RangeChoice choose_range(std::string_view field, std::uint64_t size);

/// True if an If-None-Match or If-Match list holds `etag`, by weak comparison (RFC 9110
/// section 8.8.3.2).
bool matches_etag(std::string_view list, std::string_view etag);

/// A response with everything settled that does not depend on the protocol version.
struct Answer {
  Response response;
  Window window;           ///< What of the body is sent; empty for HEAD and 304.
  bool has_length = true;  ///< False where Content-Length must not be sent (204, 304).
  std::uint64_t content_length = 0;
};

/// Applies method, conditions and Range of `request` to what its handler said, as http.h promises.
Answer complete(const Request& request, Response&& response);

/// An answer that no request asked for: the protocol was broken, or the server is full.
Answer unasked(Response&& response);

}  // namespace plenary::net
