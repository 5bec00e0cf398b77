#include "net/body_cursor.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <vector>

#include "base/check.h"

namespace plenary::net {
namespace {

using Run = BodyCursor::Run;
using Slices = std::vector<std::variant<base::SharedBytes, FileSlice>>;

Run run_of(const FileSlice& slice) {
  return BodyCursor::FileRun{slice.file ? slice.file->fd() : -1, slice.offset, slice.size};
}
Run run_of(const base::SharedBytes& bytes) {
  return bytes ? base::ByteView(*bytes) : base::ByteView();
}

/// The whole of slice `index`.
struct WholeSlice {
  std::size_t index;
  Run operator()(std::monostate) const { return base::ByteView(); }
  Run operator()(const std::string& text) const { return base::view_of(text); }
  Run operator()(const std::shared_ptr<const std::string>& text) const {
    return text ? base::view_of(*text) : base::ByteView();
  }
  Run operator()(const base::SharedBytes& bytes) const { return run_of(bytes); }
  Run operator()(const FileSlice& slice) const { return run_of(slice); }
  Run operator()(const Slices& slices) const {
    return std::visit([](const auto& slice) { return run_of(slice); }, slices[index]);
  }
};

std::uint64_t size_of_run(const Run& run) {
  if (const auto* file = std::get_if<BodyCursor::FileRun>(&run)) return file->size;
  return std::get<base::ByteView>(run).size();
}

}  // namespace

BodyCursor::BodyCursor(const Body& body, Window window) : body_(&body), remaining_(window.size) {
  if (remaining_ == 0) return;
  std::uint64_t skip = window.first;
  std::uint64_t here = size_of_run(std::visit(WholeSlice{slice_}, body));
  while (skip >= here) {
    skip -= here;
    here = size_of_run(std::visit(WholeSlice{++slice_}, body));
  }
  offset_ = skip;
}

Run BodyCursor::peek() const {
  PLENARY_CHECK(remaining_ > 0);
  const Run whole = std::visit(WholeSlice{slice_}, *body_);
  const std::uint64_t size = std::min(size_of_run(whole) - offset_, remaining_);
  if (const auto* file = std::get_if<FileRun>(&whole)) {
    return FileRun{file->fd, file->offset + offset_, size};
  }
  return std::get<base::ByteView>(whole).subspan(offset_, size);
}

void BodyCursor::advance(std::uint64_t size) {
  PLENARY_CHECK(size <= remaining_);
  remaining_ -= size;
  offset_ += size;
  if (remaining_ == 0) return;
  std::uint64_t here = size_of_run(std::visit(WholeSlice{slice_}, *body_));
  while (offset_ >= here) {
    offset_ -= here;
    here = size_of_run(std::visit(WholeSlice{++slice_}, *body_));
  }
}

base::Result<std::size_t> BodyCursor::copy_to(std::span<std::uint8_t> out) const {
  BodyCursor at = *this;
  std::size_t copied = 0;
  while (copied < out.size() && at.remaining() > 0) {
    const Run run = at.peek();
    const std::size_t size = std::min<std::uint64_t>(size_of_run(run), out.size() - copied);
    if (const auto* file = std::get_if<FileRun>(&run)) {
      const ssize_t got =
          ::pread(file->fd, out.data() + copied, size, static_cast<off_t>(file->offset));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return base::Error(base::Errc::kUnavailable, std::strerror(errno));
      if (got == 0) return base::Error(base::Errc::kUnavailable, "the file is shorter than it was");
      at.advance(static_cast<std::uint64_t>(got));
      copied += static_cast<std::size_t>(got);
    } else {
      std::memcpy(out.data() + copied, std::get<base::ByteView>(run).data(), size);
      at.advance(size);
      copied += size;
    }
  }
  return copied;
}

}  // namespace plenary::net
