#include "audience/beat.h"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "audience/act_json.h"

namespace plenary::audience {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostTicket = 200;
constexpr std::size_t kMostEpoch = 64;
constexpr std::size_t kMostName = 200;
constexpr int kMostDepth = 8;

base::Error malformed(const char* what) {
  return {base::Errc::kMalformed, what};
}

/// False if the field is there and no short string; absent and null are empty.
bool read_string(const json::object& object, std::string_view field, std::size_t most,
                 std::string& out) {
  const json::value* value = object.if_contains(field);
  if (value == nullptr || value->is_null()) return true;
  if (!value->is_string() || value->as_string().size() > most) return false;
  out.assign(value->as_string().data(), value->as_string().size());
  return true;
}

/// False if the field is there and no whole number from 0; absent and null are 0.
bool read_number(const json::object& object, std::string_view field, std::uint64_t& out) {
  const json::value* value = object.if_contains(field);
  if (value == nullptr || value->is_null()) return true;
  if (!value->is_int64() || value->as_int64() < 0) return false;
  out = static_cast<std::uint64_t>(value->as_int64());
  return true;
}

base::Result<std::vector<Act>> read_acts(const json::object& object) {
  std::vector<Act> acts;
  const json::value* list = object.if_contains("acts");
  if (list == nullptr || list->is_null()) return acts;
  if (!list->is_array()) return malformed("`acts` is a list");
  if (list->as_array().size() > kMostActs) {
    return base::Error(base::Errc::kLimit, "a beat brings at most 4 acts");
  }
  for (const json::value& item : list->as_array()) {
    if (!item.is_object()) return malformed("an act is an object");
    auto act = read_act(item.as_object());
    if (!act) return act.error();
    acts.push_back(std::move(*act));
  }
  return acts;
}

json::object result_json(const ActResult& result) {
  json::object object{{"id", result.id}, {"ok", result.ok}};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) object[name] = value;
  };
  add("ref", result.ref);
  add("state", result.state);
  add("receipt", result.receipt);
  add("error", result.error);
  add("detail", result.detail);
  if (result.retry) object["retry_ms"] = result.retry->count();
  return object;
}

}  // namespace

base::Result<Beat> parse_beat(std::string_view text) {
  if (text.size() > kMostBeatBytes) {
    return base::Error(base::Errc::kLimit, "a beat has at most 16 KiB");
  }
  boost::system::error_code failed;
  json::parse_options options;
  options.max_depth = kMostDepth;
  const json::value value = json::parse(text, failed, {}, options);
  if (failed || !value.is_object()) return malformed("a beat is a JSON object");
  const json::object& object = value.as_object();
  Beat beat;
  if (!read_number(object, "n", beat.n)) return malformed("`n` is a whole number");
  if (!read_number(object, "seen", beat.seen)) return malformed("`seen` is a whole number");
  if (!read_string(object, "ticket", kMostTicket, beat.ticket)) {
    return malformed("`ticket` is a short string");
  }
  if (!read_string(object, "epoch", kMostEpoch, beat.epoch)) {
    return malformed("`epoch` is a short string");
  }
  if (!read_string(object, "name", kMostName, beat.name)) {
    return malformed("`name` is a short string");
  }
  if (const json::value* playing = object.if_contains("playing")) {
    if (!playing->is_bool()) return malformed("`playing` is true or false");
    beat.playing = playing->as_bool();
  }
  auto acts = read_acts(object);
  if (!acts) return acts.error();
  beat.acts = std::move(*acts);
  return beat;
}

std::string print(const BeatAnswer& answer) {
  json::object object{{"ack", answer.ack}};
  if (!answer.ticket.empty()) object["ticket"] = answer.ticket;
  json::array results;
  for (const ActResult& result : answer.results) results.push_back(result_json(result));
  object["results"] = std::move(results);
  json::object you{{"by", answer.by}, {"may", json::array(answer.may.begin(), answer.may.end())}};
  if (answer.timed_out_until) {
    you["timed_out_until"] = answer.timed_out_until->time_since_epoch().count();
  }
  if (answer.hand) you["hand"] = true;
  if (answer.removed) you["removed"] = true;
  object["you"] = std::move(you);
  object["next"] = json::object{{"ms", answer.next.count()}};
  return json::serialize(object);
}

}  // namespace plenary::audience
