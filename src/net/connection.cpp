#include "net/connection.h"

#include <utility>

#include "net/http_worker.h"

namespace plenary::net {

Connection::Connection(HttpWorker& worker, Transport transport, Origin origin)
    : worker_(worker), transport_(std::move(transport)), origin_(std::move(origin)) {}

void Connection::on_sweep(Instant now) {
  if (now >= deadline_) on_deadline();
}

void Connection::close() {
  if (closed_) return;
  closed_ = true;
  on_close();
  worker_.forget(*this);
}

bool Connection::note(std::uint32_t events) {
  if (closed_) return false;
  if ((events & (EPOLLERR | EPOLLHUP)) != 0) {
    close();
    return false;
  }
  if ((events & (EPOLLIN | EPOLLRDHUP)) != 0) readable_ = true;
  if ((events & EPOLLRDHUP) != 0) peer_ended_ = true;
  if ((events & EPOLLOUT) != 0) writable_ = true;
  return true;
}

Connection::Instant Connection::after(std::chrono::seconds wait) const {
  return worker_.now() + wait;
}

}  // namespace plenary::net
