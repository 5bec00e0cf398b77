#include "durability/audience_writer.h"

#include <chrono>
#include <thread>
#include <utility>

namespace plenary::durability {

using audience::Act;
using audience::ActKind;

AudienceWriter::AudienceWriter(const std::string& database_path, Decided decided)
    : stage_(*base::StageId::parse("opening")),
      decided_(std::move(decided)),
      database_(database_path) {
  audience::AudienceSettings settings;
  settings.stages = {stage_};
  const auto ignore = [](const std::shared_ptr<const audience::Pulse>&) {};
  audience_ =
      std::make_unique<audience::Audience>(database_, settings, &base::real_utc_now, ignore);
  audience_->start();
}

AudienceWriter::~AudienceWriter() {
  audience_.reset();
}

void AudienceWriter::send(const std::string& account, std::vector<Act> acts) {
  account::Visitor visitor;
  visitor.account = account;
  visitor.name = account;
  visitor.verified = true;
  if (account == "organiser") visitor.grants = {*account::parse_grant("organiser:conference")};
  audience::Beat beat;
  beat.playing = true;
  beat.acts = std::move(acts);
  ++undecided_;
  audience_->beat(stage_, "", visitor, std::move(beat),
                  [this, account](audience::BeatAnswer answer) {
                    for (const audience::ActResult& result : answer.results)
                      decided_("u:" + account, result);
                    --undecided_;
                  });
}

void AudienceWriter::settle() {
  while (undecided_ > 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

std::string AudienceWriter::open_poll() {
  // The first entry of the journal is the poll's making: idempotent, so asking again changes
  // nothing.
  Act make;
  make.id = "make";
  make.kind = ActKind::kPollMake;
  make.text = audience::plain_text("Which?");
  make.options = {audience::plain_text("this"), audience::plain_text("that")};
  make.word = "single";
  make.show = "live";
  Act open;
  open.id = "open";
  open.kind = ActKind::kPollOpen;
  open.ref = "p1";
  send("organiser", {make, open});
  settle();
  return "p1";
}

Act say(std::string id, const std::string& text) {
  Act act;
  act.id = std::move(id);
  act.text = audience::plain_text(text);
  return act;
}

Act ask(std::string id, const std::string& text) {
  Act act = say(std::move(id), text);
  act.kind = ActKind::kAsk;
  return act;
}

Act vote(std::string id, const std::string& poll, int choice) {
  Act act;
  act.id = std::move(id);
  act.kind = ActKind::kVote;
  act.ref = poll;
  act.choices = {choice};
  return act;
}

}  // namespace plenary::durability
