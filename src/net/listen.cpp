#include "net/listen.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <boost/asio/ip/address.hpp>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <stdexcept>
#include <string_view>

namespace plenary::net {
namespace {

namespace ip = boost::asio::ip;

constexpr int kBacklog = 4096;  // A rush of joins waits here, as far as net.core.somaxconn allows.

struct Endpoint {
  sockaddr_storage address{};
  socklen_t size = 0;
  bool any_family = false;
};

[[noreturn]] void refuse(const std::string& address, const std::string& why) {
  throw std::runtime_error("Cannot listen on " + address + ": " + why);
}

[[noreturn]] void refuse_errno(const std::string& address) {
  switch (errno) {
    case EADDRINUSE:
      refuse(address,
             "another program has it already. Stop that program (`ss -ltnp` names it) or choose "
             "another port.");
    case EACCES:
      refuse(address,
             "ports below 1024 need the capability CAP_NET_BIND_SERVICE. Choose a higher port or "
             "grant it.");
    case EADDRNOTAVAIL:
      refuse(address, "this machine does not have that address (`ip address` lists those it has).");
    default:
      refuse(address, std::string(std::strerror(errno)) + ".");
  }
}

void set_port(Endpoint& endpoint, std::uint16_t port) {
  if (endpoint.address.ss_family == AF_INET) {
    reinterpret_cast<sockaddr_in&>(endpoint.address).sin_port = htons(port);
  } else {
    reinterpret_cast<sockaddr_in6&>(endpoint.address).sin6_port = htons(port);
  }
}

Endpoint endpoint_of(const ip::address& address, std::uint16_t port) {
  Endpoint endpoint;
  if (address.is_v4()) {
    auto& v4 = reinterpret_cast<sockaddr_in&>(endpoint.address);
    v4.sin_family = AF_INET;
    v4.sin_addr.s_addr = htonl(address.to_v4().to_uint());
    endpoint.size = sizeof(sockaddr_in);
  } else {
    auto& v6 = reinterpret_cast<sockaddr_in6&>(endpoint.address);
    v6.sin6_family = AF_INET6;
    const auto bytes = address.to_v6().to_bytes();
    std::memcpy(&v6.sin6_addr, bytes.data(), bytes.size());
    v6.sin6_scope_id = static_cast<std::uint32_t>(address.to_v6().scope_id());
    endpoint.size = sizeof(sockaddr_in6);
  }
  set_port(endpoint, port);
  return endpoint;
}

Endpoint parse_endpoint(const std::string& text) {
  constexpr const char* kForm =
      "that is not ADDRESS:PORT, such as 127.0.0.1:8080, [::1]:8080, or :8080 for every address.";
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) refuse(text, kForm);
  std::uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data() + colon + 1, end, port);
  if (failure != std::errc() || stop != end) refuse(text, kForm);

  std::string host = text.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  const bool any_family = host.empty() || host == "*";
  if (any_family) host = "::";
  boost::system::error_code wrong;
  const ip::address address = ip::make_address(host, wrong);
  if (wrong || (address.is_v6() && !bracketed && !any_family)) refuse(text, kForm);
  Endpoint endpoint = endpoint_of(address, port);
  endpoint.any_family = any_family;
  return endpoint;
}

void set_option(const Descriptor& socket, int level, int name, int value) {
  ::setsockopt(socket.get(), level, name, &value, sizeof value);
}

Descriptor bound(const Endpoint& endpoint, bool share_port, const std::string& text) {
  Descriptor socket(
      ::socket(endpoint.address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket.valid()) refuse_errno(text);
  set_option(socket, SOL_SOCKET, SO_REUSEADDR, 1);
  if (share_port) set_option(socket, SOL_SOCKET, SO_REUSEPORT, 1);
  set_option(socket, IPPROTO_TCP, TCP_NODELAY, 1);  // Accepted sockets inherit it.
  if (endpoint.address.ss_family == AF_INET6) {
    set_option(socket, IPPROTO_IPV6, IPV6_V6ONLY, endpoint.any_family ? 0 : 1);
  }
  const auto* const address = reinterpret_cast<const sockaddr*>(&endpoint.address);
  if (::bind(socket.get(), address, endpoint.size) != 0) refuse_errno(text);
  return socket;
}

std::uint16_t port_of(const Descriptor& socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size);
  const bool v4 = address.ss_family == AF_INET;
  return ntohs(v4 ? reinterpret_cast<sockaddr_in&>(address).sin_port
                  : reinterpret_cast<sockaddr_in6&>(address).sin6_port);
}

bool is_socket(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && S_ISSOCK(status.st_mode);
}

bool has_ipv6() {
  const Descriptor probe(::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
  return probe.valid();
}

}  // namespace

bool is_listen_address(const std::string& address) {
  try {
    parse_endpoint(address);
    return true;
  } catch (const std::runtime_error&) {
    return false;
  }
}

TcpListeners listen_tcp(const std::string& address, std::size_t count) {
  Endpoint endpoint = parse_endpoint(address);
  if (endpoint.any_family && !has_ipv6()) {
    const std::uint16_t port = ntohs(reinterpret_cast<sockaddr_in6&>(endpoint.address).sin6_port);
    endpoint = endpoint_of(ip::address_v4::any(), port);
  }
  TcpListeners listeners;
  {
    // Without SO_REUSEPORT, so that a second server of the same user is told that the port is taken
    // instead of getting half of the first one's connections.
    const Descriptor probe = bound(endpoint, false, address);
    listeners.port = port_of(probe);
  }
  set_port(endpoint, listeners.port);
  for (std::size_t i = 0; i < count; ++i) {
    Descriptor socket = bound(endpoint, true, address);
    if (::listen(socket.get(), kBacklog) != 0) refuse_errno(address);
    listeners.sockets.push_back(std::move(socket));
  }
  return listeners;
}

Descriptor listen_at_path(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    refuse(path, "a socket's path may have at most " + std::to_string(sizeof address.sun_path - 1) +
                     " bytes. Choose a shorter data folder.");
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  const auto* const generic = reinterpret_cast<const sockaddr*>(&address);

  Descriptor probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!probe.valid()) refuse_errno(path);
  if (::connect(probe.get(), generic, sizeof address) == 0) {
    refuse(path, "a server answers there already. Stop it, or choose another data folder.");
  }
  if (errno == ECONNREFUSED && is_socket(path)) ::unlink(path.c_str());

  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket.valid()) refuse_errno(path);
  if (::bind(socket.get(), generic, sizeof address) != 0) {
    refuse(path, std::string(std::strerror(errno)) + ". The folder must exist and be writable.");
  }
  // Before listen(), so that nobody else can have connected.
  if (::chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0) refuse_errno(path);
  if (::listen(socket.get(), kBacklog) != 0) refuse_errno(path);
  return socket;
}

std::string peer_text(const sockaddr_storage& address) {
  if (address.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    return ip::address_v4(ntohl(v4.sin_addr.s_addr)).to_string();
  }
  if (address.ss_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
    ip::address_v6::bytes_type bytes;
    std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
    const ip::address_v6 full(bytes);
    if (full.is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, full).to_string();
    return full.to_string();
  }
  return "unix";
}

}  // namespace plenary::net
