#pragma once

namespace plenary::base {

/// Prints the broken promise with its place and aborts.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace plenary::base

/// States what must hold if the program is right. Kept in release builds: a server that has lost its
/// footing stops at once rather than corrupting what it recorded.
#define PLENARY_CHECK(condition) \
  ((condition) ? static_cast<void>(0) \
               : ::plenary::base::check_failed(#condition, __FILE__, __LINE__))
