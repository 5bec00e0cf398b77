#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

/// WebSockets (RFC 6455) as the rooms above see them. A handler answers a GET with status 101 and
/// `Response::upgrade`; the connection checks the handshake, becomes a WebSocket and asks for its
/// session. Everything of a socket happens on the io thread of its connection.
namespace plenary::net {

/// The bytes of one or more server frames, made once for all who receive them.
using SharedFrame = std::shared_ptr<const std::string>;

/// One unmasked text frame that holds `text`, which is UTF-8.
SharedFrame text_frame(std::string_view text);
/// Appends the same to `out`.
void append_text_frame(std::string& out, std::string_view text);

/// Why a socket is closed (RFC 6455 section 7.4.1, and our own above 4000).
namespace close_code {
inline constexpr std::uint16_t kNormal = 1000;
inline constexpr std::uint16_t kGoingAway = 1001;
inline constexpr std::uint16_t kProtocolError = 1002;
inline constexpr std::uint16_t kUnsupportedData = 1003;
inline constexpr std::uint16_t kNoCode =
    1005;  ///< Never on the wire: a close frame without a code.
inline constexpr std::uint16_t kBadText = 1007;
inline constexpr std::uint16_t kPolicy = 1008;
inline constexpr std::uint16_t kTooBig = 1009;
inline constexpr std::uint16_t kServiceRestart = 1012;
inline constexpr std::uint16_t kTryAgainLater = 1013;
inline constexpr std::uint16_t kRemoved = 4403;  ///< Whoever is behind it may not be here any more.
}  // namespace close_code

/// The server's end of one open WebSocket. For its io thread only; gone once on_close() was called.
class SocketLink {
 public:
  /// The longest message that a client may send.
  static constexpr std::size_t kMessageBytes = 16 * 1024;
  /// The most that send() lets wait.
  static constexpr std::size_t kQueuedBytes = 64 * 1024;

  /// The newest state. If the reader is slow it replaces a state that still waits; bytes that have
  /// begun are finished first, so that what arrives is always whole frames.
  virtual void send_state(const SharedFrame& frame) = 0;
  /// A text for this client alone, behind what send() queued before. More than kQueuedBytes
  /// waiting closes the socket with 1013.
  virtual void send(std::string_view text) = 0;
  /// Sends a close frame, drops what waits and ends the connection when the client has answered or
  /// five seconds have passed. `reason` is UTF-8 of at most 123 bytes. on_close() may be called
  /// from within, or later. Repeating it does nothing.
  virtual void close(std::uint16_t code, std::string_view reason) = 0;
  /// As in Request::peer.
  virtual const std::string& peer() const = 0;

 protected:
  ~SocketLink() = default;
};

/// The newest state to many sockets of one io thread, as send_state() for each, and cheaper.
void send_state(std::span<SocketLink* const> links, const SharedFrame& frame);

/// What a room does with one socket; made as the socket opens, destroyed soon after on_close().
class SocketSession {
 public:
  virtual ~SocketSession() = default;

  /// The first call, before anything was received. `link` stays until on_close(); what is sent from
  /// within leaves together with the handshake's answer.
  virtual void on_open(SocketLink& link) = 0;
  /// A whole text message: UTF-8, at most kMessageBytes. The view holds during the call.
  virtual void on_text(std::string_view text) = 0;
  /// The last call, once, however the socket ended. The link must not be used any more.
  virtual void on_close() = 0;
  /// The server drains: the reason that goes with close code 1012.
  virtual std::string drain_reason() { return {}; }
};

}  // namespace plenary::net
