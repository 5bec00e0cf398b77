#include "rtmp/stream_name.h"

#include "base/text.h"

namespace plenary::rtmp {
namespace {

using base::Errc;
using base::Error;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// A percent sign without two digits stands for itself.
std::string decode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool room = text[i] == '%' && i + 2 < text.size();
    const int high = room ? hex_digit(text[i + 1]) : -1;
    const int low = room ? hex_digit(text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      decoded.push_back(text[i]);
      continue;
    }
    decoded.push_back(static_cast<char>(high << 4 | low));
    i += 2;
  }
  return decoded;
}

struct PathAndQuery {
  std::string_view path;
  std::string_view query;
};

PathAndQuery split_query(std::string_view text) {
  const auto mark = text.find('?');
  if (mark == std::string_view::npos) return {text, {}};
  return {text.substr(0, mark), text.substr(mark + 1)};
}

base::Status append_fields(std::string_view query, StreamName& name) {
  if (query.empty()) return base::Done{};
  for (const std::string_view field : base::split(query, '&')) {
    if (field.empty()) continue;
    if (name.query.size() == kQueryFields) return Error(Errc::kLimit, "too many query fields");
    const auto equals = field.find('=');
    const bool bare = equals == std::string_view::npos;
    name.query.emplace_back(decode(field.substr(0, equals)),
                            bare ? std::string() : decode(field.substr(equals + 1)));
  }
  return base::Done{};
}

std::string_view without_slashes(std::string_view path) {
  while (!path.empty() && path.front() == '/') path.remove_prefix(1);
  while (!path.empty() && path.back() == '/') path.remove_suffix(1);
  return path;
}

}  // namespace

std::string_view StreamName::field(std::string_view name) const {
  for (const auto& [key, value] : query) {
    if (key == name) return value;
  }
  return {};
}

base::Result<StreamName> parse_stream_name(std::string_view app, std::string_view address,
                                           std::string_view publishing_name) {
  if (publishing_name.size() > kLongestStreamName) {
    return Error(Errc::kLimit,
                 "stream name of " + std::to_string(publishing_name.size()) + " bytes");
  }
  if (app.size() > kLongestStreamName || address.size() > kLongestAddress) {
    return Error(Errc::kLimit, "application or address too long");
  }
  const PathAndQuery stream = split_query(publishing_name);
  const PathAndQuery application = split_query(app);
  std::string_view app_path = without_slashes(application.path);
  std::string_view stream_path = without_slashes(stream.path);
  if (stream_path.empty()) {
    const auto slash = app_path.rfind('/');
    if (slash == std::string_view::npos) return Error(Errc::kMalformed, "no stream name");
    stream_path = app_path.substr(slash + 1);
    app_path = without_slashes(app_path.substr(0, slash));
  }

  StreamName name{std::string(app_path), std::string(stream_path), {}};
  // The address ends in the application as a rule, and then repeats its query.
  const std::string_view rest =
      application.query.empty() ? split_query(address).query : application.query;
  for (const std::string_view query : {stream.query, rest}) {
    if (const auto added = append_fields(query, name); !added) return added.error();
  }
  return name;
}

}  // namespace plenary::rtmp
