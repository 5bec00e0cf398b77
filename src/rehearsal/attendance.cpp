#include "rehearsal/attendance.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>

namespace plenary::rehearsal {
namespace {

namespace json = boost::json;

constexpr std::array<int, 3> kViewSeconds{2, 30, 60};
/// How long a viewer who vanished may have gone unheard: a beat's longest pause and its way.
constexpr double kUnheard = 20;
/// A beat's way, and a second's rounding.
constexpr double kWay = 1.5;
constexpr double kPeakWithin = 0.02;

const json::value* field(const json::value* of, std::string_view name) {
  if (of == nullptr || !of->is_object()) return nullptr;
  return of->as_object().if_contains(name);
}

double number(const json::value* value) {
  return value != nullptr && value->is_number() ? value->to_number<double>() : 0;
}

std::uint64_t count(const json::value* value) {
  return static_cast<std::uint64_t>(std::max(0.0, number(value)));
}

double gained(std::uint64_t before, std::uint64_t after) {
  return static_cast<double>(after) - static_cast<double>(before);
}

/// How many viewers watched for `seconds`, at least and at most.
Compared views(int seconds, const Findings& findings) {
  Compared compared;
  compared.name = fmt::format("Views of at least {} s", seconds);
  for (const Watched& one : findings.watched) {
    const double unheard = one.vanished ? kUnheard : kWay;
    if (one.known && one.seconds - unheard >= seconds) ++compared.truth_low;
    if (one.seconds + kWay >= seconds) ++compared.truth_high;
  }
  return compared;
}

/// The highest mean of a minute of the server's clock that was seen for at least half.
double highest_minute(const Findings& findings) {
  struct Minute {
    double sum = 0;
    int seconds = 0;
  };
  std::map<std::int64_t, Minute> minutes;
  for (const Second& second : findings.seconds) {
    Minute& minute = minutes[second.server_minute];
    minute.sum += second.playing;
    ++minute.seconds;
  }
  double highest = 0;
  for (const auto& [at, minute] : minutes) {
    if (minute.seconds >= 30) highest = std::max(highest, minute.sum / minute.seconds);
  }
  return highest;
}

}  // namespace

std::optional<SessionFigures> read_session_figures(std::string_view text) {
  boost::system::error_code failed;
  const json::value document = json::parse({text.data(), text.size()}, failed);
  if (failed) return std::nullopt;
  const json::value* const session = field(&document, "session");
  if (session == nullptr || !session->is_string()) return std::nullopt;
  SessionFigures figures;
  figures.session = std::string(std::string_view(session->as_string()));
  figures.counted_seconds = number(field(&document, "counted_seconds"));
  const json::value* const average = field(&document, "average_minute_audience");
  figures.average = number(field(average, "value"));
  figures.average_low = number(field(average, "low"));
  figures.average_high = number(field(average, "high"));
  figures.peak = number(field(field(&document, "peak"), "value"));
  figures.unique = count(field(&document, "unique_devices"));
  for (std::size_t i = 0; i < kViewSeconds.size(); ++i) {
    const std::string name = fmt::format("at_least_{}_s", kViewSeconds[i]);
    figures.views[i] = count(field(field(&document, "views"), name));
  }
  return figures;
}

std::vector<Compared> compare_attendance(const SessionFigures& before, const SessionFigures& after,
                                         const Findings& findings) {
  std::vector<Compared> all;
  const auto exact = [&](Compared compared, double counted) {
    compared.counted = compared.counted_low = compared.counted_high = counted;
    all.push_back(std::move(compared));
  };
  Compared unique{.name = "Unique devices"};
  unique.truth_high = static_cast<double>(findings.watched.size());
  unique.truth_low = static_cast<double>(std::count_if(
      findings.watched.begin(), findings.watched.end(), [](const Watched& one) { return one.known; }));
  exact(std::move(unique), gained(before.unique, after.unique));
  for (std::size_t i = 0; i < kViewSeconds.size(); ++i) {
    exact(views(kViewSeconds[i], findings), gained(before.views[i], after.views[i]));
  }

  const double seconds = after.counted_seconds - before.counted_seconds;
  if (seconds > 0) {
    double watched = 0;
    for (const Watched& one : findings.watched) watched += one.seconds;
    // The desk tells whole viewers.
    const auto mean = [&](double was, double is, double rounding) {
      const double change = is * after.counted_seconds - was * before.counted_seconds;
      return change / seconds + rounding * (after.counted_seconds + before.counted_seconds) / seconds;
    };
    Compared average{.name = "Average-minute audience"};
    average.counted = mean(before.average, after.average, 0);
    average.counted_low = mean(before.average_low, after.average_low, -0.5);
    average.counted_high = mean(before.average_high, after.average_high, 0.5);
    average.truth_low = average.truth_high = watched / seconds;
    all.push_back(std::move(average));
  }
  if (after.peak > before.peak) {
    Compared peak{.name = "Peak, the highest mean of a minute"};
    peak.counted = after.peak;
    peak.counted_low = after.peak * (1 - kPeakWithin);
    peak.counted_high = after.peak * (1 + kPeakWithin);
    peak.truth_low = peak.truth_high = highest_minute(findings);
    all.push_back(std::move(peak));
  }
  return all;
}

}  // namespace plenary::rehearsal
