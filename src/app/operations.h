#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "audience/counts.h"
#include "delivery/live.h"
#include "delivery/pulses.h"
#include "ingest/rtmp_settings.h"
#include "net/http_server.h"
#include "net/router.h"
#include "site/route_table.h"
#include "stage/spool.h"
#include "stage/stage.h"
#include "visit/visits.h"

namespace plenary::app {

/// What the operator's routes tell, read at the moment of the request.
struct OperationsView {
  struct StageView {
    stage::StageStatus stage;
    stage::SpoolStatus spool;
    audience::Counts audience;
  };
  /// What the process has cost its machine.
  struct ProcessView {
    double cpu_seconds = 0;
    std::uint64_t resident_bytes = 0;
    std::uint64_t open_files = 0;
  };

  bool ready = false;
  net::HttpCounters http;
  ingest::RtmpCounters rtmp;
  delivery::LiveCounters delivery;
  delivery::PulsesCounters pulses;
  audience::Totals audience;
  visit::VisitCounters visits;
  std::uint64_t database_commits = 0;
  std::uint64_t database_statements = 0;
  ProcessView process;
  std::vector<site::RouteTable::Refusals> api_refusals;
  std::vector<StageView> stages;
};

/// GET /healthz (the process answers), /readyz (it can serve: 503 while starting and stopping) and
/// /metrics (Prometheus text).
void add_operations_routes(net::Router& router, std::function<OperationsView()> view);

/// Asks the system.
OperationsView::ProcessView process_view();

/// The body of /metrics.
std::string metrics_text(const OperationsView& view);

}  // namespace plenary::app
