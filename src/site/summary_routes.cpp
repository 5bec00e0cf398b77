#include "site/summary_routes.h"

#include <boost/json.hpp>
#include <memory>
#include <utility>

#include "base/guarded.h"
#include "conference/json_parts.h"
#include "site/documents.h"

namespace plenary::site {
namespace {

namespace json = boost::json;
using boost::asio::awaitable;
using conference::Snapshot;
using conference::localised;
using net::Response;

/// A figure as the counters gave it, with what it means.
struct Kind {
  const char* id;
  const char* unit;
  json::object name;
  json::object definition;
};

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all{
      {"average_minute_audience",
       "viewers",
       {{"en", "Average audience"}, {"zh", "平均每分钟观众"}, {"id", "Rata-rata penonton"}},
       {{"en", "Seconds watched by all viewers, divided by the seconds of the session that were "
               "counted. Watching means that the player was showing the stage."},
        {"zh", "全部观众的观看秒数除以计入的场次秒数；观看指播放器正在显示该会场。"},
        {"id", "Detik tonton semua penonton dibagi detik sesi yang dihitung; menonton berarti "
               "pemutar sedang menampilkan panggung."}}},
      {"peak",
       "viewers",
       {{"en", "Peak"}, {"zh", "峰值"}, {"id", "Puncak"}},
       {{"en", "The highest mean of a minute, with the highest lower and upper bounds of any "
               "minute."},
        {"zh", "每分钟平均值中的最高者，及各分钟下限、上限中的最高者。"},
        {"id", "Rata-rata satu menit yang tertinggi, dengan batas bawah dan atas tertinggi dari "
               "semua menit."}}},
      {"unique_devices",
       "devices",
       {{"en", "Devices"}, {"zh", "设备数"}, {"id", "Perangkat"}},
       {{"en", "Devices that showed the session, exact: counted by a keyed hash of an anonymous "
               "ticket, never by an address."},
        {"zh", "播放过该场次的设备，精确值：按匿名票据的带密钥散列计数，不用地址。"},
        {"id", "Perangkat yang menampilkan sesi, tepat: dihitung dengan hash berkunci dari tiket "
               "anonim, tidak pernah dari alamat."}}},
      {"accounts",
       "accounts",
       {{"en", "Accounts"}, {"zh", "账号数"}, {"id", "Akun"}},
       {{"en", "Accounts among them, exact."},
        {"zh", "其中登录的账号，精确值。"},
        {"id", "Akun di antaranya, tepat."}}},
  };
  return all;
}

json::object figure(const Kind& kind, const json::value& measured) {
  json::object object{{"id", kind.id},
                      {"unit", kind.unit},
                      {"name", kind.name},
                      {"definition", kind.definition},
                      {"source",
                       json::object{{"en", "This server's counters"},
                                    {"zh", "本服务器的计数器"},
                                    {"id", "Penghitung server ini"}}},
                      {"value", measured},
                      {"low", nullptr},
                      {"high", nullptr}};
  if (measured.is_object()) {
    for (const char* key : {"value", "low", "high"}) object[key] = measured.at(key);
  }
  return object;
}

json::array declared(const Snapshot& snapshot) {
  json::array all;
  for (const conference::DeclaredAudience& one : snapshot.content->declared_audience) {
    json::object object{{"id", one.id},
                        {"text", localised(one.text)},
                        {"of", localised(one.of)},
                        {"approximate", name(one.approximation)},
                        {"our_wording", json::array(one.our_wording.begin(), one.our_wording.end())},
                        {"sources", json::array(one.sources.begin(), one.sources.end())}};
    object["viewers"] = one.viewers ? json::value(one.viewers->text()) : json::value(nullptr);
    object["session"] = one.session ? json::value(one.session->text()) : json::value(nullptr);
    all.emplace_back(std::move(object));
  }
  return all;
}

class Summary {
 public:
  Summary(const conference::Conference& conference, audience::Audience& audience)
      : conference_(conference), audience_(audience) {}

  awaitable<Response> answer(Call& call);

 private:
  /// What was gathered, good for a few seconds: many may ask, the counters are asked once.
  struct Kept {
    conference::Document document;
    base::Instant until;
    std::uint64_t version = 0;
    std::shared_ptr<const conference::Content> content;
  };

  awaitable<json::array> figures(const programme::Session& session);
  awaitable<conference::Document> gather(const Snapshot& snapshot);

  const conference::Conference& conference_;
  audience::Audience& audience_;
  base::Guarded<Kept> kept_;
};

awaitable<json::array> Summary::figures(const programme::Session& session) {
  audience::DocumentRequest request;
  request.kind = audience::DocumentRequest::Kind::kFigures;
  request.session = session.id;
  account::Visitor reader;
  reader.account = "summary";
  reader.grants = {account::Grant{account::Role::kOrganiser, {}}};
  base::StageId stage = session.stage;
  const auto text =
      co_await audience_.document(std::move(stage), std::move(request), std::move(reader));
  json::array all;
  if (!text) co_return all;
  const json::value document = json::parse(*text);
  if (document.at("counted_seconds").as_int64() == 0) co_return all;  // Nothing was counted.
  for (const Kind& kind : kinds()) all.emplace_back(figure(kind, document.at(kind.id)));
  co_return all;
}

awaitable<conference::Document> Summary::gather(const Snapshot& snapshot) {
  json::array sessions;
  bool all_ended = true;
  for (const programme::Session& session : snapshot.content->programme.sessions) {
    if (session.cancelled) continue;
    if (snapshot.state(session.id).phase != programme::SessionPhase::kEnded) {
      all_ended = false;
      continue;
    }
    json::array measured = co_await figures(session);
    sessions.emplace_back(json::object{{"id", session.id.text()},
                                       {"title", localised(session.title)},
                                       {"figures", std::move(measured)}});
  }
  const json::object body{{"final", all_ended && !sessions.empty()},
                          {"as_of", base::format_rfc3339(conference_.clock().now())},
                          {"measured", json::array()},
                          {"sessions", std::move(sessions)},
                          {"declared", declared(snapshot)}};
  co_return conference::make_document(json::serialize(body));
}

awaitable<Response> Summary::answer(Call& call) {
  const auto snapshot = conference_.snapshot();
  const base::Instant now = conference_.clock().real_now();
  conference::Document document = kept_.with([&](const Kept& kept) {
    const bool good = kept.until > now && kept.version == snapshot->version &&
                      kept.content == snapshot->content;
    return good ? kept.document : conference::Document();
  });
  if (!document.body) {
    document = co_await gather(*snapshot);
    kept_.with([&](Kept& kept) {
      kept = {document, now + std::chrono::seconds(10), snapshot->version, snapshot->content};
    });
  }
  co_return document_response(call.request, document);
}

}  // namespace

void add_summary_route(RouteTable& table, const conference::Conference& conference,
                       audience::Audience& audience) {
  const auto summary = std::make_shared<Summary>(conference, audience);
  table.add({net::Method::kGet, "/api/v1/summary", Access::kOpen, account::Right::kWatch, {},
             [summary](Call& call) { return summary->answer(call); }});
}

}  // namespace plenary::site
