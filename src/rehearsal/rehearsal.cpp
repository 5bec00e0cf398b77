#include "rehearsal/rehearsal.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdlib>

#include "rehearsal/crowd.h"
#include "rehearsal/http_exchange.h"
#include "rehearsal/organiser.h"

namespace plenary::rehearsal {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

/// A metric without labels in the Prometheus text format.
std::optional<double> metric(std::string_view text, std::string_view name) {
  const std::string line = fmt::format("\n{} ", name);
  const std::size_t at = text.find(line);
  if (at == std::string_view::npos) return std::nullopt;
  return std::strtod(std::string(text.substr(at + line.size(), 40)).c_str(), nullptr);
}

std::optional<std::int64_t> integer(const json::object& object, std::string_view name) {
  const json::value* const found = object.if_contains(name);
  if (found == nullptr || !found->is_int64()) return std::nullopt;
  return found->as_int64();
}

base::Status raise_file_limit(const Plan& plan) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  const auto wanted = static_cast<rlim_t>(plan.viewers + plan.storm + 2 * plan.following + 64);
  if (files.rlim_cur >= wanted) return base::Done{};
  return base::Error(
      base::Errc::kLimit,
      fmt::format("this rehearsal opens {} connections and the system allows this program {} "
                  "files. Raise it (ulimit -n), take fewer viewers, or run it on several machines.",
                  wanted, files.rlim_cur));
}

class Run {
 public:
  Run(const Plan& plan, const Server& server)
      : server_(server), password_(plan.password), random_(plan.seed) {
    outcome_.plan = plan;
    outcome_.plan.password.clear();  // The outcome is printed.
    around_.stage = plan.stage;
    around_.on_new_pulse = [this](std::string_view pulse) { read_pulse(pulse); };
  }

  base::Status meet();
  Outcome go(const std::function<bool(const Progress&)>& progress);

 private:
  void read_pulse(std::string_view pulse);
  void each_second();
  void ask_metrics();
  void hold_poll();
  void compare_session();
  std::string doing(double at) const;

  const Server& server_;
  Loop loop_;
  Outcome outcome_;
  const std::string password_;
  std::mt19937_64 random_;
  Times delays_;
  Surroundings around_{loop_, server_, {}, outcome_.findings, delays_, random_};
  std::optional<Crowd> crowd_;
  std::optional<Organiser> organiser_;
  std::optional<SessionFigures> before_;
  std::optional<std::string> poll_;
  bool poll_closed_ = false;

  base::Moment start_;
  bool over_ = false;
  std::int64_t others_ = 0;  // Viewers who were there before.
  std::optional<int> truth_;
  std::optional<std::int64_t> counted_, low_, high_;
  std::optional<double> cpu_, memory_;
  std::uint64_t joins_before_ = 0, stalls_before_ = 0, errors_before_ = 0;
  const std::function<bool(const Progress&)>* progress_ = nullptr;
};

base::Status Run::meet() {
  base::Status files = raise_file_limit(outcome_.plan);
  if (!files) return files;
  std::optional<std::chrono::milliseconds> least;
  for (int i = 0; i < 5; ++i) {
    const auto asked = base::real_utc_now();
    const auto answer =
        fetch_now(loop_, server_,
                  write_request(server_, "GET", fmt::format("/p1/{}/now", outcome_.plan.stage)));
    const auto took = base::real_utc_now() - asked;
    if (!answer) {
      return base::Error(base::Errc::kUnavailable,
                         fmt::format("nobody answers at {}", server_.origin()));
    }
    if (answer->status != 200) {
      return base::Error(base::Errc::kNotFound,
                         fmt::format("{} knows no stage '{}' (it answers {})", server_.origin(),
                                     outcome_.plan.stage, answer->status));
    }
    boost::system::error_code failed;
    const json::value now = json::parse(answer->body, failed);
    const auto told = failed || !now.is_object() ? std::nullopt : integer(now.as_object(), "t_srv");
    if (told && (!least || took < *least)) {
      least = took;
      around_.server_ahead = base::Milliseconds(*told) - (asked + took / 2).time_since_epoch();
    }
  }
  const auto stages = fetch_now(loop_, server_, write_request(server_, "GET", "/api/v1/stages"));
  boost::system::error_code failed;
  const json::value list = stages ? json::parse(stages->body, failed) : json::value();
  if (list.is_array()) {
    for (const json::value& stage : list.as_array()) {
      const auto* id = stage.is_object() ? stage.as_object().if_contains("id") : nullptr;
      const auto* viewers = stage.is_object() ? stage.as_object().if_contains("viewers") : nullptr;
      if (id == nullptr || !id->is_string() || id->as_string() != outcome_.plan.stage) continue;
      if (viewers != nullptr && viewers->is_object()) {
        others_ = integer(viewers->as_object(), "now").value_or(0);
      }
    }
  }
  if (outcome_.plan.organiser.empty()) return base::Done{};
  organiser_.emplace(loop_, server_, outcome_.plan.stage);
  base::Status signed_in = organiser_->sign_in(outcome_.plan.organiser, password_);
  if (signed_in) before_ = organiser_->session_figures();
  return signed_in;
}

