#include "net/head.h"

#include <array>
#include <boost/beast/http/status.hpp>
#include <charconv>

namespace plenary::net {
namespace {

void append_number(std::string& out, std::uint64_t number) {
  std::array<char, 20> digits;
  const auto [end, failure] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  out.append(digits.data(), end);
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

void append_head(std::string& out, const Answer& answer, const HeadContext& context) {
  const Response& response = answer.response;
  out += "HTTP/1.1 ";
  append_number(out, static_cast<std::uint64_t>(response.status));
  out.append(" ").append(reason_of(response.status)).append("\r\n");
  append_field(out, "date", context.date);
  if (!context.server.empty()) append_field(out, "server", context.server);
  if (response.shared) out += response.shared->text();
  for (const auto& [name, value] : response.headers) {
    if (!is_own_field(name)) append_field(out, name, value);
  }
  if (answer.has_length) {
    out += "content-length: ";
    append_number(out, answer.content_length);
    out += "\r\n";
  }
  if (response.status == 426) out += "upgrade: websocket\r\n";
  if (!context.keep_alive) {
    out += "connection: close\r\n";
  } else if (context.http10) {
    out += "connection: keep-alive\r\n";
  }
  out += "\r\n";
}

bool is_own_field(std::string_view name) {
  switch (name.size()) {
    case 4:
      return name == "date";
    case 6:
      return name == "server";
    case 7:
      return name == "upgrade";
    case 10:
      return name == "connection" || name == "keep-alive";
    case 14:
      return name == "content-length";
    case 17:
      return name == "transfer-encoding";
    default:
      return false;
  }
}

bool is_field_text(std::string_view text) {
  bool clean = true;
  for (const char c : text) clean &= static_cast<unsigned char>(c) >= 0x20 || c == '\t';
  return clean;
}

std::string_view reason_of(int status) {
  if (status == 200) return "OK";
  const auto reason =
      boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status));
  return {reason.data(), reason.size()};
}

}  // namespace plenary::net
