#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"

namespace plenary::conference {

/// An answer rendered once and sent many times. Immutable; copying shares the bytes.
struct Document {
  base::SharedBytes body;  ///< JSON, UTF-8.
  base::SharedBytes gzip;  ///< The same, compressed (RFC 1952).
  std::string etag;        ///< A weak entity tag with its quotes: W/"...". The same for both.
};

/// Compresses and tags. `same_as`, if not empty, is what the tag is made from instead of the body:
/// two documents that differ only in what a reader need not fetch again get one tag.
Document make_document(std::string_view body, std::string_view same_as = {});

}  // namespace plenary::conference
