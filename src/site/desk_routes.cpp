#include "site/desk_routes.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/log.h"
#include "conference/places.h"
#include "site/answers.h"
#include "site/desk.h"
#include "site/desk_bodies.h"
#include "storage/database.h"

namespace plenary::site {
namespace {

namespace json = boost::json;
using account::Right;
using boost::asio::awaitable;
using net::Method;
using net::Response;

/// The handlers of the desk; the table has checked who calls, and that the stage or session exists.
class Desk {
 public:
  explicit Desk(const SiteParts& parts) : parts_(parts) {}

  awaitable<Response> stages(Call& call) const;
  awaitable<Response> stage(Call& call) const;
  awaitable<Response> picture(Call& call) const;
  awaitable<Response> choose(Call& call) const;
  awaitable<Response> open(Call& call) const;
  awaitable<Response> close(Call& call) const;
  awaitable<Response> new_key(Call& call) const;
  awaitable<Response> play(Call& call) const;
  awaitable<Response> start(Call& call) const;
  awaitable<Response> end(Call& call) const;
  awaitable<Response> extend(Call& call) const;
  awaitable<Response> start_item(Call& call) const;
  awaitable<Response> unmark_item(Call& call) const;

 private:
  const DeskStage* find(const Call& call) const {
    return parts_.stages == nullptr ? nullptr : parts_.stages->find(call.path["stage"]);
  }
  /// The input that the path names, if the stage has it.
  static std::optional<base::InputId> input_of(const Call& call, const DeskStage& stage) {
    const auto id = base::InputId::parse(call.path["input"]);
    if (!id) return std::nullopt;
    const auto& inputs = stage.stage->settings().inputs;
    const bool has =
        std::any_of(inputs.begin(), inputs.end(),
                    [&](const stage::InputSettings& input) { return input.id == *id; });
    return has ? std::optional(*id) : std::nullopt;
  }
  awaitable<Response> done(Call& call, base::Status outcome, std::string action) const;
  awaitable<Response> moved(Call& call, base::Result<programme::SessionState> state,
                            std::string action) const;

