#include "app/audience_host.h"

#include <utility>

#include "delivery/pulse_audience.h"
#include "programme/agenda.h"
#include "programme/session_state.h"
#include "site/guard.h"

namespace plenary::app {
namespace {

std::vector<base::StageId> stages_of(const conference::Content& content) {
  std::vector<base::StageId> stages;
  for (const auto& stage : content.programme.stages) stages.push_back(stage.id);
  return stages;
}

/// What a stage shows, in the words of GET /api/v1/stages.
audience::StageNow stage_now(const conference::Snapshot& snapshot,
                             const conference::StagePresence& presence,
                             const conference::Clock& clock) {
  const programme::Programme& programme = snapshot.content->programme;
  audience::StageNow now;
  now.open = presence.open;
  now.on_input = presence.on_input;
  now.programme_version = snapshot.version;
  if (const auto* live = programme::live_on(programme, snapshot.states, presence.id)) {
    const programme::SessionState state = snapshot.state(live->id);
    audience::StageNow::Session session;
    session.id = live->id;
    session.state = programme::name(state.phase);
    if (state.started_at) session.started_at = clock.shown(*state.started_at);
    session.ends_at = programme::announced_end(*live, state);
    now.session = std::move(session);
    if (live->forum) now.forum = live->forum->text();
  }
  for (const auto& session : programme.sessions) {
    const bool here = session.stage == presence.id;
    if (here && snapshot.state(session.id).phase == programme::SessionPhase::kEnded) {
      now.ended.push_back(session.id.text());
    }
  }
  if (const auto* next = programme::next_on(programme, snapshot.states, presence.id, clock.now())) {
    now.next = audience::StageNow::Next{next->id, next->starts_at};
    if (!now.session && next->forum) now.forum = next->forum->text();
  }
  return now;
}

}  // namespace

AudienceHost::AudienceHost(net::IoThreads& threads, storage::Database& database,
                           const conference::Content& content, conference::Accounts& accounts,
                           base::UtcClock utc) {
  audience::AudienceSettings settings;
  settings.stages = stages_of(content);
  settings.languages = content.languages;
  // Pulses begin with start(): by then both are there.
  audience_ = std::make_unique<audience::Audience>(
      database, std::move(settings), utc,
      [this](std::shared_ptr<const audience::Pulse> pulse) { pulses_->publish(std::move(pulse)); });

  delivery::PulsesParts parts = delivery::parts_of(*audience_, std::move(utc));
  parts.visitor_of = [&accounts](net::Request& request,
                                 bool) -> boost::asio::awaitable<base::Result<account::Visitor>> {
    co_return site::visitor_of(request, accounts);
  };
  pulses_ = std::make_unique<delivery::Pulses>(threads, std::move(parts));
  for (const base::StageId& stage : stages_of(content)) pulses_->add(stage);

  audience_->on_removed([this](const base::StageId& stage, const std::string& author) {
    pulses_->close_author(author, stage);
  });
  accounts.on_changed([this](const std::string& account, conference::AccountChange change) {
    if (change == conference::AccountChange::kBanned) return pulses_->close_account(account);
    pulses_->renew_account(account);
  });
}

AudienceHost::~AudienceHost() = default;

void AudienceHost::add_routes(net::Router& router) {
  pulses_->add_routes(router);
}

void AudienceHost::add(const base::StageId& stage) {
  pulses_->add(stage);
  audience_->add(stage);
}

void AudienceHost::tell(const conference::Snapshot& snapshot,
                        const std::vector<conference::StagePresence>& presences,
                        const conference::Clock& clock) {
  for (const auto& presence : presences) {
    audience_->set_now(presence.id, stage_now(snapshot, presence, clock));
  }
}

conference::Viewers AudienceHost::viewers(const base::StageId& stage) const {
  const audience::Counts counts = audience_->counts(stage);
  return {counts.now, counts.low, counts.high};
}

}  // namespace plenary::app
