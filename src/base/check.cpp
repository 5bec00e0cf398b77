#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace plenary::base {

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "check failed: %s at %s:%d\n", condition, file, line);
  std::abort();
}

}  // namespace plenary::base