  const SiteParts& parts_;
};

/// Ends an act on a stage: in the audit log if it was done, its reason if not.
awaitable<Response> Desk::done(Call& call, base::Status outcome, std::string action) const {
  if (!outcome) co_return uncached(net::problem(outcome.error()));
  co_await audit(parts_, call.visitor.account, std::move(action), call.path["stage"]);
  co_return no_content();
}

awaitable<Response> Desk::moved(Call& call, base::Result<programme::SessionState> state,
                                std::string action) const {
  if (!state) co_return uncached(net::problem(state.error()));
  co_await audit(parts_, call.visitor.account, std::move(action), call.path["session"]);
  co_return no_content();
}

awaitable<Response> Desk::stages(Call& call) const {
  const auto snapshot = parts_.conference->snapshot();
  const base::Instant now = parts_.conference->clock().now();
  json::array stages;
  for (const programme::StageDescription& described : snapshot->content->programme.stages) {
    const auto place = conference::place_of(*snapshot, described.id, now);
    if (!place || !account::may(call.visitor.grants, Right::kRunStage, *place)) continue;
    const DeskStage* const stage = parts_.stages->find(described.id.text());
    if (stage == nullptr) continue;  // Just announced: it is there in a moment.
    stages.push_back(desk_json(*stage, *snapshot, parts_.conference->clock()));
  }
  co_return uncached_json(json::serialize(stages));
}

awaitable<Response> Desk::stage(Call& call) const {
  const DeskStage* const stage = find(call);
  if (stage == nullptr) co_return not_found();
  const auto snapshot = parts_.conference->snapshot();
  co_return uncached_json(
      json::serialize(desk_json(*stage, *snapshot, parts_.conference->clock())));
}

awaitable<Response> Desk::picture(Call& call) const {
  const DeskStage* const stage = find(call);
  if (stage == nullptr) co_return not_found();
  base::InputId input;  // Empty: the programme's.
  if (!call.path["input"].empty()) {
    const auto id = input_of(call, *stage);
    if (!id) co_return not_found();
    input = *id;
  }
  const base::SharedBytes picture = stage->stage->picture(input);
  if (!picture) co_return no_content();  // Asking for it has it made.
  Response response;
  response.with("content-type", "image/jpeg");
  response.body = picture;
  co_return uncached(std::move(response));
}

awaitable<Response> Desk::choose(Call& call) const {
  const DeskStage* const stage = find(call);
  if (stage == nullptr) co_return not_found();
  const auto choice = read_choice(call.request.body);
  if (!choice) co_return malformed(choice.error().detail());
  std::string action = choice->kind == stage::Choice::Kind::kInput ? "take " + choice->input.text()
                       : choice->kind == stage::Choice::Kind::kSlate ? "take slate"
                                                                     : "automatic";
  base::Status outcome = stage->stage->choose(*choice);
  co_return co_await done(call, std::move(outcome), std::move(action));
}

awaitable<Response> Desk::open(Call& call) const {
  const DeskStage* const stage = find(call);
  if (stage == nullptr) co_return not_found();
  base::Status outcome = stage->stage->open();
  co_return co_await done(call, std::move(outcome), "open");
}

awaitable<Response> Desk::close(Call& call) const {
  const DeskStage* const stage = find(call);
  if (stage == nullptr) co_return not_found();
  stage->stage->close();
  base::Status outcome = base::Done{};
  co_return co_await done(call, std::move(outcome), "close");
}

awaitable<Response> Desk::new_key(Call& call) const {
  const DeskStage* const stage = find(call);
  const auto input = stage != nullptr ? input_of(call, *stage) : std::nullopt;
  if (!input) co_return not_found();
  base::StageId stage_id = stage->id;
  base::InputId input_id = *input;
  const auto key = co_await parts_.keys->rotate(stage_id, input_id);
  if (!key) co_return uncached(net::problem(key.error()));
  stage->stage->disconnect(*input, "its key was rotated");
  std::string action = "rotate key of " + input->text();
  co_await audit(parts_, call.visitor.account, std::move(action), call.path["stage"]);
  const json::object body{{"key", *key},
                          {"server", parts_.rtmp_address},
                          {"stream_key", stage->id.text() + "?key=" + *key}};
  co_return uncached_json(json::serialize(body));
}

awaitable<Response> Desk::play(Call& call) const {
  const DeskStage* const stage = find(call);
  const auto input = stage != nullptr ? input_of(call, *stage) : std::nullopt;
  if (!input) co_return not_found();
  const auto play = read_play(call.request.body);
  if (!play) co_return malformed(play.error().detail());
  base::Status outcome = stage->play(*input, *play);
  std::string action = (*play ? "play " : "stop ") + input->text();
  co_return co_await done(call, std::move(outcome), std::move(action));
}

awaitable<Response> Desk::start(Call& call) const {
  base::SessionId session = *base::SessionId::parse(call.path["session"]);
  auto state = co_await parts_.conference->start(session);
  co_return co_await moved(call, std::move(state), "start");
}

awaitable<Response> Desk::end(Call& call) const {
  base::SessionId session = *base::SessionId::parse(call.path["session"]);
  auto state = co_await parts_.conference->end(session);
  co_return co_await moved(call, std::move(state), "end");
}

awaitable<Response> Desk::extend(Call& call) const {
  const auto by = read_minutes(call.request.body);
  if (!by) co_return malformed(by.error().detail());
  base::SessionId session = *base::SessionId::parse(call.path["session"]);
  auto state = co_await parts_.conference->extend(session, *by);
  co_return co_await moved(call, std::move(state), "extend");
}

awaitable<Response> Desk::start_item(Call& call) const {
  base::SessionId session = *base::SessionId::parse(call.path["session"]);
  std::string item = call.path["item"];
  auto state = co_await parts_.conference->start_item(session, item);
  std::string action = "start item " + item;
  co_return co_await moved(call, std::move(state), std::move(action));
}

awaitable<Response> Desk::unmark_item(Call& call) const {
  base::SessionId session = *base::SessionId::parse(call.path["session"]);
  std::string item = call.path["item"];
  auto state = co_await parts_.conference->unmark_item(session, item);
  std::string action = "unmark item " + item;
  co_return co_await moved(call, std::move(state), std::move(action));
}

}  // namespace

Route::PlaceOf stage_place(const conference::Conference& conference) {
  return [&conference](const PathValues& path) -> std::optional<account::Place> {
    const auto id = base::StageId::parse(path["stage"]);
    if (!id) return std::nullopt;
    return conference::place_of(*conference.snapshot(), *id, conference.clock().now());
  };
}

Route::PlaceOf session_place(const conference::Conference& conference) {
  return [&conference](const PathValues& path) -> std::optional<account::Place> {
    const auto id = base::SessionId::parse(path["session"]);
    return id ? conference::place_of(*conference.snapshot(), *id) : std::nullopt;
  };
}

awaitable<void> audit(const SiteParts& parts, std::string account, std::string action,
                      std::string subject) {
  base::log(base::Level::kInfo, "desk",
            {{"account", account}, {"action", action}, {"subject", subject}});
  storage::AuditRecord record{parts.conference->clock().real_now(), std::move(account),
                              std::move(action), std::move(subject)};
  const base::Status stored = co_await parts.database->put(std::move(record));
  if (!stored) {
    base::log(base::Level::kWarning, "audit_not_stored", {{"why", stored.error().detail()}});
  }
}

void add_desk_routes(RouteTable& table, const SiteParts& parts) {
  const auto desk = std::make_shared<const Desk>(parts);
  using Act = awaitable<Response> (Desk::*)(Call&) const;
  const auto handler = [desk](Act act) {
    return [desk, act](Call& call) { return ((*desk).*act)(call); };
  };
  const std::string stages = "/api/v1/desk/stages";
  const std::string stage = stages + "/{stage}";
  const std::string session = "/api/v1/desk/sessions/{session}";
  const auto on_stage = [&](Method method, const std::string& below, Right right, Act act) {
    table.add({method, stage + below, Access::kInPlace, right, stage_place(*parts.conference),
               handler(act)});
  };
  const auto on_session = [&](const std::string& below, Act act, Method method = Method::kPost) {
    table.add({method, session + below, Access::kInPlace, Right::kRunStage,
               session_place(*parts.conference), handler(act)});
  };

  table.add(
      {Method::kGet, stages, Access::kSomewhere, Right::kRunStage, {}, handler(&Desk::stages)});
  on_stage(Method::kGet, "", Right::kRunStage, &Desk::stage);
  on_stage(Method::kGet, "/inputs/{input}/picture.jpg", Right::kRunStage, &Desk::picture);
  on_stage(Method::kGet, "/programme/picture.jpg", Right::kRunStage, &Desk::picture);
  on_stage(Method::kPost, "/choice", Right::kRunStage, &Desk::choose);
  on_stage(Method::kPost, "/open", Right::kRunStage, &Desk::open);
  on_stage(Method::kPost, "/close", Right::kRunStage, &Desk::close);
  on_stage(Method::kPost, "/inputs/{input}/key", Right::kManageKeys, &Desk::new_key);
  on_stage(Method::kPost, "/inputs/{input}/play", Right::kRunStage, &Desk::play);
  on_session("/start", &Desk::start);
  on_session("/end", &Desk::end);
  on_session("/extend", &Desk::extend);
  on_session("/items/{item}/start", &Desk::start_item);
  on_session("/items/{item}/start", &Desk::unmark_item, Method::kDelete);
}

}  // namespace plenary::site
