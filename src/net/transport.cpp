#include "net/transport.h"

#include <linux/sockios.h>
#include <openssl/err.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/check.h"

namespace plenary::net {
namespace {

using State = IoResult::State;

IoResult after_system_call(ssize_t outcome, std::size_t wanted) {
  if (outcome >= 0) {
    const auto bytes = static_cast<std::size_t>(outcome);
    return {State::kDone, bytes, bytes < wanted};
  }
  const bool blocked = errno == EAGAIN || errno == EWOULDBLOCK;
  return {blocked ? State::kBlocked : State::kClosed, 0, blocked};
}

/// Repeats a call that a signal interrupted.
template <class Call>
ssize_t uninterrupted(Call call) {
  ssize_t outcome = call();
  while (outcome < 0 && errno == EINTR) outcome = call();
  return outcome;
}

}  // namespace

Transport::~Transport() {
  close();
}

Transport::Transport(Transport&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), ssl_(std::move(other.ssl_)) {}

std::string_view Transport::protocol() const {
  if (!ssl_) return {};
  const unsigned char* name = nullptr;
  unsigned int size = 0;
  SSL_get0_alpn_selected(ssl_.get(), &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

IoResult Transport::after_ssl(int outcome) const {
  switch (SSL_get_error(ssl_.get(), outcome)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
      return {State::kBlocked, 0, true};
    default:
      return {State::kClosed, 0, false};
  }
}

IoResult Transport::handshake() {
  ERR_clear_error();
  const int outcome = SSL_do_handshake(ssl_.get());
  if (outcome == 1) return {State::kDone, 0, false};
  return after_ssl(outcome);
}

IoResult Transport::read(std::span<std::uint8_t> into) {
  if (ssl_) {
    ERR_clear_error();
    std::size_t bytes = 0;
    const int outcome = SSL_read_ex(ssl_.get(), into.data(), into.size(), &bytes);
    if (outcome == 1) return {State::kDone, bytes, false};
    return after_ssl(outcome);
  }
  const ssize_t got = uninterrupted([&] { return ::recv(fd_, into.data(), into.size(), 0); });
  if (got == 0) return {};
  return after_system_call(got, into.size());
}

IoResult Transport::write(std::span<const iovec> pieces, bool more) {
  if (ssl_) {
    PLENARY_CHECK(pieces.size() == 1);
    ERR_clear_error();
    std::size_t written = 0;
    const int outcome = SSL_write_ex(ssl_.get(), pieces[0].iov_base, pieces[0].iov_len, &written);
    if (outcome == 1) return {State::kDone, written, false};
    return after_ssl(outcome);
  }
  std::size_t wanted = 0;
  for (const iovec& piece : pieces) wanted += piece.iov_len;
  const int flags = MSG_NOSIGNAL | (more ? MSG_MORE : 0);
  if (pieces.size() == 1) {
    const auto call = [&] { return ::send(fd_, pieces[0].iov_base, pieces[0].iov_len, flags); };
    return after_system_call(uninterrupted(call), wanted);
  }
  msghdr message{};
  message.msg_iov = const_cast<iovec*>(pieces.data());
  message.msg_iovlen = pieces.size();
  const auto call = [&] { return ::sendmsg(fd_, &message, flags); };
  return after_system_call(uninterrupted(call), wanted);
}

IoResult Transport::send_file(int file, std::uint64_t offset, std::size_t size) {
  auto at = static_cast<off_t>(offset);
  const ssize_t sent = uninterrupted([&] { return ::sendfile(fd_, file, &at, size); });
  if (sent == 0) return {};  // The file is shorter than it was.
  return after_system_call(sent, size);
}

std::size_t Transport::unacknowledged() const {
  int bytes = 0;
  if (::ioctl(fd_, SIOCOUTQ, &bytes) != 0 || bytes < 0) return 0;
  return static_cast<std::size_t>(bytes);
}

void Transport::shutdown_write() {
  if (ssl_) {
    ERR_clear_error();
    SSL_shutdown(ssl_.get());
  }
  ::shutdown(fd_, SHUT_WR);
}

void Transport::close() {
  if (fd_ < 0) return;
  ssl_.reset();
  ::close(std::exchange(fd_, -1));
}

}  // namespace plenary::net
