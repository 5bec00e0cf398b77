#include "site/audience_routes.h"

#include <utility>

#include "conference/places.h"
#include "site/desk_routes.h"
#include "site/summary_routes.h"

namespace plenary::site {
namespace {

using account::Right;
using audience::DocumentRequest;
using boost::asio::awaitable;
using Kind = audience::DocumentRequest::Kind;

enum class Form : std::uint8_t { kJson, kJsonLines, kCsv };
enum class Reader : std::uint8_t { kPublic, kOneself };

/// What a route gives out.
struct Given {
  Kind kind = Kind::kDesk;
  Form form = Form::kJson;
  Reader reader = Reader::kOneself;
  std::string file;  ///< What a browser saves it as; empty: it shows it.
};

net::Response response_of(const Given& given, std::string text) {
  net::Response response;
  const char* type = given.form == Form::kJson        ? "application/json"
                     : given.form == Form::kJsonLines ? "application/x-ndjson"
                                                      : "text/csv; charset=utf-8";
  response.with("content-type", type);
  response.with("cache-control",
                given.reader == Reader::kPublic ? "public, max-age=5" : "no-store");
  if (!given.file.empty()) {
    response.with("content-disposition", "attachment; filename=\"" + given.file + "\"");
  }
  response.body = std::move(text);
  return response;
}

class Routes {
 public:
  Routes(RouteTable& table, const conference::Conference& conference, audience::Audience& audience)
      : table_(table), conference_(conference), audience_(audience) {}

  void add(std::string path, Given given, Access access, Right right) {
    Route route;
    route.path = std::move(path);
    route.access = access;
    route.right = right;
    const bool whole = right == Right::kExportAudience;
    if (access == Access::kInPlace && !whole) {
      const bool of_session = route.path.find("{session}") != std::string::npos;
      route.place = of_session ? session_place(conference_) : stage_place(conference_);
    }
    const conference::Conference* conference = &conference_;
    audience::Audience* audience = &audience_;
    route.handle = [conference, audience, given](Call& call) {
      return answer(*conference, *audience, given, call);
    };
    table_.add(std::move(route));
  }

 private:
  static awaitable<net::Response> answer(const conference::Conference& conference,
                                         audience::Audience& audience, Given given, Call& call) {
    DocumentRequest request;
    request.kind = given.kind;
    request.poll = call.path["p"];
    request.before = call.request.query_value("before").value_or("");
    std::string stage_text = call.path["stage"];
    if (const auto session = base::SessionId::parse(call.path["session"])) {
      request.session = *session;
      const auto snapshot = conference.snapshot();
      const auto place = conference::place_of(*snapshot, *session);
      if (place) {
        stage_text = place->stage;
        request.forum = place->forum;
      }
    }
    const auto parsed = base::StageId::parse(stage_text);
    if (!parsed) co_return net::problem(404, "Not found", "There is no such stage.");
    base::StageId stage = *parsed;
    account::Visitor visitor = call.visitor;
    auto document =
        co_await audience.document(std::move(stage), std::move(request), std::move(visitor));
    if (!document) co_return net::problem(document.error());
    co_return response_of(given, std::move(*document));
  }

  RouteTable& table_;
  const conference::Conference& conference_;
  audience::Audience& audience_;
};

}  // namespace

void add_audience_routes(RouteTable& table, const conference::Conference& conference,
                         audience::Audience& audience) {
  add_summary_route(table, conference, audience);
  Routes routes(table, conference, audience);
  const std::string stage = "/api/v1/stages/{stage}";
  const std::string desk = "/api/v1/desk/stages/{stage}/audience";
  const std::string session = "/api/v1/desk/sessions/{session}/audience";
  const Access open = Access::kOpen;
  const Access in_place = Access::kInPlace;
  routes.add(stage + "/moderation", {Kind::kModerationLog, Form::kJson, Reader::kPublic, ""}, open,
             Right::kWatch);
  // Of a poll that is not public yet there is a tally for those who run polls: the audience
  // decides.
  routes.add(stage + "/polls/{p}/tally", {Kind::kTally, Form::kJson, Reader::kOneself, ""}, open,
             Right::kWatch);
  routes.add(stage + "/polls/{p}/tally.csv",
             {Kind::kTallyCsv, Form::kCsv, Reader::kOneself, "tally.csv"}, open, Right::kWatch);
  routes.add("/api/v1/desk/stages/{stage}/polls/{p}/answers",
             {Kind::kAnswers, Form::kJson, Reader::kOneself, ""}, in_place, Right::kModerate);
  // To those who may announce alone the audience gives no more than that needs.
  routes.add(desk, {Kind::kDesk, Form::kJson, Reader::kOneself, ""}, in_place, Right::kAnnounce);
  routes.add(desk + "/export.jsonl",
             {Kind::kExportJsonl, Form::kJsonLines, Reader::kOneself, "audience.jsonl"}, in_place,
             Right::kExportAudience);
  routes.add(desk + "/export.csv", {Kind::kExportCsv, Form::kCsv, Reader::kOneself, "audience.csv"},
             in_place, Right::kExportAudience);
  routes.add(session, {Kind::kFigures, Form::kJson, Reader::kOneself, ""}, in_place,
             Right::kSeeFigures);
  routes.add(session + ".csv", {Kind::kFiguresCsv, Form::kCsv, Reader::kOneself, "audience.csv"},
             in_place, Right::kSeeFigures);
}

}  // namespace plenary::site
