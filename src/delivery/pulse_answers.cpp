#include "delivery/pulse_answers.h"

#include <utility>

namespace plenary::delivery {
namespace {

using Fields = net::SharedHeaders::Fields;

std::shared_ptr<const net::SharedHeaders> fields_of(Fields fields, bool for_all = true) {
  if (for_all) fields.emplace_back("access-control-allow-origin", "*");
  return std::make_shared<const net::SharedHeaders>(std::move(fields));
}

std::string milliseconds(base::Instant instant) {
  return std::to_string(instant.time_since_epoch().count());
}

}  // namespace

PulseAnswers::PulseAnswers() {
  const std::pair<std::string, std::string> json{"content-type", "application/json"};
  immutable_ = fields_of({json, {"cache-control", "public, max-age=10, s-maxage=30, immutable"}});
  brief_ = fields_of({json, {"cache-control", "public, max-age=0, s-maxage=1"}});
  unkept_ = fields_of({{"cache-control", "no-store"}});
  own_ = fields_of({json, {"cache-control", "no-store"}}, false);
  options_ = fields_of({{"access-control-allow-methods", "GET, HEAD, OPTIONS"},
                     {"access-control-max-age", "86400"},
                     {"cache-control", "max-age=86400"}});
}

net::Response PulseAnswers::now(const PulseReplica& replica, base::Instant present) const {
  const audience::Pacing& pacing = replica.newest().pulse->pacing;
  net::Response response;
  response.shared = brief_;
  response.body = R"({"v":1,"epoch":")" + replica.epoch() + R"(","head":)" +
                  std::to_string(replica.head()) + R"(,"t":)" +
                  milliseconds(replica.newest().pulse->at) + R"(,"t_srv":)" +
                  milliseconds(present) + R"(,"guard":)" + std::to_string(pacing.guard.count()) +
                  R"(,"spread":)" + std::to_string(pacing.spread.count()) + R"(,"every":)" +
                  std::to_string(pacing.every) + "}";
  return response;
}

net::Response PulseAnswers::immutable(std::shared_ptr<const std::string> body,
                                      std::string etag) const {
  net::Response response;
  response.shared = immutable_;
  response.with("etag", "\"" + std::move(etag) + "\"");
  response.body = std::move(body);
  return response;
}

net::Response PulseAnswers::stall(std::uint64_t head) const {
  net::Response response;
  response.shared = brief_;
  response.body = R"({"stall":true,"head":)" + std::to_string(head) + "}";
  return response;
}

net::Response PulseAnswers::not_found(std::string_view detail) const {
  net::Response response = net::problem(404, "Not found", detail);
  response.shared = unkept_;
  return response;
}

net::Response PulseAnswers::gone() const {
  net::Response response =
      net::problem(410, "Gone", "This is no longer kept; ask for the stage's now.");
  response.shared = unkept_;
  return response;
}

net::Response PulseAnswers::options() const {
  net::Response response;
  response.status = 204;
  response.shared = options_;
  return response;
}

net::Response PulseAnswers::beat(std::string json) const {
  net::Response response;
  response.status = 202;
  response.shared = own_;
  response.body = std::move(json);
  return response;
}

net::Response try_later(int status, std::string_view title, std::string_view detail,
                        std::chrono::milliseconds retry) {
  net::Response response = net::problem(status, title, detail);
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(retry).count();
  response.with("retry-after", std::to_string(seconds > 0 ? seconds : 1));
  response.with("cache-control", "no-store");
  return response;
}

}  // namespace plenary::delivery
