#include "app/operations.h"

#include <string>
#include <utility>

#include "app/metrics.h"

namespace plenary::app {
namespace {

using Type = Metrics::Type;

double figure(std::uint64_t value) { return static_cast<double>(value); }

void add_http(Metrics& metrics, const net::HttpCounters& http) {
  metrics.family("plenary_http_responses_total", Type::kCounter, "Responses by class.");
  const char* const classes[] = {"1xx", "2xx", "3xx", "4xx", "5xx"};
  for (std::size_t i = 0; i < http.responses.size(); ++i) {
    metrics.value(figure(http.responses[i]), {{"class", classes[i]}});
  }
  metrics.family("plenary_http_sent_bytes_total", Type::kCounter, "Bodies sent.")
      .value(figure(http.bytes_sent));
  metrics.family("plenary_http_connections", Type::kGauge, "Connections that are open.")
      .value(figure(http.connections_open));
  metrics.family("plenary_http_connections_total", Type::kCounter, "Connections by what became of them.")
      .value(figure(http.connections_accepted), {{"outcome", "accepted"}})
      .value(figure(http.connections_refused), {{"outcome", "refused"}});
}

void add_rtmp(Metrics& metrics, const ingest::RtmpCounters& rtmp) {
  metrics.family("plenary_rtmp_connections_total", Type::kCounter, "RTMP connections.")
      .value(figure(rtmp.connections));
  metrics.family("plenary_rtmp_publishers", Type::kGauge, "Publishers that are let in.")
      .value(figure(rtmp.publishing));
  metrics.family("plenary_rtmp_waiting", Type::kGauge, "Connections that are not let in yet.")
      .value(figure(rtmp.waiting));
  metrics.family("plenary_rtmp_ended_total", Type::kCounter, "Connections that were ended, by why.")
      .value(figure(rtmp.refused), {{"why", "refused"}})
      .value(figure(rtmp.malformed), {{"why", "malformed"}})
      .value(figure(rtmp.unsupported), {{"why", "unsupported"}})
      .value(figure(rtmp.timed_out), {{"why", "timed_out"}})
      .value(figure(rtmp.displaced), {{"why", "displaced"}});
  metrics.family("plenary_rtmp_received_bytes_total", Type::kCounter, "Bytes from publishers.")
      .value(figure(rtmp.received_bytes));
}

void add_delivery(Metrics& metrics, const delivery::LiveCounters& delivery) {
  metrics.family("plenary_live_requests_total", Type::kCounter, "Requests under /live by what was asked.")
      .value(figure(delivery.playlist_requests), {{"kind", "playlist"}})
      .value(figure(delivery.parts), {{"kind", "part"}})
      .value(figure(delivery.segments), {{"kind", "segment"}})
      .value(figure(delivery.headers), {{"kind", "header"}});
  metrics.family("plenary_live_waiting", Type::kGauge, "Requests that are held for a part now.")
      .value(figure(delivery.waiting));
  metrics.family("plenary_live_held_total", Type::kCounter, "Requests that were held for a part.")
      .value(figure(delivery.held_requests));
  metrics.family("plenary_live_expired_total", Type::kCounter, "Holds that ended in 503.")
      .value(figure(delivery.expired_holds));
  metrics.family("plenary_live_refused_total", Type::kCounter, "Requests answered with 4xx.")
      .value(figure(delivery.refused_requests));
  metrics.family("plenary_live_bytes_total", Type::kCounter, "Media and playlists handed out.")
      .value(figure(delivery.bytes));
}

void add_stages(Metrics& metrics, const std::vector<OperationsView::StageView>& stages) {
  const auto each = [&](auto read) {
    for (const auto& view : stages) metrics.value(read(view), {{"stage", view.stage.id.text()}});
  };
  using View = OperationsView::StageView;
  metrics.family("plenary_stage_open", Type::kGauge, "1 while a run is on.");
  each([](const View& v) { return v.stage.open ? 1.0 : 0.0; });
  metrics.family("plenary_stage_on_slate", Type::kGauge, "1 while the slate is shown.");
  each([](const View& v) { return v.stage.open && v.stage.on_slate ? 1.0 : 0.0; });
  metrics.family("plenary_stage_frames_total", Type::kCounter, "Frames of the programme.");
  each([](const View& v) { return figure(v.stage.frames); });
  metrics.family("plenary_stage_repeated_frames_total", Type::kCounter, "Frames that repeat the last.");
  each([](const View& v) { return figure(v.stage.repeated_frames); });
  metrics.family("plenary_stage_late_seconds", Type::kGauge, "How far the programme runs behind.");
  each([](const View& v) { return 1e-3 * static_cast<double>(v.stage.late_ms); });
  metrics.family("plenary_spool_bytes", Type::kGauge, "Recorded media.");
  each([](const View& v) { return figure(v.spool.bytes); });
  metrics.family("plenary_spool_free_bytes", Type::kGauge, "Room left on the recording's disk.");
  each([](const View& v) { return figure(v.spool.free_bytes); });
  metrics.family("plenary_spool_memory_only", Type::kGauge, "1 while the disk takes nothing.");
  each([](const View& v) { return v.spool.memory_only ? 1.0 : 0.0; });
  metrics.family("plenary_input_up", Type::kGauge, "1 while a publisher is steady.");
  for (const View& view : stages) {
    for (const stage::InputStatus& input : view.stage.inputs) {
      metrics.value(input.state == stage::InputStatus::State::kSteady ? 1 : 0,
                    {{"stage", view.stage.id.text()}, {"input", input.id.text()}});
    }
  }
}

net::Response plain(std::string text, int status = 200) {
  net::Response response;
  response.status = status;
  response.with("content-type", "text/plain; version=0.0.4; charset=utf-8")
      .with("cache-control", "no-store");
  response.body = std::move(text);
  return response;
}

}  // namespace

std::string metrics_text(const OperationsView& view) {
  Metrics metrics;
  metrics.family("plenary_ready", Type::kGauge, "1 while the server can serve.")
      .value(view.ready ? 1 : 0);
  add_http(metrics, view.http);
  add_rtmp(metrics, view.rtmp);
  add_delivery(metrics, view.delivery);
  add_stages(metrics, view.stages);
  metrics.family("plenary_database_commits_total", Type::kCounter, "Transactions on disk.")
      .value(figure(view.database_commits));
  return std::move(metrics).text();
}

void add_operations_routes(net::Router& router, std::function<OperationsView()> view) {
  using boost::asio::awaitable;
  router.exact(net::Method::kGet, "/healthz", [](net::Request&) -> awaitable<net::Response> {
    co_return plain("alive\n");
  });
  router.exact(net::Method::kGet, "/readyz", [view](net::Request&) -> awaitable<net::Response> {
    const bool ready = view().ready;
    co_return plain(ready ? "ready\n" : "not ready\n", ready ? 200 : 503);
  });
  router.exact(net::Method::kGet, "/metrics", [view](net::Request&) -> awaitable<net::Response> {
    co_return plain(metrics_text(view()));
  });
}

}  // namespace plenary::app
