#include "conference/places.h"

#include "programme/agenda.h"

namespace plenary::conference {
namespace {

account::Place place_of(const programme::Session& session) {
  return {.stage = session.stage.text(),
          .session = session.id.text(),
          .forum = session.forum ? session.forum->text() : std::string(),
          .booth = {}};
}

}  // namespace

std::optional<account::Place> place_of(const Snapshot& snapshot, const base::StageId& stage,
                                       base::Instant now) {
  const programme::Programme& programme = snapshot.content->programme;
  if (programme.stage(stage) == nullptr) return std::nullopt;
  const auto* session = programme::live_on(programme, snapshot.states, stage);
  if (session == nullptr) session = programme::next_on(programme, snapshot.states, stage, now);
  if (session != nullptr) return place_of(*session);
  return account::Place{.stage = stage.text(), .session = {}, .forum = {}, .booth = {}};
}

std::optional<account::Place> place_of(const Snapshot& snapshot, const base::SessionId& session) {
  const auto* const announced = snapshot.content->programme.session(session);
  if (announced == nullptr) return std::nullopt;
  return place_of(*announced);
}

}  // namespace plenary::conference
