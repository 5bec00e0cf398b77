#include "net/tls_handshake.h"

#include <memory>
#include <utility>

#include "net/http1.h"
#include "net/http2.h"
#include "net/http_worker.h"

namespace plenary::net {

TlsHandshake::TlsHandshake(HttpWorker& worker, Transport transport, Origin origin)
    : Connection(worker, std::move(transport), std::move(origin)) {
  deadline_ = after(worker.settings().limits.header_timeout);
}

void TlsHandshake::on_ready(std::uint32_t events) {
  if (!note(events)) return;
  switch (transport_.handshake().state) {
    case IoResult::State::kBlocked:
      return;
    case IoResult::State::kClosed:
      return close();
    case IoResult::State::kDone:
      break;
  }
  std::unique_ptr<Connection> next;
  if (transport_.protocol() == "h2") {
    next = std::make_unique<Http2>(worker_, std::move(transport_), std::move(origin_));
  } else {
    next = std::make_unique<Http1>(worker_, std::move(transport_), std::move(origin_));
  }
  worker_.replace(*this, std::move(next));
}

}  // namespace plenary::net
