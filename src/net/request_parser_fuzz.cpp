// HTTP/1.1 requests, whole and in pieces: both must be understood alike.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "net/request_parser.h"

namespace {

using namespace plenary;
using Progress = net::RequestParser::Progress;

/// Reads one request, `step` bytes at a time, as Http1 does; nothing if it is incomplete or
/// refused.
std::optional<net::Request> read(std::string_view input, std::size_t step) {
  net::Request request;
  net::RequestParser parser(request, 4096, 4096);
  std::string held;
  while (!input.empty()) {
    const std::size_t size = std::min(step, input.size());
    held.append(input.substr(0, size));
    input.remove_prefix(size);
    const auto [progress, consumed] = parser.feed(held);
    if (consumed > held.size()) std::abort();
    if (progress == Progress::kComplete) return request;
    if (progress == Progress::kRefused) return std::nullopt;
    held.erase(0, consumed);
    if (held.size() > 2 * 4096 + step) std::abort();
  }
  return std::nullopt;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data + 1), size - 1);
  const auto whole = read(input, input.size());
  const auto pieces = read(input, 1 + data[0] % 64);
  if (whole && pieces) {
    const bool same = whole->path == pieces->path && whole->query == pieces->query &&
                      whole->headers == pieces->headers && whole->body == pieces->body;
    if (!same) std::abort();
  }
  return 0;
}
