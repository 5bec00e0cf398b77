#include "site/origin.h"

#include <algorithm>
#include <cctype>

namespace plenary::site {

std::string origin_of(const net::Request& request) {
  std::string_view host = request.header("host");
  if (host.empty()) host = request.header(":authority");
  const bool plain =
      !host.empty() && host.size() <= 255 &&
      std::all_of(host.begin(), host.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '.' || c == '-' || c == ':' || c == '[' || c == ']';
      });
  const bool near = request.peer == "127.0.0.1" || request.peer == "::1" || request.peer == "unix";
  const bool secure = request.secure || (near && request.header("x-forwarded-proto") == "https");
  std::string origin = secure ? "https://" : "http://";
  for (const char c : plain ? host : std::string_view("localhost")) {
    origin += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return origin;
}

}  // namespace plenary::site
