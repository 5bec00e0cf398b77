#include "site/documents.h"

#include <algorithm>
#include <cctype>

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

std::string site_origin(const net::Request& request) {
  std::string_view host = request.header("host");
  if (host.empty()) host = request.header(":authority");
  // What a host is made of and nothing else: it stands in pages.
  const bool clean = std::all_of(host.begin(), host.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '-' || c == ':' || c == '[' || c == ']';
  });
  if (host.empty() || host.size() > 255 || !clean) return {};
  const bool forwarded_tls =
      request.peer.starts_with("127.") && request.header("x-forwarded-proto") == "https";
  return (request.secure || forwarded_tls ? "https://" : "http://") + std::string(host);
}

}  // namespace plenary::site
