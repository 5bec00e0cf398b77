#include "site/speaker_routes.h"

#include <algorithm>
#include <boost/json.hpp>

#include "audience/audience.h"
#include "conference/speakers.h"
#include "site/answers.h"
#include "site/bodies.h"
#include "site/desk_bodies.h"
#include "site/desk_routes.h"
#include "storage/database.h"

namespace plenary::site {
namespace {

namespace json = boost::json;
using account::Right;
using boost::asio::awaitable;
using conference::Snapshot;
using net::Method;
using net::Response;
using programme::Session;
using storage::SpeakerProposalRecord;

/// A picture arrives as base64 within the JSON.
/// The preview is the programme's picture, made about once a second.
constexpr int kPreviewDelayMs = 1'500;

bool takes_part(const Session& session, const base::PersonId& person) {
  if (session.moderator == person) return true;
  return std::any_of(
      session.running_order.begin(), session.running_order.end(),
      [&](const auto& item) { return item.person == person || item.moderator == person; });
}

/// Their sessions, the earliest first.
std::vector<const Session*> sessions_of(const Snapshot& snapshot, const base::PersonId& person) {
  std::vector<const Session*> sessions;
  for (const Session& session : snapshot.content->programme.sessions) {
    if (!session.cancelled && takes_part(session, person)) sessions.push_back(&session);
  }
  std::stable_sort(sessions.begin(), sessions.end(),
                   [](const Session* a, const Session* b) { return a->starts_at < b->starts_at; });
  return sessions;
}

/// The session that matters now: what is not over, else the last that was.
const Session* foremost(const Snapshot& snapshot, const std::vector<const Session*>& sessions) {
  for (const Session* session : sessions) {
    if (snapshot.state(session->id).phase != programme::SessionPhase::kEnded) return session;
  }
  return sessions.empty() ? nullptr : sessions.back();
}

/// The input by which a speaker sends: their own, else the one for all speakers.
const programme::InputDescription* input_for(const programme::StageDescription& stage,
                                             const base::PersonId& person) {
  const programme::InputDescription* found = nullptr;
  for (const auto& input : stage.inputs) {
    if (input.person == person) return &input;
    if (input.for_speakers && found == nullptr) found = &input;
  }
  return found;
}

json::value find_id(const json::array& things, const std::string& id) {
  for (const json::value& thing : things) {
    if (thing.at("id").as_string() == id) return thing;
  }
  return nullptr;
}

json::object proposal_json(const SpeakerProposalRecord& record, bool with_picture) {
  boost::system::error_code bad;
  json::value text = json::parse(record.text, bad);
  json::object object{{"id", record.id},
                      {"person", record.person},
                      {"at", base::format_rfc3339(record.at)},
                      {"text", bad ? json::value(json::object()) : std::move(text)},
                      {"has_picture", !record.picture.empty()},
                      {"state", record.state},
                      {"decided_by", record.decided_by}};
  if (with_picture && !record.picture.empty()) object["picture"] = record.picture;
  return object;
}

class SpeakerPages {
 public:
  explicit SpeakerPages(const SiteParts& parts) : parts_(parts) {}

  awaitable<Response> show(Call& call) const;
  awaitable<Response> new_key(Call& call) const;
  awaitable<Response> picture(Call& call) const;
  awaitable<Response> propose(Call& call) const;
  awaitable<Response> make_link(Call& call) const;
  awaitable<Response> proposals(Call& call) const;
  awaitable<Response> accept(Call& call) const { return decide(call, true); }
  awaitable<Response> refuse(Call& call) const { return decide(call, false); }

 private:
  struct Place {
    base::StageId stage;
    std::optional<base::InputId> input;
    base::SessionId session;
  };

