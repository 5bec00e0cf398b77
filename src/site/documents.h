#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/mailbox.h"
#include "conference/document.h"
#include "net/http.h"

namespace plenary::site {

/// A public document: revalidated by its tag, kept a second by caches in between.
net::Response document_response(const net::Request& request, const conference::Document& document,
                                std::string_view type = "application/json");

/// Large documents as files in memory: a plaintext connection sends them by sendfile, and the
/// kernel copies nothing. Safe from every thread.
class MemoryFiles {
 public:
  /// From so many bytes on; below, copying is the lesser work.
  static constexpr std::size_t kLeastBytes = 64u << 10;

  /// The bytes as a slice of a file, if they are many and the system has a file for them.
  net::Body body_of(const base::SharedBytes& bytes) const;

 private:
  static constexpr std::size_t kMost = 4;  ///< One of each large document; the oldest goes.
  struct Held {
    base::SharedBytes bytes;
    std::shared_ptr<const net::OpenFile> file;
  };
  mutable base::Latest<std::vector<Held>> held_;
};

/// "https://plenary.example": where the reader found this site, without a slash at the end.
std::string site_origin(const net::Request& request);

}  // namespace plenary::site
