#include "site/documents.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <utility>

#include "site/assets.h"

namespace plenary::site {

net::Response document_response(const net::Request& request, const conference::Document& document,
                                std::string_view type) {
  net::Response response;
  response.with("cache-control", "public, max-age=0, s-maxage=1")
      .with("etag", document.etag)
      .with("vary", "accept-encoding")
      .with("access-control-allow-origin", "*");
  if (request.header("if-none-match") == document.etag) {
    response.status = 304;
    return response;
  }
  response.with("content-type", std::string(type));
  if (document.gzip && accepts_gzip(request)) {
    response.with("content-encoding", "gzip");
    response.body = document.gzip;
  } else {
    response.body = document.body;
  }
  return response;
}

namespace {

/// The bytes in a file without a name; null where there is none to be had.
std::shared_ptr<const net::OpenFile> memory_file(const base::Bytes& bytes) {
  const int fd = ::memfd_create("document", MFD_CLOEXEC);
  if (fd < 0) return nullptr;
  auto file = std::make_shared<const net::OpenFile>(fd);
  std::size_t written = 0;
  while (written < bytes.size()) {
    const ssize_t size = ::write(fd, bytes.data() + written, bytes.size() - written);
    if (size <= 0) return nullptr;
    written += static_cast<std::size_t>(size);
  }
  return file;
}

}  // namespace

net::Body MemoryFiles::body_of(const base::SharedBytes& bytes) const {
  if (bytes->size() < kLeastBytes) return bytes;
  std::shared_ptr<const net::OpenFile> file;
  held_.update([&](std::vector<Held>& held) {
    for (const Held& one : held) {
      if (one.bytes == bytes) file = one.file;
    }
  });
  if (!file) {
    file = memory_file(*bytes);
    if (!file) return bytes;
    held_.update([&](std::vector<Held>& held) {
      if (held.size() >= kMost) held.erase(held.begin());
      held.push_back({bytes, file});
    });
  }
  return net::FileSlice{std::move(file), 0, bytes->size()};
}

std::string site_origin(const net::Request& request) {
  if (!request.site.empty()) return std::string(request.site);
  std::string_view host = request.header("host");
  if (host.empty()) host = request.header(":authority");
  // What a host is made of and nothing else: it stands in pages.
  const bool clean = std::all_of(host.begin(), host.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '-' || c == ':' || c == '[' || c == ']';
  });
  if (host.empty() || host.size() > 255 || !clean) return {};
  return (request.secure ? "https://" : "http://") + std::string(host);
}

}  // namespace plenary::site