  std::optional<base::PersonId> person_of(const Call& call) const {
    return parts_.speakers->person_of(call.path["token"]);
  }
  std::optional<Place> place_of(const Snapshot& snapshot, const base::PersonId& person) const;
  json::object input_json(const Snapshot& snapshot, const Place& place,
                          const base::PersonId& person) const;
  awaitable<json::array> questions(const std::vector<const Session*>& sessions) const;
  awaitable<Response> decide(Call& call, bool accepted) const;

  const SiteParts& parts_;
};

std::optional<SpeakerPages::Place> SpeakerPages::place_of(const Snapshot& snapshot,
                                                          const base::PersonId& person) const {
  const Session* const session = foremost(snapshot, sessions_of(snapshot, person));
  const auto* stage =
      session == nullptr ? nullptr : snapshot.content->programme.stage(session->stage);
  if (stage == nullptr) return std::nullopt;
  const auto* input = input_for(*stage, person);
  return Place{stage->id, input == nullptr ? std::nullopt : std::optional(input->id),
               session->id};
}

/// Where to send, and who made the key that is good now: "you", another "speaker", or the "desk".
json::object SpeakerPages::input_json(const Snapshot& snapshot, const Place& place,
                                      const base::PersonId& person) const {
  const bool made = parts_.keys->has_key(place.stage, *place.input);
  const std::string holder = parts_.keys->holder(place.stage, *place.input);
  json::object object{{"server", parts_.rtmp_address},
                      {"stage", place.stage.text()},
                      {"input", place.input->text()},
                      {"key_made", made},
                      {"key_by", nullptr},
                      {"key_by_name", nullptr}};
  if (!made) return object;
  object["key_by"] = holder.empty() ? "desk" : holder == person.text() ? "you" : "speaker";
  const auto id = base::PersonId::parse(holder);
  const people::Person* const other = id ? snapshot.content->person(*id) : nullptr;
  if (other == nullptr) return object;
  json::object name;
  for (const auto& [language, words] : other->name.by_language) name[language] = words;
  object["key_by_name"] = std::move(name);
  return object;
}

/// What the moderators let through of their stages' questions.
awaitable<json::array> SpeakerPages::questions(const std::vector<const Session*>& sessions) const {
  json::array approved;
  if (parts_.audience == nullptr) co_return approved;
  std::vector<base::StageId> stages;
  for (const Session* session : sessions) {
    if (std::find(stages.begin(), stages.end(), session->stage) == stages.end()) {
      stages.push_back(session->stage);
    }
  }
  for (const base::StageId& stage : stages) {
    audience::DocumentRequest request;
    request.kind = audience::DocumentRequest::Kind::kDesk;
    account::Visitor reader;
    reader.account = "speaker";
    reader.grants = {account::Grant{account::Role::kOrganiser, {}}};
    base::StageId asked = stage;
    const auto document =
        co_await parts_.audience->document(std::move(asked), std::move(request), std::move(reader));
    if (!document) continue;
    for (const json::value& value : json::parse(*document).at("questions").as_array()) {
      const json::object& question = value.as_object();
      if (question.at("standing").as_string() != "shown") continue;
      json::object one;
      for (const char* key : {"id", "text", "name", "votes", "answered"}) {
        if (const json::value* member = question.if_contains(key)) one[key] = *member;
      }
      approved.emplace_back(std::move(one));
    }
  }
  co_return approved;
}

awaitable<Response> SpeakerPages::show(Call& call) const {
  const auto person = person_of(call);
  const auto snapshot = parts_.conference->snapshot();
  if (!person || snapshot->content->person(*person) == nullptr) co_return not_found();
  const json::value people = json::parse(base::text_of(*snapshot->people.body));
  const json::value programme = json::parse(base::text_of(*snapshot->programme.body));
  const std::vector<const Session*> sessions = sessions_of(*snapshot, *person);
  json::array shown;
  for (const Session* session : sessions) {
    shown.emplace_back(find_id(programme.at("sessions").as_array(), session->id.text()));
  }
  json::object body{{"person", find_id(people.at("people").as_array(), person->text())},
                    {"sessions", std::move(shown)},
                    {"input", nullptr},
                    {"preview", nullptr},
                    {"pending", nullptr}};
  if (const auto place = place_of(*snapshot, *person)) {
    body["preview"] = json::object{
        {"stage", place->stage.text()},
        {"picture", "/api/v1/speaker/" + call.path["token"] + "/picture.jpg"},
        {"delay_ms", kPreviewDelayMs}};
    if (place->input && parts_.keys != nullptr) {
      body["input"] = input_json(*snapshot, *place, *person);
    }
  }
  if (const auto pending = parts_.speakers->pending(*person)) {
    body["pending"] = proposal_json(*pending, false);
  }
  body["questions"] = co_await questions(sessions);
  co_return uncached_json(json::serialize(body));
}

/// The key of the speaker's input, shown this once. Where there is one already, the speaker says
/// that a new one is meant: whoever sends with the old one is cut off.
awaitable<Response> SpeakerPages::new_key(Call& call) const {
  const auto person = person_of(call);
  const auto snapshot = parts_.conference->snapshot();
  const auto place = person ? place_of(*snapshot, *person) : std::nullopt;
  if (!place || !place->input || parts_.keys == nullptr) co_return not_found();
  bool renew = false;
  if (!call.request.body.empty()) {
    const auto body = object_body(call.request.body);
    if (!body) co_return malformed(body.error().detail());
    const json::value* const asked = body->if_contains("renew");
    if (asked != nullptr && !asked->is_bool()) co_return malformed("`renew` is true or false.");
    renew = asked != nullptr && asked->as_bool();
  }
  if (parts_.keys->has_key(place->stage, *place->input) && !renew) {
    co_return uncached(net::problem(409, "Made already",
                                    "The key was shown once. With `renew` a new one is made, and "
                                    "the old one stops working."));
  }
  base::StageId stage = place->stage;
  base::InputId input = *place->input;
  std::string holder = person->text();
  const auto key = co_await parts_.keys->rotate(stage, input, std::move(holder));
  if (!key) co_return uncached(net::problem(key.error()));
  const DeskStage* const on =
      parts_.stages == nullptr ? nullptr : parts_.stages->find(stage.text());
  if (on != nullptr && on->stage != nullptr) {
    on->stage->disconnect(input, "its key was renewed by a speaker");
  }
  std::string what = stage.text() + "/" + input.text();
  co_await audit(parts_, "speaker " + person->text(), "speaker_key", std::move(what));
  const json::object body{{"server", parts_.rtmp_address},
                          {"stage", stage.text()},
                          {"input", input.text()},
                          {"key", *key},
                          {"stream_key", stage.text() + "?key=" + *key}};
  co_return uncached_json(json::serialize(body));
}

awaitable<Response> SpeakerPages::picture(Call& call) const {
  const auto person = person_of(call);
  const auto snapshot = parts_.conference->snapshot();
  const auto place = person ? place_of(*snapshot, *person) : std::nullopt;
  if (!place) co_return not_found();
  const DeskStage* const stage =
      parts_.stages == nullptr ? nullptr : parts_.stages->find(place->stage.text());
  if (stage == nullptr || stage->stage == nullptr) co_return not_found();
  const base::SharedBytes picture = stage->stage->picture({});
  if (!picture) co_return no_content();  // Asking for it has it made.
  Response response;
  response.with("content-type", "image/jpeg");
  response.body = picture;
  co_return uncached(std::move(response));
}

awaitable<Response> SpeakerPages::propose(Call& call) const {
  const auto person = person_of(call);
  if (!person) co_return not_found();
  const auto content = parts_.conference->content();
  auto proposal = read_proposal(call.request.body, content->languages);
  if (!proposal && proposal.error().code() == base::Errc::kLimit) {
    co_return uncached(net::problem(413, "Too large", proposal.error().detail()));
  }
  if (!proposal) co_return malformed(proposal.error().detail());
  base::PersonId author = *person;
  const auto record =
      co_await parts_.speakers->propose(std::move(author), std::move(proposal->text),
                                        std::move(proposal->picture));
  if (!record) co_return uncached(net::problem(record.error()));
  co_await audit(parts_, "speaker " + person->text(), "speaker_proposal", record->id);
  co_return uncached_json(json::serialize(proposal_json(*record, false)), 201);
}

awaitable<Response> SpeakerPages::make_link(Call& call) const {
  const auto person = base::PersonId::parse(call.path["person"]);
  if (!person || parts_.conference->full()->person(*person) == nullptr) co_return not_found();
  base::PersonId whose = *person;
  const auto token = co_await parts_.speakers->make_link(std::move(whose), call.visitor.account);
  if (!token) co_return uncached(net::problem(token.error()));
  co_await audit(parts_, call.visitor.account, "speaker_link", person->text());
  const json::object body{{"token", *token}, {"url", "/speaker/" + *token}};
  co_return uncached_json(json::serialize(body), 201);
}

awaitable<Response> SpeakerPages::proposals(Call&) const {
  json::array all;
  for (const SpeakerProposalRecord& record : parts_.speakers->proposals()) {
    all.emplace_back(proposal_json(record, record.state == "pending"));
  }
  co_return uncached_json(json::serialize(json::object{{"proposals", std::move(all)}}));
}

awaitable<Response> SpeakerPages::decide(Call& call, bool accepted) const {
  if (accepted && parts_.adopt_proposal) {
    for (const SpeakerProposalRecord& record : parts_.speakers->proposals()) {
      if (record.id != call.path["proposal"] || record.state != "pending") continue;
      const base::Status adopted = co_await parts_.adopt_proposal(record, call.visitor.account);
      if (!adopted) {
        co_return uncached(net::problem(409, "Not adopted", adopted.error().detail()));
      }
    }
  }
  const auto record =
      co_await parts_.speakers->decide(call.path["proposal"], accepted, call.visitor.account);
  if (!record) co_return uncached(net::problem(record.error()));
  co_await audit(parts_, call.visitor.account, accepted ? "proposal_accept" : "proposal_refuse",
                 record->id);
  co_return uncached_json(json::serialize(proposal_json(*record, false)));
}

}  // namespace

void add_speaker_routes(RouteTable& table, const SiteParts& parts) {
  if (parts.speakers == nullptr) return;
  const auto pages = std::make_shared<const SpeakerPages>(parts);
  using Handle = awaitable<Response> (SpeakerPages::*)(Call&) const;
  const auto add = [&](Method method, const std::string& path, Handle handle) {
    const Access access =
        path.starts_with("/api/v1/desk/") ? Access::kInPlace : Access::kOpen;
    const Right right = access == Access::kOpen ? Right::kWatch : Right::kOrganise;
    table.add({method, path, access, right, {},
               [pages, handle](Call& call) { return ((*pages).*handle)(call); }});
  };
  const std::string own = "/api/v1/speaker/{token}";
  add(Method::kGet, own, &SpeakerPages::show);
  add(Method::kGet, own + "/picture.jpg", &SpeakerPages::picture);
  add(Method::kPost, own + "/key", &SpeakerPages::new_key);
  add(Method::kPost, own + "/proposal", &SpeakerPages::propose);
  add(Method::kPost, "/api/v1/desk/people/{person}/link", &SpeakerPages::make_link);
  add(Method::kGet, "/api/v1/desk/proposals", &SpeakerPages::proposals);
  add(Method::kPost, "/api/v1/desk/proposals/{proposal}/accept", &SpeakerPages::accept);
  add(Method::kPost, "/api/v1/desk/proposals/{proposal}/refuse", &SpeakerPages::refuse);
}

}  // namespace plenary::site
