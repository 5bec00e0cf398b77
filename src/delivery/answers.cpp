#include "delivery/answers.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace plenary::delivery {
namespace {

using Fields = net::SharedHeaders::Fields;

std::shared_ptr<const net::SharedHeaders> open_to_all(Fields fields) {
  fields.emplace_back("access-control-allow-origin", "*");
  fields.emplace_back("access-control-expose-headers", "age, content-range, date");
  return std::make_shared<const net::SharedHeaders>(std::move(fields));
}

std::shared_ptr<const net::SharedHeaders> playlist_fields(bool gzip, const std::string& cache) {
  Fields fields{{"content-type", "application/vnd.apple.mpegurl"},
                {"cache-control", cache},
                {"vary", "accept-encoding"}};
  if (gzip) fields.emplace_back("content-encoding", "gzip");
  return open_to_all(std::move(fields));
}

std::shared_ptr<const net::SharedHeaders> media_fields(const char* type) {
  return open_to_all({{"content-type", type}, {"cache-control", "max-age=31536000, immutable"}});
}

}  // namespace

Answers::Answers() {
  for (std::size_t gzip = 0; gzip < 2; ++gzip) {
    for (std::size_t target = 0; target < kTargets; ++target) {
      held_[gzip][target] = playlist_fields(gzip == 1, "max-age=" + std::to_string(6 * target));
    }
    live_[gzip] = playlist_fields(gzip == 1, "max-age=0");
    multivariant_[gzip] = playlist_fields(gzip == 1, "max-age=1");
    recording_[gzip] = playlist_fields(gzip == 1, "max-age=60");
  }
  video_ = media_fields("video/mp4");
  audio_ = media_fields("audio/mp4");
  refusal_1s_ = open_to_all({{"cache-control", "max-age=1"}});
  refusal_5s_ = open_to_all({{"cache-control", "max-age=5"}});
  retry_ = open_to_all({{"cache-control", "max-age=1"}, {"retry-after", "1"}});
  options_ = open_to_all({{"access-control-allow-methods", "GET, HEAD, OPTIONS"},
                     {"access-control-allow-headers", "range"},
                     {"access-control-max-age", "86400"},
                     {"cache-control", "max-age=86400"}});
}

net::Response Answers::playlist(std::shared_ptr<const std::string> body, bool gzip,
                                Freshness freshness, std::chrono::seconds target_duration) const {
  const std::size_t encoding = gzip ? 1 : 0;
  const auto target = static_cast<std::size_t>(target_duration.count());
  net::Response response;
  response.body = std::move(body);
  switch (freshness) {
    case Freshness::kHeld:
      response.shared = held_[encoding][std::min(target, kTargets - 1)];
      break;
    case Freshness::kLive:
      response.shared = live_[encoding];
      break;
    case Freshness::kMultivariant:
      response.shared = multivariant_[encoding];
      break;
    case Freshness::kRecording:
      response.shared = recording_[encoding];
      break;
  }
  return response;
}

net::Response Answers::media(net::Body body, stage::Rendition::Kind kind) const {
  net::Response response;
  response.body = std::move(body);
  response.ranges = true;
  response.shared = kind == stage::Rendition::Kind::kVideo ? video_ : audio_;
  return response;
}

net::Response Answers::refusal(int status, std::string_view title, std::string_view detail,
                               const Shared& headers) const {
  net::Response response = net::problem(status, title, detail);
  response.shared = headers;
  return response;
}

net::Response Answers::bad_request(std::string_view detail) const {
  return refusal(400, "Bad request", detail, refusal_5s_);
}

net::Response Answers::not_found(std::string_view detail) const {
  return refusal(404, "Not found", detail, refusal_1s_);
}

net::Response Answers::gone() const {
  return refusal(410, "Gone", "This part of the recording was deleted.", refusal_5s_);
}

net::Response Answers::unavailable(std::string_view detail) const {
  return refusal(503, "Not available now", detail, retry_);
}

net::Response Answers::options() const {
  net::Response response;
  response.status = 204;
  response.shared = options_;
  return response;
}

bool accepts_gzip(const net::Request& request) {
  const std::string_view header = request.header("accept-encoding");
  if (header.find("gzip") == std::string_view::npos) return false;
  for (const std::string_view item : base::split(header, ',')) {
    const std::string_view coding = base::trim(item.substr(0, item.find(';')));
    if (coding != "gzip") continue;
    const std::size_t weight = item.find("q=");
    if (weight == std::string_view::npos) return true;
    return item.find_first_not_of("0. \t", weight + 2) != std::string_view::npos;
  }
  return false;
}

}  // namespace plenary::delivery
