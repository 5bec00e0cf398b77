#include "site/site.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/log.h"
#include "base/text.h"
#include "conference/document.h"
#include "site/desk.h"
#include "site/guard.h"
#include "site/pages.h"
#include "storage/database.h"

namespace plenary::site {
namespace {

namespace json = boost::json;
using boost::asio::awaitable;
using net::Method;
using net::Request;
using net::Response;

Response uncached(Response response) {
  response.with("cache-control", "no-store");
  return response;
}

Response no_content() {
  Response response;
  response.status = 204;
  return uncached(std::move(response));
}

Response not_found() { return uncached(net::problem(404, "Not found", "There is no such thing here.")); }

/// A public document: revalidated by its tag, kept a second by caches in between.
Response document_response(const Request& request, const conference::Document& document) {
  Response response;
  response.with("cache-control", "public, max-age=0, s-maxage=1")
      .with("etag", document.etag)
      .with("vary", "accept-encoding")
      .with("access-control-allow-origin", "*");
  if (request.header("if-none-match") == document.etag) {
    response.status = 304;
    return response;
  }
  response.with("content-type", "application/json");
  if (accepts_gzip(request)) {
    response.with("content-encoding", "gzip");
    response.body = document.gzip;
  } else {
    response.body = document.body;
  }
  return response;
}

std::optional<std::string> text_field(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string(std::string_view(value->as_string()));
}

base::Result<json::object> object_body(const Request& request) {
  boost::system::error_code failed;
  json::parse_options options;
  options.max_depth = 16;
  json::value value = json::parse(request.body, failed, {}, options);
  if (failed || !value.is_object()) {
    return base::Error(base::Errc::kMalformed, "the body is not a JSON object");
  }
  return std::move(value.as_object());
}

bool has_input(const DeskStage& desk_stage, const base::InputId& input) {
  const auto& inputs = desk_stage.stage->settings().inputs;
  return std::any_of(inputs.begin(), inputs.end(),
                     [&](const stage::InputSettings& settings) { return settings.id == input; });
}

json::object login_json(const conference::Login& login) {
  return {{"name", login.account}, {"roles", json::array{login.role}}, {"csrf", login.csrf}};
}

}  // namespace

class Site::Impl {
 public:
  explicit Impl(SiteParts site_parts)
      : parts(std::move(site_parts)), pages(assets, *parts.conference) {}

  void add_public(net::Router& router);
  void add_login(net::Router& router);
  void add_desk(net::Router& router);
  void add_pages(net::Router& router);

  const DeskStage* stage(std::string_view id) const {
    for (const DeskStage& candidate : parts.stages) {
      if (candidate.id.text() == id) return &candidate;
    }
    return nullptr;
  }

  awaitable<Response> sign_in(Request& request);
  awaitable<Response> sign_out(Request& request);
  awaitable<Response> desk(Request& request);
  awaitable<Response> desk_get(std::vector<std::string_view> path);
  awaitable<Response> desk_post(const conference::Login& login, Request& request,
                                std::vector<std::string_view> path);
  awaitable<Response> stage_post(const conference::Login& login, const DeskStage& desk_stage,
                                 Request& request, std::vector<std::string_view> path);
  awaitable<Response> session_post(const conference::Login& login, Request& request,
                                   std::vector<std::string_view> path);
  awaitable<Response> rotate_key(const conference::Login& login, const DeskStage& desk_stage,
                                 base::InputId input);
  /// Says in the audit log who did what; a full disk does not undo what was done.
  awaitable<void> audit(const conference::Login& login, std::string action, std::string subject);

