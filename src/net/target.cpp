#include "net/target.h"

#include <algorithm>
#include <cstddef>

#include "base/text.h"

namespace plenary::net {
namespace {

using base::Errc;
using base::Error;
using base::Result;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

/// What may stand in a request line. Beast lets nothing else through; HTTP/2 would.
bool is_target_text(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return is_control(c) || c == ' ' || c == '#'; });
}

bool is_plain_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool has_dot_segment(std::string_view path) {
  std::size_t start = 1;
  while (start <= path.size()) {
    const std::size_t end = std::min(path.find('/', start), path.size());
    const std::string_view segment = path.substr(start, end - start);
    if (segment == "." || segment == "..") return true;
    start = end + 1;
  }
  return false;
}

/// "http://host/path" without its scheme and authority.
Result<std::string_view> without_authority(std::string_view target) {
  const std::size_t scheme_end = target.find("://");
  if (scheme_end == std::string_view::npos) return Error(Errc::kMalformed, "target has no path");
  const std::string_view scheme = target.substr(0, scheme_end);
  if (scheme != "http" && scheme != "https") {
    return Error(Errc::kMalformed, "target of another scheme");
  }
  const std::string_view rest = target.substr(scheme_end + 3);
  const std::size_t path = rest.find_first_of("/?");
  if (path == 0 || rest.empty()) return Error(Errc::kMalformed, "target without authority");
  if (path == std::string_view::npos) return std::string_view("/");
  if (rest[path] == '?') return Error(Errc::kMalformed, "target without path");
  return rest.substr(path);
}

Result<std::string> decode_path(std::string_view encoded) {
  if (encoded.find('%') == std::string_view::npos && is_plain_ascii(encoded)) {
    return std::string(encoded);
  }
  auto path = percent_decode(encoded, false);
  if (!path) return Error(Errc::kMalformed, "path cannot be decoded");
  if (std::any_of(path->begin(), path->end(), is_control)) {
    return Error(Errc::kMalformed, "path holds a control character");
  }
  // A decoded separator is not the separator that the client wrote: two paths would look alike.
  const auto slashes = std::count(path->begin(), path->end(), '/');
  const auto written = std::count(encoded.begin(), encoded.end(), '/');
  if (slashes != written) return Error(Errc::kMalformed, "path holds an encoded separator");
  return std::move(*path);
}

}  // namespace

Result<Target> parse_target(std::string_view target) {
  if (target.empty() || !is_target_text(target)) {
    return Error(Errc::kMalformed, "target holds what it must not");
  }
  if (target.front() != '/') {
    const auto rest = without_authority(target);
    if (!rest) return rest.error();
    target = *rest;
  }
  const std::size_t mark = target.find('?');
  auto path = decode_path(target.substr(0, mark));
  if (!path) return path.error();
  if (has_dot_segment(*path)) return Error(Errc::kMalformed, "path holds a dot segment");
  if (path->find('\\') != std::string::npos) {
    return Error(Errc::kMalformed, "path holds a backslash");
  }

  Target parsed;
  parsed.path = std::move(*path);
  if (mark != std::string_view::npos) parsed.query = target.substr(mark + 1);
  if (!is_plain_ascii(parsed.query) && !base::is_utf8(parsed.query)) {
    return Error(Errc::kMalformed, "query is not UTF-8");
  }
  return parsed;
}

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (text.size() - i < 3) return std::nullopt;
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    if (c == '\0') return std::nullopt;
    decoded.push_back(c);
  }
  if (!is_plain_ascii(decoded) && !base::is_utf8(decoded)) return std::nullopt;
  return decoded;
}

std::optional<std::string> find_query_value(std::string_view query, std::string_view name) {
  for (std::size_t start = 0, end = 0; start < query.size(); start = end + 1) {
    end = std::min(query.find('&', start), query.size());
    const std::string_view field = query.substr(start, end - start);
    const std::size_t equals = std::min(field.find('='), field.size());
    const std::string_view key = field.substr(0, equals);
    if (key != name) {
      const bool encoded = key.find_first_of("%+") != std::string_view::npos;
      if (!encoded || percent_decode(key, true) != name) continue;
    }
    if (equals == field.size()) return std::string();
    return percent_decode(field.substr(equals + 1), true).value_or(std::string());
  }
  return std::nullopt;
}

std::optional<std::string_view> find_cookie(std::string_view header, std::string_view name) {
  for (std::size_t start = 0, end = 0; start < header.size(); start = end + 1) {
    end = std::min(header.find(';', start), header.size());
    const std::string_view pair = header.substr(start, end - start);
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    if (base::trim(pair.substr(0, equals)) != name) continue;
    return base::trim(pair.substr(equals + 1));
  }
  return std::nullopt;
}

}  // namespace plenary::net
