#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <string>

namespace plenary::ingest {

/// Who knocks at a door.
struct Caller {
  std::string host;        ///< "192.0.2.1"; a peer of a dual-stack socket is written as IPv4.
  std::string address;     ///< Host and port: "192.0.2.1:5000", "[2001:db8::1]:5000".
  bool from_here = false;  ///< Its address is a loopback one: a program of this machine.
  bool operator==(const Caller&) const = default;
};

Caller caller(const boost::asio::ip::tcp::endpoint& peer);

}  // namespace plenary::ingest