  SiteParts parts;
  Assets assets;
  Pages pages;
};

awaitable<void> Site::Impl::audit(const conference::Login& login, std::string action,
                                  std::string subject) {
  base::log(base::Level::kInfo, "desk", {{"account", login.account}, {"action", action},
                                         {"subject", subject}});
  storage::AuditRecord record{parts.conference->clock().real_now(), login.account,
                              std::move(action), std::move(subject)};
  const base::Status stored = co_await parts.database->put(std::move(record));
  if (!stored) {
    base::log(base::Level::kWarning, "audit_not_stored", {{"why", stored.error().detail()}});
  }
}

// Public documents.

void Site::Impl::add_public(net::Router& router) {
  const auto document = [this, &router](std::string path, conference::Document conference::Snapshot::*which) {
    router.exact(Method::kGet, std::move(path), [this, which](Request& request) -> awaitable<Response> {
      const auto snapshot = parts.conference->snapshot();
      co_return document_response(request, (*snapshot).*which);
    });
  };
  document("/api/v1/conference", &conference::Snapshot::conference);
  document("/api/v1/programme", &conference::Snapshot::programme);
  document("/api/v1/people", &conference::Snapshot::people);
  document("/api/v1/stages", &conference::Snapshot::stages);
  router.exact(Method::kGet, "/api/v1/openapi.json", [this](Request&) -> awaitable<Response> {
    Response response = net::json(parts.openapi);
    response.with("cache-control", "public, max-age=3600").with("access-control-allow-origin", "*");
    co_return response;
  });
}

// Signing in and out.

awaitable<Response> Site::Impl::sign_in(Request& request) {
  if (!same_origin(request)) co_return uncached(net::problem(403, "Not from this page"));
  const auto body = object_body(request);
  if (!body) co_return uncached(net::problem(400, "Malformed", body.error().detail()));
  auto name = text_field(*body, "name");
  auto password = text_field(*body, "password");
  if (!name || !password) {
    co_return uncached(net::problem(400, "Malformed", "name and password are needed."));
  }
  std::string handed_name = std::move(*name);
  std::string handed_password = std::move(*password);
  auto signed_in =
      co_await parts.logins->sign_in(std::move(handed_name), std::move(handed_password));
  if (!signed_in) {
    if (signed_in.error().code() == base::Errc::kUnauthorised) {
      co_return uncached(net::problem(401, "Wrong name or password",
                                      "Check both. A new password: plenary user."));
    }
    co_return uncached(net::problem(signed_in.error()));
  }
  Response response = uncached(net::json(json::serialize(login_json(signed_in->login))));
  std::string cookie = std::string(cookie_name(request)) + "=" + signed_in->token +
                       "; Path=/; HttpOnly; SameSite=Strict; Max-Age=1209600";
  if (request.secure) cookie += "; Secure";
  response.with("set-cookie", std::move(cookie));
  co_return response;
}

awaitable<Response> Site::Impl::sign_out(Request& request) {
  const auto who = organiser_of(request, *parts.logins);
  if (const auto* refused = std::get_if<Response>(&who)) co_return *refused;
  std::string token(request.cookie(cookie_name(request)));
  const base::Status status = co_await parts.logins->sign_out(std::move(token));
  if (!status) co_return uncached(net::problem(status.error()));
  Response response = no_content();
  response.with("set-cookie", std::string(cookie_name(request)) +
                                  "=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0" +
                                  (request.secure ? "; Secure" : ""));
  co_return response;
}

void Site::Impl::add_login(net::Router& router) {
  router.exact(Method::kPost, "/api/v1/session",
               [this](Request& request) { return sign_in(request); });
  router.exact(Method::kDelete, "/api/v1/session",
               [this](Request& request) { return sign_out(request); });
  router.exact(Method::kGet, "/api/v1/session", [this](Request& request) -> awaitable<Response> {
    const auto who = organiser_of(request, *parts.logins);
    if (const auto* refused = std::get_if<Response>(&who)) co_return *refused;
    co_return uncached(net::json(json::serialize(login_json(std::get<conference::Login>(who)))));
  });
}

// The desk.

awaitable<Response> Site::Impl::desk(Request& request) {
  const auto who = organiser_of(request, *parts.logins);
  if (const auto* refused = std::get_if<Response>(&who)) co_return *refused;
  constexpr std::string_view kPrefix = "/api/v1/desk/";
  auto path = base::split(std::string_view(request.path).substr(kPrefix.size()), '/');
  if (request.method == Method::kGet || request.method == Method::kHead) {
    co_return co_await desk_get(std::move(path));
  }
  co_return co_await desk_post(std::get<conference::Login>(who), request, std::move(path));
}

awaitable<Response> Site::Impl::desk_get(std::vector<std::string_view> path) {
  const auto snapshot = parts.conference->snapshot();
  const conference::Clock& clock = parts.conference->clock();
  if (path.size() == 1 && path[0] == "stages") {
    json::array stages;
    for (const DeskStage& desk_stage : parts.stages) {
      stages.push_back(desk_json(desk_stage, *snapshot, clock));
    }
    co_return uncached(net::json(json::serialize(stages)));
  }
  const DeskStage* desk_stage =
      path.size() >= 2 && path[0] == "stages" ? stage(path[1]) : nullptr;
  if (desk_stage == nullptr) co_return not_found();
  if (path.size() == 2) {
    co_return uncached(net::json(json::serialize(desk_json(*desk_stage, *snapshot, clock))));
  }
  base::InputId input;
  if (path.size() == 5 && path[2] == "inputs" && path[4] == "picture.jpg") {
    const auto id = base::InputId::parse(path[3]);
    if (!id || !has_input(*desk_stage, *id)) co_return not_found();
    input = *id;
  } else if (path.size() != 4 || path[2] != "programme" || path[3] != "picture.jpg") {
    co_return not_found();
  }
  const base::SharedBytes picture = desk_stage->stage->picture(input);
  if (!picture) co_return no_content();  // Asking for it has it made.
  Response response;
  response.with("content-type", "image/jpeg");
  response.body = picture;
  co_return uncached(std::move(response));
}

awaitable<Response> Site::Impl::desk_post(const conference::Login& login, Request& request,
                                          std::vector<std::string_view> path) {
  if (path.size() >= 3 && path[0] == "stages") {
    const DeskStage* desk_stage = stage(path[1]);
    if (desk_stage == nullptr) co_return not_found();
    co_return co_await stage_post(login, *desk_stage, request, std::move(path));
  }
  if (path.size() == 3 && path[0] == "sessions") {
    co_return co_await session_post(login, request, std::move(path));
  }
  co_return not_found();
}

awaitable<Response> Site::Impl::stage_post(const conference::Login& login,
                                           const DeskStage& desk_stage, Request& request,
                                           std::vector<std::string_view> path) {
  const std::string stage_id = desk_stage.id.text();
  base::Status outcome = base::Done{};
  std::string action;
  if (path.size() == 3 && path[2] == "choice") {
    const auto choice = parse_choice(request.body);
    if (!choice) co_return uncached(net::problem(400, "Malformed", choice.error().detail()));
    outcome = desk_stage.stage->choose(*choice);
    action = choice->kind == stage::Choice::Kind::kInput ? "take " + choice->input.text()
             : choice->kind == stage::Choice::Kind::kSlate ? "take slate"
                                                           : "automatic";
  } else if (path.size() == 3 && path[2] == "open") {
    outcome = desk_stage.stage->open();
    action = "open";
  } else if (path.size() == 3 && path[2] == "close") {
    desk_stage.stage->close();
    action = "close";
  } else if (path.size() == 5 && path[2] == "inputs") {
    const auto input = base::InputId::parse(path[3]);
    if (!input) co_return not_found();
    if (path[4] == "key") co_return co_await rotate_key(login, desk_stage, *input);
    if (path[4] != "play") co_return not_found();
    const auto body = object_body(request);
    const json::value* play = body ? body->if_contains("play") : nullptr;
    if (play == nullptr || !play->is_bool()) {
      co_return uncached(net::problem(400, "Malformed", "`play` is true or false."));
    }
    outcome = desk_stage.play(*input, play->as_bool());
    action = (play->as_bool() ? "play " : "stop ") + input->text();
  } else {
    co_return not_found();
  }
  if (!outcome) {
    Response refused = net::problem(outcome.error());
    co_return uncached(std::move(refused));
  }
  std::string subject = stage_id;
  co_await audit(login, std::move(action), std::move(subject));
  co_return no_content();
}

awaitable<Response> Site::Impl::rotate_key(const conference::Login& login,
                                           const DeskStage& desk_stage, base::InputId input) {
  if (!has_input(desk_stage, input)) co_return not_found();
  base::StageId stage_id = desk_stage.id;
  const auto key = co_await parts.keys->rotate(stage_id, input);
  if (!key) co_return uncached(net::problem(key.error()));
  desk_stage.stage->disconnect(input, "its key was rotated");
  std::string action = "rotate key of " + input.text();
  std::string subject = desk_stage.id.text();
  co_await audit(login, std::move(action), std::move(subject));
  const json::object body{{"key", *key},
                          {"server", parts.rtmp_address},
                          {"stream_key", desk_stage.id.text() + "?key=" + *key}};
  co_return uncached(net::json(json::serialize(body)));
}

awaitable<Response> Site::Impl::session_post(const conference::Login& login, Request& request,
                                             std::vector<std::string_view> path) {
  const auto id = base::SessionId::parse(path[1]);
  if (!id) co_return not_found();
  base::SessionId session = *id;
  base::Result<programme::SessionState> state = base::Error(base::Errc::kNotFound, "no such verb");
  std::string action(path[2]);
  if (action == "start") {
    state = co_await parts.conference->start(session);
  } else if (action == "end") {
    state = co_await parts.conference->end(session);
  } else if (action == "extend") {
    const auto body = object_body(request);
    const json::value* minutes = body ? body->if_contains("minutes") : nullptr;
    if (minutes == nullptr || !minutes->is_int64()) {
      co_return uncached(net::problem(400, "Malformed", "`minutes` is a whole number."));
    }
    const std::int64_t wanted = std::clamp<std::int64_t>(minutes->as_int64(), -10'000, 10'000);
    state = co_await parts.conference->extend(session, std::chrono::minutes(wanted));
  }
  if (!state) co_return uncached(net::problem(state.error()));
  std::string subject = id->text();
  co_await audit(login, std::move(action), std::move(subject));
  co_return no_content();
}

void Site::Impl::add_desk(net::Router& router) {
  const auto handler = [this](Request& request) { return desk(request); };
  router.prefix(Method::kGet, "/api/v1/desk/", handler);
  router.prefix(Method::kPost, "/api/v1/desk/", handler);
}

// Pages.

void Site::Impl::add_pages(net::Router& router) {
  const auto asset = [this](Request& request) -> awaitable<Response> {
    co_return assets.serve(request);
  };
  router.prefix(Method::kGet, "/assets/", asset);
  const auto studio = [this](Request& request) -> awaitable<Response> {
    co_return pages.studio(request);
  };
  router.exact(Method::kGet, "/studio", studio);
  router.prefix(Method::kGet, "/studio/", studio);
  const auto audience = [this](Request& request) -> awaitable<Response> {
    co_return pages.audience(request);
  };
  router.exact(Method::kGet, "/", audience);
  router.prefix(Method::kGet, "/stage/", audience);
  router.prefix(Method::kGet, "/session/", audience);
  router.otherwise([this](Request& request) -> awaitable<Response> {
    const bool reads = request.method == Method::kGet || request.method == Method::kHead;
    const bool wants_page = request.header("accept").find("text/html") != std::string_view::npos;
    if (reads && wants_page) co_return pages.audience(request);
    co_return net::problem(404, "Not found", "There is nothing at this address.");
  });
}

Site::Site(SiteParts parts) : impl_(std::make_unique<Impl>(std::move(parts))) {}
Site::~Site() = default;

void Site::add_routes(net::Router& router) {
  impl_->add_public(router);
  impl_->add_login(router);
  impl_->add_desk(router);
  impl_->add_pages(router);
}

}  // namespace plenary::site
