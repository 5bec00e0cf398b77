#pragma once

#include "delivery/live.h"
#include "delivery/replay.h"
#include "net/router.h"

namespace plenary::delivery {

/// Sends /live/ and /replay/ to their handlers: GET, HEAD and OPTIONS. Both outlive the router.
void add_routes(net::Router& router, Live& live, Replay& replay);

}  // namespace plenary::delivery
