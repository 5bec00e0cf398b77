#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "delivery/live.h"
#include "ingest/rtmp_settings.h"
#include "net/http_server.h"
#include "net/router.h"
#include "stage/spool.h"
#include "stage/stage.h"

namespace plenary::app {

/// What the operator's routes tell, read at the moment of the request.
struct OperationsView {
  struct StageView {
    stage::StageStatus stage;
    stage::SpoolStatus spool;
  };

  bool ready = false;
  net::HttpCounters http;
  ingest::RtmpCounters rtmp;
  delivery::LiveCounters delivery;
  std::uint64_t database_commits = 0;
  std::vector<StageView> stages;
};

/// GET /healthz (the process answers), /readyz (it can serve: 503 while starting and stopping) and
/// /metrics (Prometheus text).
void add_operations_routes(net::Router& router, std::function<OperationsView()> view);

/// The body of /metrics.
std::string metrics_text(const OperationsView& view);

}  // namespace plenary::app
