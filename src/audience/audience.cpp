#include "audience/audience.h"

#include "base/mailbox.h"

namespace plenary::audience {

class Audience::Impl {
 public:
  std::string epoch = "0000000000000000";
};

Audience::Audience(storage::Database&, AudienceSettings, base::UtcClock, PulseSink)
    : impl_(std::make_unique<Impl>()) {}
Audience::~Audience() = default;

void Audience::beat(const base::StageId&, std::string_view, account::Visitor, Beat beat,
                    std::function<void(BeatAnswer)> done) {
  BeatAnswer answer;
  answer.ack = beat.n;
  done(std::move(answer));
}

boost::asio::awaitable<BeatAnswer> Audience::beat(base::StageId, std::string, account::Visitor,
                                                  Beat beat) {
  BeatAnswer answer;
  answer.ack = beat.n;
  co_return answer;
}

void Audience::left(const base::StageId&, std::string) {}
void Audience::set_now(const base::StageId&, StageNow) {}
Counts Audience::counts(const base::StageId&) const {
  return {};
}
Totals Audience::totals() const {
  return {};
}
bool Audience::has_stage(const base::StageId&) const {
  return false;
}
const std::string& Audience::epoch() const {
  return impl_->epoch;
}

boost::asio::awaitable<base::Result<std::string>> Audience::document(base::StageId, DocumentRequest,
                                                                     account::Visitor) {
  co_return base::Error(base::Errc::kNotFound, "not built yet");
}

void Audience::on_removed(Removed) {}

}  // namespace plenary::audience
