// Request targets, queries and cookies, as whoever connects may write them.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "net/target.h"

namespace {

void require(bool promise) {
  if (!promise) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace plenary;
  const std::string_view input(reinterpret_cast<const char*>(data), size);

  if (const auto target = net::parse_target(input)) {
    const std::string& path = target->path;
    require(!path.empty() && path.front() == '/');
    require(base::is_utf8(path) && base::is_utf8(target->query));
    require(path.find('\0') == std::string::npos && path.find('\\') == std::string::npos);
    for (const std::string_view segment : base::split(path, '/')) {
      require(segment != "." && segment != "..");
    }
    // What we wrote out decoded is not decoded again: only a path that still has '%' may change.
    if (path.find_first_of("%#? ") == std::string::npos) {
      const auto again = net::parse_target(path);
      require(again && again->path == path);
    }
  }
  for (const std::string_view name : {"", "a", "_HLS_msn", "_HLS_part"}) {
    const auto value = net::find_query_value(input, name);
    require(!value || base::is_utf8(*value));
    const auto cookie = net::find_cookie(input, name);
    require(!cookie || input.find(*cookie) != std::string_view::npos);
  }
  return 0;
}
