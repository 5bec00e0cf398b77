#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/http.h"

namespace plenary::net {

/// The proxies in front of us, whose word counts for who a client is and whether it came by TLS:
/// X-Forwarded-For and X-Forwarded-Proto. Whoever else writes these is not believed. A value.
class TrustedProxies {
 public:
  /// Nobody.
  TrustedProxies() = default;

  /// "127.0.0.0/8, ::1, 10.1.0.0/16": addresses and networks (RFC 4632, RFC 4291 section 2.3);
  /// empty: nobody. Fails with kMalformed and a sentence that names what is none.
  static base::Result<TrustedProxies> parse(std::string_view list);

  bool trusts(std::string_view address) const;

  /// Where the request came from a trusted proxy, its `peer` becomes the client: the last address
  /// of X-Forwarded-For that is no trusted proxy's own, as far back as every word is an address;
  /// and it is `secure` if the proxy says https.
  void apply(Request& request) const;

 private:
  struct Network {
    std::array<std::uint8_t, 16> address{};  ///< IPv4 as ::ffff:a.b.c.d.
    int bits = 128;
  };
  std::vector<Network> networks_;
};

}  // namespace plenary::net
