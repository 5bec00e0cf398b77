#include "rehearsal/organiser.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <chrono>

namespace plenary::rehearsal {
namespace {

namespace json = boost::json;

std::string text_field(const json::object& object, std::string_view name) {
  const json::value* const found = object.if_contains(name);
  return found != nullptr && found->is_string() ? std::string(std::string_view(found->as_string()))
                                                : std::string();
}

std::optional<json::object> object_of(const std::optional<HttpAnswer>& answer) {
  if (!answer || answer->status >= 300) return std::nullopt;
  boost::system::error_code failed;
  json::value value = json::parse(answer->body, failed);
  if (failed || !value.is_object()) return std::nullopt;
  return value.as_object();
}

}  // namespace

base::Status Organiser::sign_in(const std::string& name, const std::string& password) {
  const std::string body = json::serialize(json::object{{"name", name}, {"password", password}});
  const auto answer =
      fetch_now(loop_, server_,
                write_request(server_, "POST", "/api/v1/session",
                              fmt::format("Origin: {}\r\n", server_.origin()), body));
  const auto login = object_of(answer);
  if (!login) {
    return base::Error(base::Errc::kUnauthorised,
                       fmt::format("the server does not let '{}' in with this password", name));
  }
  const std::string_view cookie = answer->field("set-cookie");
  cookie_ = std::string(cookie.substr(0, cookie.find(';')));
  csrf_ = text_field(*login, "csrf");
  return base::Done{};
}

void Organiser::act(std::string_view what, std::function<void(std::optional<std::string>)> done) {
  // The moment makes the id one that no earlier rehearsal of this account has used.
  const std::string id =
      fmt::format("o{:x}-{}", std::chrono::system_clock::now().time_since_epoch().count(), ++acts_);
  const std::string body =
      fmt::format(R"({{"n":{},"ticket":null,"playing":false,"seen":0,"acts":[{{"id":"{}",{}}}]}})",
                  acts_, id, what);
  const std::string fields = fmt::format("Origin: {}\r\nCookie: {}\r\nX-Plenary-Csrf: {}\r\n",
                                         server_.origin(), cookie_, csrf_);
  auto read = [done = std::move(done)](const std::optional<HttpAnswer>& answer) {
    const auto object = object_of(answer);
    const json::value* const results = object ? object->if_contains("results") : nullptr;
    if (results == nullptr || !results->is_array() || results->as_array().empty() ||
        !results->as_array()[0].is_object()) {
      return done(std::nullopt);
    }
    const json::object& result = results->as_array()[0].as_object();
    const json::value* const ok = result.if_contains("ok");
    if (ok == nullptr || !ok->is_bool() || !ok->as_bool()) return done(std::nullopt);
    done(text_field(result, "ref"));
  };
  fetch(loop_, server_, write_request(server_, "POST", "/b1/" + stage_, fields, body),
        std::move(read));
}

void Organiser::open_poll(std::function<void(std::optional<std::string>)> opened) {
  const std::string make =
      R"("do":"poll_make","kind":"single","text":{"en":"Rehearsal: do you see this?","zh":"彩排：您能看到吗？"},)"
      R"("options":[{"en":"Yes","zh":"能"},{"en":"No","zh":"不能"}],"show":"live")";
  act(make, [this, opened = std::move(opened)](const std::optional<std::string>& poll) {
    if (!poll) return opened(std::nullopt);
    act(fmt::format(R"("do":"poll_open","p":"{}")", *poll),
        [opened, poll](const std::optional<std::string>& done) {
          opened(done ? poll : std::nullopt);
        });
  });
}

void Organiser::close_poll(const std::string& poll, std::function<void()> closed) {
  act(fmt::format(R"("do":"poll_close","p":"{}")", poll),
      [closed = std::move(closed)](const std::optional<std::string>&) { closed(); });
}

std::optional<std::uint64_t> Organiser::votes_in(const std::string& poll) {
  const auto tally = object_of(
      fetch_now(loop_, server_,
                write_request(server_, "GET",
                              fmt::format("/api/v1/stages/{}/polls/{}/tally", stage_, poll))));
  const json::value* const votes = tally ? tally->if_contains("votes") : nullptr;
  if (votes == nullptr || !votes->is_int64()) return std::nullopt;
  return static_cast<std::uint64_t>(votes->as_int64());
}

std::optional<SessionFigures> Organiser::session_figures() {
  const auto answer = fetch_now(loop_, server_, write_request(server_, "GET", "/api/v1/stages"));
  boost::system::error_code failed;
  const json::value list = answer ? json::parse(answer->body, failed) : json::value();
  if (failed || !list.is_array()) return std::nullopt;
  for (const json::value& stage : list.as_array()) {
    if (!stage.is_object() || text_field(stage.as_object(), "id") != stage_) continue;
    const json::value* const session = stage.as_object().if_contains("session");
    if (session == nullptr || !session->is_object()) return std::nullopt;
    const std::string path = fmt::format("/api/v1/desk/sessions/{}/audience",
                                         text_field(session->as_object(), "id"));
    const auto figures = fetch_now(
        loop_, server_, write_request(server_, "GET", path, fmt::format("Cookie: {}\r\n", cookie_)));
    if (!figures || figures->status != 200) return std::nullopt;
    return read_session_figures(figures->body);
  }
  return std::nullopt;
}

}  // namespace plenary::rehearsal
