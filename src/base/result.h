#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>

namespace plenary::base {

/// Why an operation gave no value. A code exists only where some caller acts differently on it;
/// everything else goes into Error::detail().
enum class Errc : std::uint8_t {
  kTruncated,    ///< More bytes may complete the input.
  kMalformed,    ///< No further bytes can make the input valid.
  kUnsupported,  ///< Valid, but a feature that Plenary does not implement.
  kLimit,        ///< A configured bound was exceeded.
  kNotFound,
  kConflict,  ///< The state moved on since the caller looked.
  kUnauthorised,  ///< Nobody is signed in, or the credential is wrong.
  kForbidden,     ///< Somebody is signed in and may not do this.
  kTimeout,
  kClosed,       ///< The peer, or our own shutdown, ended the exchange.
  kUnavailable,  ///< A dependency is down or a disk is full; retrying later may help.
};

/// The code's name in lower case with underscores, for logs: "not_found".
const char* name(Errc code);

/// An expected failure. A programmer's mistake is PLENARY_CHECK; a failure to start is thrown.
class [[nodiscard]] Error {
 public:
  // A class with a constructor on purpose: GCC 12 destroys aggregate temporaries twice inside
  // co_await.
  Error(Errc code, std::string detail) : code_(code), detail_(std::move(detail)) {}

  Errc code() const { return code_; }
  const std::string& detail() const { return detail_; }

 private:
  Errc code_;
  std::string detail_;  // For logs and operators; never parsed, never shown to the audience.
};

/// A T, or the Error that explains its absence. Spelled like std::expected, so that an alias can
/// replace the class once every compiler in use has it.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  /// Precondition: has_value().
  T& operator*() & { return *std::get_if<0>(&state_); }
  const T& operator*() const& { return *std::get_if<0>(&state_); }
  T&& operator*() && { return std::move(*std::get_if<0>(&state_)); }
  T* operator->() { return std::get_if<0>(&state_); }
  const T* operator->() const { return std::get_if<0>(&state_); }

  /// Precondition: !has_value().
  const Error& error() const { return *std::get_if<1>(&state_); }

 private:
  std::variant<T, Error> state_;
};

/// An operation that gives nothing but success.
struct Done {
  bool operator==(const Done&) const = default;
};
using Status = Result<Done>;

}  // namespace plenary::base