void Run::read_pulse(std::string_view pulse) {
  boost::system::error_code failed;
  const json::value value = json::parse({pulse.data(), pulse.size()}, failed);
  if (failed || !value.is_object()) return;
  const auto* viewers = value.as_object().if_contains("viewers");
  if (viewers == nullptr || !viewers->is_object()) return;
  const auto less_others = [&](std::string_view name) -> std::optional<std::int64_t> {
    const auto told = integer(viewers->as_object(), name);
    if (!told) return std::nullopt;
    return std::max<std::int64_t>(0, *told - others_);
  };
  // The truth of the same moment: a count is compared with what it counted. The pulse took a while
  // to come here, and a crowd that joins has grown meanwhile.
  const base::Instant made(base::Milliseconds(integer(value.as_object(), "t").value_or(0)));
  const auto age = base::real_utc_now() + around_.server_ahead - made;
  truth_ = crowd_->playing_at(base::now() - age);
  counted_ = less_others("now");
  low_ = less_others("low");
  high_ = less_others("high");
}

std::string Run::doing(double at) const {
  const Plan& plan = outcome_.plan;
  const double join = static_cast<double>(plan.join.count());
  const double stay = static_cast<double>(plan.stay.count());
  if (at < join) return "joining";
  if (plan.storm > 0 && at >= join + stay / 3 && at < join + stay / 3 + 3) return "join storm";
  if (const auto crash = crowd_->crash_at(); crash && at >= *crash && at < *crash + 5)
    return "crash";
  if (poll_ && !poll_closed_) return "voting";
  return "watching";
}

void Run::ask_metrics() {
  if (over_) return;
  loop_.after(2s, [this] { ask_metrics(); });
  fetch(loop_, server_, write_request(server_, "GET", "/metrics"),
        [this](const std::optional<HttpAnswer>& answer) {
          if (!answer || answer->status != 200) return;
          cpu_ = metric(answer->body, "process_cpu_seconds_total");
          memory_ = metric(answer->body, "process_resident_memory_bytes");
        });
}

void Run::hold_poll() {
  organiser_->open_poll([this](const std::optional<std::string>& poll) {
    if (!poll) {
      outcome_.notes.emplace_back("the server refused the poll: the account may not run polls");
      return;
    }
    poll_ = poll;
    const auto spread = std::chrono::milliseconds(outcome_.plan.stay) / 4;
    crowd_->vote(*poll, spread);
    // Room for the last votes to be repeated until they are acknowledged.
    loop_.after(spread + 10s,
                [this] { organiser_->close_poll(*poll_, [this] { poll_closed_ = true; }); });
  });
}

void Run::each_second() {
  if (over_) return;
  Findings& findings = outcome_.findings;
  Second second;
  second.at = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  second.server_minute = std::chrono::floor<std::chrono::minutes>(
                             (base::real_utc_now() + around_.server_ahead).time_since_epoch())
                             .count();
  second.connected = crowd_->connected();
  second.playing = std::exchange(truth_, std::nullopt).value_or(crowd_->playing());
  second.counted = std::exchange(counted_, std::nullopt);
  second.low = std::exchange(low_, std::nullopt);
  second.high = std::exchange(high_, std::nullopt);
  second.delay_p50_ms = delays_.at(0.5);
  second.delay_p99_ms = delays_.at(0.99);
  delays_ = Times();
  second.joins = findings.joins_done - std::exchange(joins_before_, findings.joins_done);
  second.stalls = findings.stalls - std::exchange(stalls_before_, findings.stalls);
  second.errors = findings.errors() - std::exchange(errors_before_, findings.errors());
  second.cpu_seconds = std::exchange(cpu_, std::nullopt);
  second.memory_bytes = std::exchange(memory_, std::nullopt);
  findings.seconds.push_back(second);
  const Progress progress{second.at, crowd_->length(), doing(second.at), &findings.seconds.back(),
                          &findings};
  if (!(*progress_)(progress)) {
    outcome_.stopped = true;
    over_ = true;
  }
  if (second.at >= crowd_->length()) over_ = true;
  loop_.at(start_ + std::chrono::seconds(findings.seconds.size() + 1), [this] { each_second(); });
}

Outcome Run::go(const std::function<bool(const Progress&)>& progress) {
  progress_ = &progress;
  crowd_.emplace(around_, outcome_.plan);
  outcome_.crash_at = crowd_->crash_at();
  outcome_.begun_at = base::format_rfc3339(base::real_utc_now());
  start_ = std::chrono::steady_clock::now();
  crowd_->begin();
  ask_metrics();
  loop_.at(start_ + 1s, [this] { each_second(); });
  if (organiser_ && outcome_.plan.vote) {
    loop_.at(start_ + outcome_.plan.join + 2s, [this] { hold_poll(); });
  }
  loop_.run([this] { return over_; }, start_ + outcome_.plan.join + outcome_.plan.stay + 60s);
  crowd_->end();
  if (poll_) {
    if (!poll_closed_) organiser_->close_poll(*poll_, [this] { poll_closed_ = true; });
    loop_.run([this] { return poll_closed_; }, std::chrono::steady_clock::now() + 10s);
    outcome_.findings.votes_counted = organiser_->votes_in(*poll_);
  }
  outcome_.findings.watched = crowd_->watched();
  if (before_) compare_session();
  return std::move(outcome_);
}

void Run::compare_session() {
  // The last beats are on their way, and counts are made once a second.
  loop_.run([] { return false; }, std::chrono::steady_clock::now() + 3s);
  const auto after = organiser_->session_figures();
  if (!after || after->session != before_->session) {
    outcome_.notes.emplace_back("the session's figures could not be had: it ended meanwhile");
    return;
  }
  outcome_.attendance = compare_attendance(*before_, *after, outcome_.findings);
}

}  // namespace

base::Result<Outcome> rehearse(const Plan& plan,
                               const std::function<bool(const Progress&)>& progress) {
  const auto server = Server::parse(plan.server);
  if (!server) return server.error();
  Run run(plan, *server);
  const base::Status met = run.meet();
  if (!met) return met.error();
  return run.go(progress);
}

}  // namespace plenary::rehearsal
