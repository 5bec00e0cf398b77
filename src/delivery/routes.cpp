#include "delivery/routes.h"

namespace plenary::delivery {

void add_routes(net::Router& router, Live& live, Replay& replay) {
  for (const auto method : {net::Method::kGet, net::Method::kOptions}) {
    router.prefix(method, "/live/",
                  [&live](net::Request& request) { return live.handle(request); });
    router.prefix(method, "/replay/",
                  [&replay](net::Request& request) { return replay.handle(request); });
  }
}

}  // namespace plenary::delivery
