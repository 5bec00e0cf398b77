#include "rehearsal/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <functional>

#include "base/html.h"
#include "rehearsal/chart.h"

namespace plenary::rehearsal {
namespace {

using base::escape_html;

namespace json = boost::json;

json::object times(const Times& times) {
  return {{"count", times.count()},
          {"p50_ms", times.at(0.5)},
          {"p99_ms", times.at(0.99)},
          {"max_ms", times.at(1.0)}};
}

template <class Map>
json::object counts(const Map& map) {
  json::object object;
  for (const auto& [key, count] : map) object[fmt::format("{}", key)] = count;
  return object;
}

template <class T>
json::value or_null(const std::optional<T>& value) {
  return value ? json::value(*value) : json::value(nullptr);
}

json::object plan_json(const Plan& plan) {
  return {{"server", plan.server},
          {"stage", plan.stage},
          {"viewers", plan.viewers},
          {"following", plan.following},
          {"join_s", plan.join.count()},
          {"stay_s", plan.stay.count()},
          {"storm", plan.storm},
          {"chat_per_second", plan.chat_per_second},
          {"reactions_per_second", plan.reactions_per_second},
          {"churn_per_minute", plan.churn_per_minute},
          {"crash_share", plan.crash_share},
          {"silent_share", plan.silent_share},
          {"vote", plan.vote},
          {"seed", plan.seed}};
}

json::object second_json(const Second& second) {
  return {{"at_s", second.at},
          {"connected", second.connected},
          {"playing", second.playing},
          {"counted", or_null(second.counted)},
          {"low", or_null(second.low)},
          {"high", or_null(second.high)},
          {"pulse_p50_ms", second.delay_p50_ms},
          {"pulse_p99_ms", second.delay_p99_ms},
          {"joins", second.joins},
          {"stalls", second.stalls},
          {"errors", second.errors},
          {"cpu_seconds", or_null(second.cpu_seconds)},
          {"memory_bytes", or_null(second.memory_bytes)}};
}

json::object interval_json(const IntervalFindings& interval) {
  return {{"samples", interval.samples},
          {"truth_inside", interval.inside},
          {"width_p95", interval.width_p95},
          {"width_max", interval.width_max}};
}

json::object counting_json(const CountingFindings& counting) {
  const auto stretch = [](const std::optional<IntervalFindings>& interval) {
    return interval ? json::value(interval_json(*interval)) : json::value(nullptr);
  };
  return {{"all", interval_json(counting.all)},
          {"steady", interval_json(counting.steady)},
          {"crash", stretch(counting.crash)},
          {"after_crash", stretch(counting.after_crash)}};
}

json::object compared_json(const Compared& compared) {
  return {{"name", compared.name},
          {"counted", compared.counted},
          {"counted_low", compared.counted_low},
          {"counted_high", compared.counted_high},
          {"truth_low", compared.truth_low},
          {"truth_high", compared.truth_high},
          {"agrees", compared.agrees()}};
}

std::string percent(double share) {
  return fmt::format("{:.1f} %", 100 * share);
}

std::string print(const IntervalFindings& interval) {
  if (interval.samples == 0) return "no sample";
  return fmt::format("the truth within [low, high] in {} of {} seconds ({}); width p95 {}, max {}",
                     interval.inside, interval.samples,
                     percent(static_cast<double>(interval.inside) / static_cast<double>(interval.samples)),
                     percent(interval.width_p95), percent(interval.width_max));
}

/// "4990", or "4990 to 5000" where it is known between bounds.
std::string print_between(double low, double high) {
  const std::string from = fmt::format("{:.0f}", low);
  const std::string to = fmt::format("{:.0f}", high);
  return from == to ? from : from + " to " + to;
}

std::string list(const std::map<int, std::uint64_t>& counts) {
  std::string text;
  for (const auto& [key, count] : counts)
    text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", key, count);
  return text.empty() ? "none" : text;
}

struct Row {
  std::string name, value, meaning;
};

std::vector<Row> rows(const Outcome& outcome) {
  const Findings& f = outcome.findings;
  const Plan& plan = outcome.plan;
  std::vector<Row> all;
  const auto add = [&](std::string name, std::string value, std::string meaning) {
    all.push_back({std::move(name), std::move(value), std::move(meaning)});
  };
  add("Joins", fmt::format("{} of {}, {} failed", f.joins_done, f.joins_begun, f.joins_failed),
      "A join is done when the whole state of the stage has arrived.");
  add("Join time",
      fmt::format("p50 {:.0f} ms, p99 {:.0f} ms", f.join_ms.at(0.5), f.join_ms.at(0.99)),
      "From the first byte sent to the state's last byte.");
  if (plan.storm > 0) {
    add("Join storm",
        fmt::format("{} of {} within a second; the last after {:.0f} ms", f.storm_done,
                    f.storm_begun, f.storm_ms.at(1.0)),
        "Everybody opens the page at the same moment.");
  }
  add("Pulse delay",
      fmt::format("p50 {:.0f} ms, p99 {:.0f} ms ({} pulses)", f.delay_ms.at(0.5),
                  f.delay_ms.at(0.99), f.pulses),
      "From the pulse's own instant at the server to its receipt here.");
  add("Pulses left out", fmt::format("{}", f.gaps),
      "A viewer too slow for one gets the next instead.");
  add("Acts acknowledged",
      fmt::format("{} of {}, {} repeated; p50 {:.0f} ms, p99 {:.0f} ms", f.acts_acknowledged,
                  f.acts_sent, f.acts_repeated, f.act_ms.at(0.5), f.act_ms.at(0.99)),
      "Messages, reactions and votes, from sending to the durable acknowledgement.");
  std::string refused;
  for (const auto& [code, count] : f.acts_refused)
    refused += fmt::format("{}{}: {}", refused.empty() ? "" : ", ", code, count);
  add("Acts refused", refused.empty() ? "none" : refused,
      "By the server's rules, such as too_fast.");
  if (plan.vote) {
    add("Votes",
        fmt::format("{} acknowledged, {} in the published tally", f.votes_acknowledged,
                    f.votes_counted ? fmt::format("{}", *f.votes_counted) : "unknown"),
        "Every acknowledged vote must be in the tally, once.");
  }
  if (plan.following > 0) {
    add("Stalls", fmt::format("{} of {} viewers with pictures", f.stalls, plan.following),
        "A simulated buffer, begun at PART-HOLD-BACK, that ran empty.");
    add("Parts",
        fmt::format("{}; publication to delivery p50 {:.0f} ms, p99 {:.0f} ms", f.parts,
                    f.part_ms.at(0.5), f.part_ms.at(0.99)),
        "A third of a second of picture or sound each.");
  }
  const CountingFindings counting = judge_counting(f.seconds, outcome.crash_at);
  if (counting.all.samples > 0) {
    add("Counting", print(counting.all), "The server's interval beside the viewers simulated.");
    add("Counting, steady", print(counting.steady),
        "Before the crash, the truth within 1 % of itself for 50 s. Width: (high - low) / truth.");
    if (counting.crash) add("Counting, the crash's first 45 s", print(*counting.crash), "A lease runs 45 s.");
    if (counting.after_crash) add("Counting, from then on", print(*counting.after_crash), "");
  }
  for (const Compared& compared : outcome.attendance) {
    add(compared.name,
        fmt::format("{} counted{}, {} true{}", print_between(compared.counted, compared.counted),
                    compared.counted_low < compared.counted_high
                        ? fmt::format(" ({})", print_between(compared.counted_low, compared.counted_high))
                        : "",
                    print_between(compared.truth_low, compared.truth_high),
                    compared.agrees() ? "" : ": these do not agree"),
        "Of the session, by the desk's figures after the rehearsal less those before it.");
  }
  const ServerCost cost = server_cost(f);
  if (cost.cores) {
    add("Server's CPU", fmt::format("{:.2f} cores, mean", *cost.cores),
        "Of the whole server process.");
  }
  if (cost.memory_bytes_per_viewer) {
    add("Server's memory", fmt::format("{:.1f} KiB a viewer", *cost.memory_bytes_per_viewer / 1024),
        "How much the process grew from the first second to the most viewers, divided by them.");
  }
  add("HTTP errors", list(f.statuses), "Statuses of 400 and above.");
  add("Sockets closed by the server", list(f.close_codes), "By close code.");
  add("Broken connections", fmt::format("{}", f.broken),
      "Ended without a word, by server or network.");
  return all;
}

constexpr std::string_view kStyle = R"(
:root{color-scheme:light dark;--ink:#16202c;--soft:#5a6675;--paper:#fff;--line:#dde3ea;--a:#0b6bcb;--b:#c2410c;--c:#9aa7b5;--band:#0b6bcb26}
@media(prefers-color-scheme:dark){:root{--ink:#e8edf3;--soft:#9fabb9;--paper:#10161d;--line:#2a3440;--a:#63b3ff;--b:#ff9b66;--c:#738293;--band:#63b3ff2e}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,"Noto Sans CJK SC","Noto Sans SC",sans-serif}
main{max-width:1080px;margin:0 auto;padding:32px 20px 64px}h1{font-size:28px;line-height:1.2;margin:0 0 4px}h2{font-size:18px;margin:40px 0 8px}
p{margin:0 0 8px;color:var(--soft)}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:8px 16px 8px 0;border-bottom:1px solid var(--line);vertical-align:top}
th{font-weight:600;white-space:nowrap}td:last-child{color:var(--soft)}svg{width:100%;height:auto;display:block}svg text{fill:var(--soft);font-size:12px}
.grid{stroke:var(--line)}.line{fill:none;stroke-width:2;stroke-linejoin:round}.key{display:flex;gap:20px;flex-wrap:wrap;color:var(--soft);font-size:14px;margin-bottom:4px}
.key i{display:inline-block;width:14px;height:3px;margin-right:6px;vertical-align:middle}
@media(max-width:600px){.plot{overflow-x:auto}.plot svg{min-width:640px}svg text{font-size:19px}th,td{display:block;border:0;padding:0 8px 0 0}tr{display:block;padding:10px 0;border-bottom:1px solid var(--line)}}
)";

}  // namespace

ServerCost server_cost(const Findings& findings) {
  ServerCost cost;
  const Second* first_cpu = nullptr;
  const Second* last_cpu = nullptr;
  const Second* first_memory = nullptr;
  const Second* fullest = nullptr;
  for (const Second& second : findings.seconds) {
    if (second.cpu_seconds) {
      if (first_cpu == nullptr) first_cpu = &second;
      last_cpu = &second;
    }
    if (second.memory_bytes) {
      if (first_memory == nullptr) first_memory = &second;
      if (fullest == nullptr || second.connected > fullest->connected) fullest = &second;
    }
  }
  if (first_cpu != nullptr && last_cpu->at > first_cpu->at) {
    cost.cores =
        (*last_cpu->cpu_seconds - *first_cpu->cpu_seconds) / (last_cpu->at - first_cpu->at);
  }
  if (first_memory != nullptr && fullest->connected > first_memory->connected) {
    cost.memory_bytes_per_viewer = (*fullest->memory_bytes - *first_memory->memory_bytes) /
                                   (fullest->connected - first_memory->connected);
  }
  return cost;
}

std::string report_json(const Outcome& outcome) {
  const Findings& f = outcome.findings;
  const ServerCost cost = server_cost(f);
  json::array seconds;
  for (const Second& second : f.seconds) seconds.push_back(second_json(second));
  json::array attendance;
  for (const Compared& compared : outcome.attendance) attendance.push_back(compared_json(compared));
  json::array notes;
  for (const std::string& note : outcome.notes) notes.push_back(json::string(note));
  const json::object report{
      {"begun_at", outcome.begun_at},
      {"stopped_early", outcome.stopped},
      {"plan", plan_json(outcome.plan)},
      {"joins", json::object{{"begun", f.joins_begun},
                             {"done", f.joins_done},
                             {"failed", f.joins_failed},
                             {"time", times(f.join_ms)}}},
      {"storm",
       json::object{{"begun", f.storm_begun}, {"done", f.storm_done}, {"time", times(f.storm_ms)}}},
      {"pulses",
       json::object{{"received", f.pulses}, {"left_out", f.gaps}, {"delay", times(f.delay_ms)}}},
      {"acts", json::object{{"sent", f.acts_sent},
                            {"acknowledged", f.acts_acknowledged},
                            {"repeated", f.acts_repeated},
                            {"refused", counts(f.acts_refused)},
                            {"time", times(f.act_ms)}}},
      {"votes",
       json::object{{"acknowledged", f.votes_acknowledged}, {"counted", or_null(f.votes_counted)}}},
      {"pictures", json::object{{"playlists", f.playlists},
                                {"parts", f.parts},
                                {"stalls", f.stalls},
                                {"publication_to_delivery", times(f.part_ms)}}},
      {"counting", counting_json(judge_counting(f.seconds, outcome.crash_at))},
      {"attendance", std::move(attendance)},
      {"server", json::object{{"cores", or_null(cost.cores)},
                              {"memory_bytes_per_viewer", or_null(cost.memory_bytes_per_viewer)}}},
      {"errors", json::object{{"http_statuses", counts(f.statuses)},
                              {"close_codes", counts(f.close_codes)},
                              {"broken_connections", f.broken}}},
      {"received_bytes", f.bytes},
      {"notes", std::move(notes)},
      {"seconds", std::move(seconds)}};
  return json::serialize(report);
}

std::string report_html(const Outcome& outcome) {
  const Plan& plan = outcome.plan;
  const std::vector<Second>& seconds = outcome.findings.seconds;
  std::string table;
  for (const Row& row : rows(outcome)) {
    table += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>\n",
                         escape_html(row.name), escape_html(row.value), escape_html(row.meaning));
  }
  std::string notes;
  for (const std::string& note : outcome.notes) notes += fmt::format("<p>{}</p>\n", escape_html(note));

