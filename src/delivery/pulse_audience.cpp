#include "delivery/pulse_audience.h"

#include <utility>

#include "audience/beat.h"

namespace plenary::delivery {
namespace {

using Done = std::function<void(BeatReply)>;

BeatReply refusal(const base::Error& error) {
  BeatReply reply;
  reply.status = error.code() == base::Errc::kLimit ? 413 : 400;
  reply.json = error.detail();
  return reply;
}

BeatReply reply_of(const audience::BeatAnswer& answer) {
  BeatReply reply;
  reply.json = audience::print(answer);
  reply.sid = answer.sid;
  reply.author = answer.author;
  reply.removed = answer.removed;
  return reply;
}

void take_beat(audience::Audience& audience, BeatCall call, Done done) {
  auto beat = audience::parse_beat(call.body);
  if (!beat) return done(refusal(beat.error()));
  const std::string ticket = beat->ticket;
  auto answered = [done = std::move(done),
                   playing = beat->playing](const audience::BeatAnswer& answer) {
    BeatReply reply = reply_of(answer);
    reply.playing = playing;
    done(std::move(reply));
  };
  audience.beat(call.stage, ticket, std::move(call.visitor), std::move(*beat), std::move(answered));
}

}  // namespace

PulsesParts parts_of(audience::Audience& audience, base::UtcClock clock) {
  PulsesParts parts;
  parts.beat = [&audience](BeatCall call, Done done) {
    take_beat(audience, std::move(call), std::move(done));
  };
  parts.left = [&audience](const base::StageId& stage, std::string sid, bool played) {
    audience.left(stage, std::move(sid), played);
  };
  parts.clock = std::move(clock);
  return parts;
}

}  // namespace plenary::delivery
