#include "net/ws_handshake.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace plenary::net {
namespace {

constexpr std::string_view kSalt = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
constexpr std::string_view kVersionField = "sec-websocket-version";
constexpr std::string_view kVersion = "13";
constexpr std::size_t kKeyCharacters = 24;  // 16 bytes in base64.

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [](char x, char y) { return lower(x) == lower(y); });
}

/// True if one of the fields of this name lists `token`.
bool lists(const Request& request, std::string_view name, std::string_view token) {
  for (const auto& [key, value] : request.headers) {
    if (key != name) continue;
    for (const std::string_view item : base::split(value, ',')) {
      if (equals_ignoring_case(base::trim(item), token)) return true;
    }
  }
  return false;
}

bool is_key(std::string_view text) {
  if (text.size() != kKeyCharacters || text.substr(kKeyCharacters - 2) != "==") return false;
  return std::all_of(text.begin(), text.end() - 2, [](char c) {
    const char small = lower(c);
    return (small >= 'a' && small <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
  });
}

}  // namespace

std::string websocket_accept(std::string_view key) {
  const std::string text = std::string(key).append(kSalt);
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest;
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  std::array<unsigned char, 4 * ((SHA_DIGEST_LENGTH + 2) / 3) + 1> base64;
  const int size = EVP_EncodeBlock(base64.data(), digest.data(), SHA_DIGEST_LENGTH);
  return {reinterpret_cast<const char*>(base64.data()), static_cast<std::size_t>(size)};
}

Handshake check_handshake(const Request& request) {
  if (request.method != Method::kGet || !lists(request, "upgrade", "websocket")) return {426, {}};
  if (request.header(kVersionField) != kVersion) return {426, {}};
  if (!lists(request, "connection", "upgrade")) return {400, {}};
  const std::string_view key = base::trim(request.header("sec-websocket-key"));
  if (!is_key(key)) return {400, {}};
  return {101, websocket_accept(key)};
}

void append_upgrade_head(std::string& out, std::string_view accept, std::string_view date,
                         std::string_view server) {
  out += "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n";
  out.append("sec-websocket-accept: ").append(accept).append("\r\ndate: ").append(date);
  if (!server.empty()) out.append("\r\nserver: ").append(server);
  out += "\r\n\r\n";
}

Response refuse_handshake(int status) {
  if (status == 503) {
    Response stopping =
        problem(503, "Not available now", "The server is stopping; try again soon.");
    stopping.with("retry-after", "2");
    return stopping;
  }
  Response response =
      status == 426
          ? problem(426, "WebSocket expected", "Connect by WebSocket, version 13, over HTTP/1.1.")
          : problem(400, "Handshake broken", "The request is no WebSocket handshake.");
  if (status == 426) response.with(std::string(kVersionField), std::string(kVersion));
  return response;
}

}  // namespace plenary::net
