#pragma once

#include <nghttp2/nghttp2.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/bytes.h"
#include "net/connection.h"

namespace plenary::net {

/// What a client with prior knowledge sends first (RFC 9113 section 3.4).
inline constexpr std::string_view kHttp2Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// True if `input` is the preface, begins with it, or is the beginning of it.
bool is_http2_preface(std::string_view input);

class Http2Stream;

/// A connection that speaks HTTP/2 by nghttp2: framing, HPACK, flow control and the checks of RFC
/// 9113 are the library's; this class moves bytes, makes requests of streams and bounds what a
/// client may cause: streams, resets, header bytes, body bytes, time.
class Http2 final : public Connection {
 public:
  Http2(HttpWorker& worker, Transport transport, Origin origin);
  ~Http2() override;

  void on_ready(std::uint32_t events) override;
  void on_sweep(Instant now) override;
  void drain() override;

  /// Takes bytes that were read before this object was there.
  void receive(std::string_view bytes);

 private:
  friend class Http2Stream;
  friend struct Http2Callbacks;

  void on_close() override;

  void advance();
  bool read_some();
  bool feed(std::string_view bytes);
  bool flush();
  bool fill_output();

  Http2Stream* find(std::int32_t id) const;
  void begin_stream(std::int32_t id);
  void end_stream(std::int32_t id, bool by_reset);
  void reset(std::int32_t id, std::uint32_t code);

  nghttp2_session* session_ = nullptr;
  std::unordered_map<std::int32_t, std::unique_ptr<Http2Stream>> streams_;
  base::Bytes output_;  // Framed, not yet taken by the socket.
  std::size_t output_sent_ = 0;
  std::size_t resets_left_;
  bool advancing_ = false;
  bool going_away_ = false;
};

}  // namespace plenary::net
