#include "net/tls_handshake.h"

#include <sys/socket.h>

#include <algorithm>
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

// Browsers keep sockets at hand that have not said a word yet: nobody waits for them. Who has begun
// is waited for a moment; its successor drains.
void TlsHandshake::drain() {
  char first = 0;
  if (!begun_ && ::recv(transport_.fd(), &first, 1, MSG_PEEK | MSG_DONTWAIT) <= 0) return close();
  deadline_ = std::min(deadline_, after(kLastWord));
}

void TlsHandshake::on_ready(std::uint32_t events) {
  if (!note(events)) return;
  begun_ = begun_ || readable_;
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
