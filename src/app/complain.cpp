#include "app/complain.h"

#include <fmt/format.h>

#include <cstdio>

namespace plenary::app {

int complain(const std::string& sentence) {
  fmt::print(stderr, "plenary: {}\n", sentence);
  return 1;
}

}  // namespace plenary::app
