#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/bytes.h"
#include "net/http.h"

namespace plenary::site {

/// One file of the built pages, inside the program.
struct EmbeddedAsset {
  struct Bytes {
    const char* begin;
    const char* end;
    std::string_view view() const { return {begin, static_cast<std::size_t>(end - begin)}; }
  };
  std::string_view name;  ///< "assets/audience-4f2a.js", "audience.html".
  Bytes plain;
  Bytes gzip;
};

std::span<const EmbeddedAsset> embedded_assets();

/// The files that browsers may ask for by name. Immutable after construction.
class Assets {
 public:
  Assets();

  /// Answers `/assets/...` and the few well-known names at the root ("/favicon.svg"); 404 otherwise.
  net::Response serve(const net::Request& request) const;
  /// The text of an embedded file, empty if there is none.
  std::string_view text(std::string_view name) const;

 private:
  struct Asset {
    base::SharedBytes plain;
    base::SharedBytes gzip;  ///< Null where it would not be smaller.
    std::string type;
    std::string etag;
  };
  std::unordered_map<std::string, Asset> by_path_;
};

/// True if the client takes gzip (RFC 9110 section 12.5.3), as far as naming it without q=0.
bool accepts_gzip(const net::Request& request);

}  // namespace plenary::site