  Chart viewers{"Viewers", "", {}};
  viewers.lines.push_back({"simulated", "var(--b)", {}});
  viewers.lines.push_back({"counted by the server", "var(--a)", {}});
  Chart delay{"Pulse delay", "ms", {}};
  delay.lines.push_back({"p50", "var(--c)", {}});
  delay.lines.push_back({"p99", "var(--a)", {}});
  Chart wrong{"Stalls and errors a second", "", {}};
  wrong.lines.push_back({"stalls", "var(--b)", {}});
  wrong.lines.push_back({"errors", "var(--a)", {}});
  Chart cpu{"The server's CPU", "cores", {}};
  cpu.lines.push_back({"cores", "var(--a)", {}});
  const Second* last_cpu = nullptr;
  for (const Second& second : seconds) {
    viewers.lines[0].points.push_back({second.at, static_cast<double>(second.playing)});
    if (second.counted)
      viewers.lines[1].points.push_back({second.at, static_cast<double>(*second.counted)});
    if (second.low && second.high) {
      viewers.band.push_back(
          {second.at, static_cast<double>(*second.low), static_cast<double>(*second.high)});
    }
    if (second.delay_p99_ms > 0) {
      delay.lines[0].points.push_back({second.at, second.delay_p50_ms});
      delay.lines[1].points.push_back({second.at, second.delay_p99_ms});
    }
    wrong.lines[0].points.push_back({second.at, static_cast<double>(second.stalls)});
    wrong.lines[1].points.push_back({second.at, static_cast<double>(second.errors)});
    if (!second.cpu_seconds) continue;
    if (last_cpu != nullptr) {
      cpu.lines[0].points.push_back(
          {second.at, (*second.cpu_seconds - *last_cpu->cpu_seconds) / (second.at - last_cpu->at)});
    }
    last_cpu = &second;
  }
  std::string charts = draw(viewers) + draw(delay) + draw(wrong);
  if (!cpu.lines[0].points.empty()) charts += draw(cpu);

  return fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
      "<title>Rehearsal of {0}</title><style>{1}</style></head><body><main>\n"
      "<h1>Rehearsal of the stage “{0}”</h1>\n"
      "<p>{2} viewers on {3}, {4} s to join and {5} s to stay, begun {6}{7}.</p>\n{8}"
      "<h2>Figures</h2>\n<table>{9}</table>\n{10}</main></body></html>\n",
      escape_html(plan.stage), kStyle, plan.viewers + plan.storm, escape_html(plan.server), plan.join.count(),
      plan.stay.count(), outcome.begun_at, outcome.stopped ? ", stopped early" : "", notes, table,
      charts);
}

std::string summary(const Outcome& outcome) {
  std::string text;
  for (const Row& row : rows(outcome)) text += fmt::format("{:<30} {}\n", row.name, row.value);
  for (const std::string& note : outcome.notes) text += note + '\n';
  return text;
}

}  // namespace plenary::rehearsal
