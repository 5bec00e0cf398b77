#pragma once

#include <cstddef>
#include <cstdint>
#include <variant>

#include "base/bytes.h"
#include "base/result.h"
#include "net/answer.h"
#include "net/http.h"

namespace plenary::net {

/// A place in a body, up to the end of a window. Does not own the body, which must stay where it
/// is.
class BodyCursor {
 public:
  /// Bytes that lie in a file.
  struct FileRun {
    int fd = -1;
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
  };
  /// The next bytes of one kind; never empty before the end.
  using Run = std::variant<base::ByteView, FileRun>;

  BodyCursor() = default;
  BodyCursor(const Body& body, Window window);

  std::uint64_t remaining() const { return remaining_; }
  /// Precondition: remaining() > 0.
  Run peek() const;
  /// Steps over `size` bytes. Precondition: size <= remaining().
  void advance(std::uint64_t size);

  /// Copies up to `out.size()` of the next bytes without moving, with pread where they are in a
  /// file; fails with kUnavailable if the file cannot be read or is shorter than the body says.
  base::Result<std::size_t> copy_to(std::span<std::uint8_t> out) const;

 private:
  const Body* body_ = nullptr;
  std::size_t slice_ = 0;     // Which of several slices; 0 for every other body.
  std::uint64_t offset_ = 0;  // In that slice.
  std::uint64_t remaining_ = 0;
};

}  // namespace plenary::net
