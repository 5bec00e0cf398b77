#pragma once

#include <sys/socket.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "net/descriptor.h"

namespace plenary::net {

/// Listening sockets of one address, one for each thread; the kernel spreads connections over them.
struct TcpListeners {
  std::vector<Descriptor> sockets;
  std::uint16_t port = 0;
};

/// Whether listen_tcp() understands an address: "127.0.0.1:8080", "[::1]:8080", ":8080".
bool is_listen_address(const std::string& address);

/// Opens `count` non-blocking listeners on "ADDR:PORT" as HttpServer::listen describes it. Throws
/// std::runtime_error that says what is wrong and how to mend it; taken also means taken by another
/// process that shares its port.
TcpListeners listen_tcp(const std::string& address, std::size_t count);

/// Opens a non-blocking listener of mode 0600 at `path`, replacing what a dead process left. Throws
/// as above.
Descriptor listen_at_path(const std::string& path);

/// The textual address of a peer without port: "192.0.2.1", "2001:db8::1", "unix". An IPv4 peer of
/// a dual-stack socket is written as IPv4.
std::string peer_text(const sockaddr_storage& address);

}  // namespace plenary::net
