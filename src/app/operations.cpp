#include "app/operations.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
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

void add_pulses(Metrics& metrics, const delivery::PulsesCounters& pulses,
                const net::SocketCounters& sockets) {
  metrics.family("plenary_socket_closed_total", Type::kCounter, "Sockets that the server closed, by why.")
      .value(figure(sockets.violations), {{"why", "violation"}})
      .value(figure(sockets.overflows), {{"why", "overflow"}})
      .value(figure(sockets.timed_out), {{"why", "timed_out"}});
  metrics.family("plenary_pulses_replaced_total", Type::kCounter,
                 "Pulses that a slow reader got a newer one instead of.")
      .value(figure(sockets.states_replaced));
  metrics.family("plenary_sockets", Type::kGauge, "Sockets of the audience that are open.")
      .value(figure(pulses.sockets_open));
  metrics.family("plenary_sockets_total", Type::kCounter, "Sockets by what became of them.")
      .value(figure(pulses.sockets_opened), {{"outcome", "opened"}})
      .value(figure(pulses.sockets_refused), {{"outcome", "refused"}})
      .value(figure(pulses.sockets_removed), {{"outcome", "removed"}})
      .value(figure(pulses.sockets_renewed), {{"outcome", "renewed"}});
  metrics.family("plenary_pulses_total", Type::kCounter, "Pulses sent out.").value(figure(pulses.pulses));
  metrics.family("plenary_pulse_deliveries_total", Type::kCounter, "Pulses handed to sockets.")
      .value(figure(pulses.deliveries));
  metrics.family("plenary_pulse_fanouts_dropped_total", Type::kCounter,
                 "Pulses that came before the last one had been sent to all.")
      .value(figure(pulses.fanouts_dropped));
  metrics.family("plenary_pulse_fanout_seconds", Type::kGauge, "Of the newest pulse, to the last socket.")
      .value(1e-6 * figure(pulses.fanout_us));
  metrics.family("plenary_pulse_requests_total", Type::kCounter, "GETs of pulses.")
      .value(figure(pulses.requests), {{"outcome", "asked"}})
      .value(figure(pulses.held_requests), {{"outcome", "held"}})
      .value(figure(pulses.stalls), {{"outcome", "stalled"}})
      .value(figure(pulses.refused_requests), {{"outcome", "refused"}});
  metrics.family("plenary_beats_total", Type::kCounter, "Beats of viewers.")
      .value(figure(pulses.beats), {{"outcome", "taken"}})
      .value(figure(pulses.beats_refused), {{"outcome", "refused"}});
}

void add_visits(Metrics& metrics, const visit::VisitCounters& visits) {
  metrics.family("plenary_visit_acts_total", Type::kCounter,
                 "What visitors and booth staff asked or did, with what was looked up meanwhile.")
      .value(figure(visits.acts), {{"outcome", "durable"}})
      .value(figure(visits.unavailable), {{"outcome", "unavailable"}});
  metrics.family("plenary_visit_batches_total", Type::kCounter, "Transactions of visits.")
      .value(figure(visits.batches));
  metrics.family("plenary_visit_held", Type::kGauge, "Requests that wait for changes of visits.")
      .value(figure(visits.held));
  metrics.family("plenary_visit_visitors", Type::kGauge, "Visitors at booths now.")
      .value(figure(visits.visitors));
}

void add_audience(Metrics& metrics, const audience::Totals& totals,
                  const std::vector<OperationsView::StageView>& stages) {
  metrics.family("plenary_acts_total", Type::kCounter, "Messages, questions, votes and the like.")
      .value(figure(totals.acts), {{"outcome", "durable"}})
      .value(figure(totals.refused), {{"outcome", "refused"}})
      .value(figure(totals.unavailable), {{"outcome", "unavailable"}})
      .value(figure(totals.without_ticket), {{"outcome", "without_ticket"}});
  metrics.family("plenary_tickets_total", Type::kCounter, "Tickets of anonymous devices.")
      .value(figure(totals.tickets_issued), {{"outcome", "issued"}})
      .value(figure(totals.tickets_renewed), {{"outcome", "renewed"}})
      .value(figure(totals.tickets_refused), {{"outcome", "refused"}});
  metrics.family("plenary_act_batches_total", Type::kCounter, "Transactions of acts.")
      .value(figure(totals.batches));
  metrics.family("plenary_audience_waiting", Type::kGauge, "Messages that wait for the audience's thread.")
      .value(figure(totals.waiting));
  using View = OperationsView::StageView;
  const auto each = [&](auto read) {
    for (const auto& view : stages) metrics.value(read(view), {{"stage", view.stage.id.text()}});
  };
  metrics.family("plenary_viewers", Type::kGauge, "Players that show the stage, as estimated.");
  each([](const View& v) { return figure(v.audience.now); });
  metrics.family("plenary_viewers_low", Type::kGauge, "At least so many.");
  each([](const View& v) { return figure(v.audience.low); });
  metrics.family("plenary_viewers_high", Type::kGauge, "At most so many.");
  each([](const View& v) { return figure(v.audience.high); });
  metrics.family("plenary_viewers_unique", Type::kGauge, "Devices that ever showed the stage.");
  each([](const View& v) { return figure(v.audience.unique); });
}

void add_process(Metrics& metrics, const OperationsView::ProcessView& process) {
  metrics.family("process_cpu_seconds_total", Type::kCounter, "Of the whole process.")
      .value(process.cpu_seconds);
  metrics.family("process_resident_memory_bytes", Type::kGauge, "Of the whole process.")
      .value(figure(process.resident_bytes));
  metrics.family("process_open_fds", Type::kGauge, "Open files and sockets.")
      .value(figure(process.open_files));
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

OperationsView::ProcessView process_view() {
  OperationsView::ProcessView view;
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  view.cpu_seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
  std::uint64_t pages = 0;
  std::ifstream("/proc/self/statm").ignore(64, ' ') >> pages;
  view.resident_bytes = pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  std::error_code failed;
  for (std::filesystem::directory_iterator at("/proc/self/fd", failed), end; !failed && at != end;
       at.increment(failed)) {
    ++view.open_files;
  }
  return view;
}

std::string metrics_text(const OperationsView& view) {
  Metrics metrics;
  metrics.family("plenary_ready", Type::kGauge, "1 while the server can serve.")
      .value(view.ready ? 1 : 0);
  add_http(metrics, view.http);
  add_rtmp(metrics, view.rtmp);
  add_delivery(metrics, view.delivery);
  add_stages(metrics, view.stages);
  add_pulses(metrics, view.pulses, view.http.sockets);
  add_audience(metrics, view.audience, view.stages);
  add_visits(metrics, view.visits);
  metrics.family("plenary_database_commits_total", Type::kCounter, "Transactions on disk.")
      .value(figure(view.database_commits));
  metrics.family("plenary_database_statements_total", Type::kCounter,
                 "SQL statements begun: those that read, that write, and that frame a transaction.")
      .value(figure(view.database_statements));
  add_process(metrics, view.process);
  metrics.family("plenary_api_refusals_total", Type::kCounter, "Requests to the API that were refused.");
  for (const auto& refused : view.api_refusals) {
    metrics.value(figure(refused.count), {{"status", std::to_string(refused.status)}});
  }
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
