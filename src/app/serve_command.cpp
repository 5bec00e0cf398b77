#include <fmt/format.h>

#include <cstdio>

#include "app/commands.h"
#include "app/server.h"
#include "base/log.h"

namespace plenary::app {

int serve_command(const Settings& settings) {
  if (settings.log_debug) base::set_log_level(base::Level::kDebug);
  try {
    Server server(settings);
    server.run();
    return 0;
  } catch (const UsageError& mistake) {
    fmt::print(stderr, "plenary: {}\n", mistake.sentence);
    return 2;
  }
}

}  // namespace plenary::app
