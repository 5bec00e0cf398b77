#include "ingest/caller.h"

namespace plenary::ingest {
namespace {

namespace ip = boost::asio::ip;

ip::address plain(const ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return ip::make_address_v4(ip::v4_mapped, address.to_v6());
  }
  return address;
}

}  // namespace

Caller caller(const ip::tcp::endpoint& peer) {
  const ip::address host = plain(peer.address());
  Caller caller;
  caller.host = host.to_string();
  caller.address =
      (host.is_v6() ? "[" + caller.host + "]" : caller.host) + ":" + std::to_string(peer.port());
  caller.from_here = host.is_loopback();
  return caller;
}

}  // namespace plenary::ingest
