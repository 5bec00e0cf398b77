#pragma once

#include <string>
#include <string_view>

#include "net/http.h"

namespace plenary::net {

/// The Sec-WebSocket-Accept that answers a Sec-WebSocket-Key (RFC 6455 section 4.2.2).
std::string websocket_accept(std::string_view key);

/// What becomes of a request whose handler wants to upgrade it.
struct Handshake {
  int status = 101;    ///< 101, 400 (a broken handshake) or 426 (none, or another version).
  std::string accept;  ///< Of 101.
};
/// Reads the client's half of the handshake (RFC 6455 section 4.2.1) out of an HTTP/1.1 request.
Handshake check_handshake(const Request& request);

/// Appends the answer to a handshake that did: status 101 and its fields.
void append_upgrade_head(std::string& out, std::string_view accept, std::string_view date,
                         std::string_view server);

/// The answer to a handshake that did not come about: a problem of status 400, 426 or 503.
Response refuse_handshake(int status);

}  // namespace plenary::net
