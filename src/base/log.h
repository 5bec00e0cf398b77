#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace plenary::base {

enum class Level : std::uint8_t { kDebug, kInfo, kWarning, kError };

/// One key and its value. Never a secret: keys, passwords and cookies have no place in a log.
struct Field {
  std::string_view key;
  std::variant<std::string, std::int64_t, double, bool> value;

  Field(std::string_view k, std::string v) : key(k), value(std::move(v)) {}
  Field(std::string_view k, std::string_view v) : key(k), value(std::string(v)) {}
  Field(std::string_view k, const char* v) : key(k), value(std::string(v)) {}
  Field(std::string_view k, bool v) : key(k), value(v) {}
  Field(std::string_view k, double v) : key(k), value(v) {}
  template <class Integer>
    requires(std::is_integral_v<Integer> && !std::is_same_v<Integer, bool>)
  Field(std::string_view k, Integer v) : key(k), value(static_cast<std::int64_t>(v)) {}
};

/// Writes one JSON line to the process's log (standard error until open_log says otherwise):
/// {"at":"2020-07-23T06:55:00.000Z","level":"info","event":"stage_opened","stage":"opening"}.
/// `event` is lower case with underscores and names what happened. Never call it per frame or per
/// request. Safe from every thread.
void log(Level level, std::string_view event, std::initializer_list<Field> fields = {});

/// Lines below `level` are dropped from now on. The default is kInfo.
void set_log_level(Level level);

/// The JSON string literal of `text`, quotes included; invalid UTF-8 becomes U+FFFD.
std::string json_quote(std::string_view text);

}  // namespace plenary::base
