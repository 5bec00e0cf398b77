// Whatever a proxy's headers and a list of proxies hold: who a client is, is an address, and a
// stranger's word changes nothing.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "net/forwarded.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto lines = plenary::base::split(text, '\n');
  const auto line = [&](std::size_t at) {
    return at < lines.size() ? std::string(lines[at]) : std::string();
  };
  (void)plenary::net::TrustedProxies::parse(line(0));
  const auto trusted = *plenary::net::TrustedProxies::parse("127.0.0.1, 10.0.0.0/8, ::1");
  for (const char* peer : {"127.0.0.1", "198.51.100.7"}) {
    plenary::net::Request request;
    request.peer = peer;
    request.headers = {{"x-forwarded-for", line(1)}, {"x-forwarded-proto", line(2)}};
    trusted.apply(request);
    const bool changed = request.peer != peer;
    if (changed &&
        request.peer.find_first_not_of("0123456789abcdefABCDEF.:") != std::string::npos) {
      std::abort();
    }
    if (!trusted.trusts(peer) && (changed || request.secure)) std::abort();
  }
  return 0;
}
