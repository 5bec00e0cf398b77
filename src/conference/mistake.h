#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plenary::conference {

/// Something in a package that a person has to mend, said so that they can.
struct Mistake {
  enum class Severity : std::uint8_t {
    kError,    ///< The package cannot be used.
    kWarning,  ///< It can, but somebody should look.
  };
  std::string file;  ///< Within the package: "programme.yaml".
  int line = 0;      ///< From 1; 0 if it concerns the whole file.
  std::string what;  ///< "unknown key `titel`".
  std::string mend;  ///< "Did you mean `title`?": one or more whole sentences.
  Severity severity = Severity::kError;

  bool operator==(const Mistake&) const = default;
};

/// "programme.yaml:12: unknown key `titel`. Did you mean `title`?"; a warning says so after the
/// place.
std::string print(const Mistake& mistake);

/// A word of a file as it is repeated to its author: in backquotes, on one line, at most 60 bytes
/// of it.
std::string in_quotes(std::string_view word);

/// True if any of them is an error.
bool any_error(const std::vector<Mistake>& mistakes);

/// The candidate that `word` was most likely meant to be, empty if none is near: at most a third of
/// its letters differ, two at least being allowed.
std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace plenary::conference
