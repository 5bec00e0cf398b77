#include "site/report_routes.h"

#include <algorithm>
#include <boost/json.hpp>

#include "conference/gallery.h"
#include "conference/publications.h"
#include "conference/report_documents.h"
#include "site/answers.h"
#include "site/desk_routes.h"
#include "site/documents.h"
#include "site/picture_file.h"
#include "site/report_printer.h"
#include "storage/database.h"

namespace plenary::site {
namespace {

namespace json = boost::json;
using account::Right;
using boost::asio::awaitable;
using conference::Content;
using conference::Document;
using conference::Publications;
using conference::Snapshot;
using net::Method;
using net::Response;
using report::Report;

constexpr const char* kCsv = "text/csv; charset=utf-8; header=present";

const Report* report_of(const Content& content, const Call& call) {
  const auto id = report::ReportId::parse(call.path["report"]);
  return id ? content.report(*id) : nullptr;
}

const news::Post* post_of(const Content& content, const Call& call) {
  const auto slug = news::PostId::parse(call.path["post"]);
  return slug ? content.post(*slug) : nullptr;
}

/// ?lang, if the conference has it; else its first.
std::string language_of(const Content& content, const net::Request& request) {
  const auto asked = request.query_value("lang");
  const auto& known = content.languages;
  if (asked && std::find(known.begin(), known.end(), *asked) != known.end()) return *asked;
  return known.empty() ? "en" : known.front();
}

Response download(Response response, const std::string& name) {
  return std::move(response.with("content-disposition", "attachment; filename=\"" + name + "\""));
}

Response pdf_response(base::SharedBytes bytes, const std::string& name) {
  Response response;
  response.with("content-type", "application/pdf")
      .with("content-disposition", "inline; filename=\"" + name + "\"");
  response.body = std::move(bytes);
  response.ranges = true;
  return response;
}

/// What is out, for everybody.
class Public {
 public:
  explicit Public(const SiteParts& parts) : parts_(parts), printer_(parts.gallery) {}

  awaitable<Response> reports(Call& call) const { return whole(call, &Publications::reports); }
  awaitable<Response> news(Call& call) const { return whole(call, &Publications::news); }
  awaitable<Response> report(Call& call) const {
    return of_report(call, &Publications::OfReport::json, "application/json", "");
  }
  awaitable<Response> indicators(Call& call) const {
    return of_report(call, &Publications::OfReport::indicators, "application/json", "");
  }
  awaitable<Response> csv(Call& call) const {
    return of_report(call, &Publications::OfReport::csv, kCsv, ".csv");
  }
  awaitable<Response> post(Call& call) const;
  awaitable<Response> pdf(Call& call) const;
  awaitable<Response> cite(Call& call) const;

 private:
  awaitable<Response> whole(Call& call, Document Publications::*which) const {
    const auto snapshot = parts_.conference->snapshot();
    co_return document_response(call.request, (*snapshot->publications).*which);
  }
  awaitable<Response> of_report(Call& call, Document Publications::OfReport::*which,
                                std::string type, std::string saved_as) const;

  const SiteParts& parts_;
  mutable ReportPrinter printer_;
};

awaitable<Response> Public::of_report(Call& call, Document Publications::OfReport::*which,
                                      std::string type, std::string saved_as) const {
  const auto snapshot = parts_.conference->snapshot();
  const auto& reports = snapshot->publications->report;
  const auto found = reports.find(call.path["report"]);
  if (found == reports.end()) co_return not_found();
  Response response = document_response(call.request, found->second.*which, type);
  if (saved_as.empty()) co_return response;
  co_return download(std::move(response), found->first + saved_as);
}

awaitable<Response> Public::post(Call& call) const {
  const auto snapshot = parts_.conference->snapshot();
  const auto& posts = snapshot->publications->post;
  const auto found = posts.find(call.path["post"]);
  if (found == posts.end()) co_return not_found();
  co_return document_response(call.request, found->second);
}

awaitable<Response> Public::pdf(Call& call) const {
  const auto snapshot = parts_.conference->snapshot();
  const Report* const report = report_of(*snapshot->content, call);
  if (report == nullptr) co_return not_found();
  std::string language = language_of(*snapshot->content, call.request);
  const std::string name = report->id.text() + "-" + language + ".pdf";
  base::SharedBytes bytes = co_await printer_.print(snapshot, report, std::move(language));
  Response response = pdf_response(std::move(bytes), name);
  response.with("cache-control", "public, max-age=0, s-maxage=1");
  co_return response;
}

awaitable<Response> Public::cite(Call& call) const {
  const auto snapshot = parts_.conference->snapshot();
  const Report* const report = report_of(*snapshot->content, call);
  if (report == nullptr) co_return not_found();
  const auto style =
      conference::parse_cite_style(call.request.query_value("style").value_or("bibtex"));
  if (!style) co_return malformed("`style` is bibtex, apa or gbt7714.");
  const conference::ReleaseSubject subject{conference::ReleaseKind::kReport, report->id.text()};
  const auto released_at = release_of(snapshot->releases, subject).released_at;
  const std::string url = site_origin(call.request) + "/report/" + report->id.text();
  Response response;
  response.with("content-type", "text/plain; charset=utf-8");
  response.body =
      conference::cite(*snapshot->content, *report, released_at.value_or(base::Instant{}), *style,
                       language_of(*snapshot->content, call.request), url);
  co_return uncached(std::move(response));
}

/// What is not out yet, for those who are accredited. Whatever is looked at or taken along is in
/// the audit log first: who cannot be logged does not see it.
class Press {
 public:
  explicit Press(const SiteParts& parts) : parts_(parts), printer_(parts.gallery) {}

  awaitable<Response> list(Call& call) const;
  awaitable<Response> report(Call& call) const;
  awaitable<Response> indicators(Call& call) const;
  awaitable<Response> csv(Call& call) const;
  awaitable<Response> pdf(Call& call) const;
  awaitable<Response> post(Call& call) const;
  awaitable<Response> picture(Call& call) const;

 private:
  /// The sizes of pictures at addresses of their own: the public's lead nowhere yet.
  conference::PictureSizes sizes() const;
  awaitable<base::Status> log(Call& call, std::string action, std::string subject) const;
  std::optional<base::Instant> released_at(conference::ReleaseKind kind,
                                           const std::string& id) const {
    const auto snapshot = parts_.conference->snapshot();
    return release_of(snapshot->releases, {kind, id}).released_at;
  }

  const SiteParts& parts_;
  mutable ReportPrinter printer_;
};

awaitable<base::Status> Press::log(Call& call, std::string action, std::string subject) const {
  storage::AuditRecord record{parts_.conference->clock().real_now(), call.visitor.account,
                              std::move(action), std::move(subject)};
  co_return co_await parts_.database->put(std::move(record));
}

conference::PictureSizes Press::sizes() const {
  return [gallery = parts_.gallery](const std::string& name) {
    auto sizes = gallery ? gallery->sizes(name) : std::vector<conference::PictureSize>();
    for (conference::PictureSize& size : sizes) size.url = "/api/v1/press" + size.url;
    return sizes;
  };
}

awaitable<Response> Press::list(Call&) const {
  json::array all;
  const auto views = parts_.conference->releases();
  // What goes with another is out when that is.
  const auto instant_of = [&views](const conference::ReleaseView& view) {
    if (!view.plan.with) return release_instant(view.plan, view.release);
    for (const conference::ReleaseView& other : views) {
      if (other.plan.subject == *view.plan.with) return release_instant(other.plan, other.release);
    }
    return std::optional<base::Instant>();
  };
  for (const conference::ReleaseView& view : views) {
    // What booths launch is not the press's to read.
    const auto kind = view.plan.subject.kind;
    if (kind != conference::ReleaseKind::kReport && kind != conference::ReleaseKind::kNews) continue;
    json::object title;
    for (const auto& [language, words] : view.title.by_language) title[language] = words;
    const auto at = instant_of(view);
    json::object one{{"kind", name(kind)},
                     {"id", view.plan.subject.id},
                     {"title", std::move(title)},
                     {"released", view.release.released_at.has_value()}};
    one["at"] = at ? json::value(base::format_rfc3339(*at)) : json::value(nullptr);
    all.emplace_back(std::move(one));
  }
  co_return uncached_json(json::serialize(json::object{{"publications", std::move(all)}}));
}

awaitable<Response> Press::report(Call& call) const {
  const auto content = parts_.conference->full();
  const Report* const report = report_of(*content, call);
  if (report == nullptr) co_return not_found();
  const std::string id = report->id.text();
  const base::Status logged = co_await log(call, "press_view", "report/" + id);
  if (!logged) co_return uncached(net::problem(logged.error()));
  const auto at = released_at(conference::ReleaseKind::kReport, id);
  co_return uncached_json(conference::report_json(*content, *report, at, sizes()));
}

awaitable<Response> Press::indicators(Call& call) const {
  const auto content = parts_.conference->full();
  const Report* const report = report_of(*content, call);
  if (report == nullptr) co_return not_found();
  const std::string id = report->id.text();
  const base::Status logged = co_await log(call, "press_download", "report/" + id + ".json");
  if (!logged) co_return uncached(net::problem(logged.error()));
  Response response = uncached_json(conference::indicators_json(*content, *report));
  co_return download(std::move(response), id + ".json");
}

awaitable<Response> Press::csv(Call& call) const {
  const auto content = parts_.conference->full();
  const Report* const report = report_of(*content, call);
  if (report == nullptr) co_return not_found();
  const std::string id = report->id.text();
  const base::Status logged = co_await log(call, "press_download", "report/" + id + ".csv");
  if (!logged) co_return uncached(net::problem(logged.error()));
  Response response;
  response.with("content-type", kCsv);
  response.body = conference::indicators_csv(*content, *report);
  co_return uncached(download(std::move(response), id + ".csv"));
}

awaitable<Response> Press::pdf(Call& call) const {
  const auto content = parts_.conference->full();
  const Report* const report = report_of(*content, call);
  if (report == nullptr) co_return not_found();
  const std::string id = report->id.text();
  const base::Status logged = co_await log(call, "press_download", "report/" + id + ".pdf");
  if (!logged) co_return uncached(net::problem(logged.error()));
  std::string language = language_of(*content, call.request);
  base::SharedBytes bytes = co_await printer_.print_once(content, report, std::move(language));
  co_return uncached(pdf_response(std::move(bytes), id + ".pdf"));
}

awaitable<Response> Press::post(Call& call) const {
  const auto content = parts_.conference->full();
  const news::Post* const post = post_of(*content, call);
  if (post == nullptr) co_return not_found();
  const std::string slug = post->slug.text();
  const base::Status logged = co_await log(call, "press_view", "news/" + slug);
  if (!logged) co_return uncached(net::problem(logged.error()));
  const auto at = released_at(conference::ReleaseKind::kNews, slug);
  co_return uncached_json(conference::post_json(*content, *post, at, sizes()));
}

awaitable<Response> Press::picture(Call& call) const {
  const auto content = parts_.conference->full();
  const auto shown = [&content](const std::string& name) { return content->pictures.contains(name); };
  const auto served =
      parts_.gallery ? parts_.gallery->file(call.path["picture"], shown) : std::nullopt;
  if (!served) co_return not_found();
  const base::Status logged = co_await log(call, "press_download", "picture/" + served->name);
  if (!logged) co_return uncached(net::problem(logged.error()));
  co_return picture_file(served->path, "private, no-store");
}

template <class Handlers>
Route::Handler handler(std::shared_ptr<const Handlers> handlers,
                       awaitable<Response> (Handlers::*handle)(Call&) const) {
  return
      [handlers = std::move(handlers), handle](Call& call) { return ((*handlers).*handle)(call); };
}

}  // namespace

void add_report_routes(RouteTable& table, const SiteParts& parts) {
  const auto open = std::make_shared<const Public>(parts);
  const auto add = [&](const std::string& path,
                       awaitable<Response> (Public::*handle)(Call&) const) {
    table.add({Method::kGet, path, Access::kOpen, Right::kWatch, {}, handler(open, handle)});
  };
  const std::string report = "/api/v1/reports/{report}";
  add("/api/v1/reports", &Public::reports);
  add(report + ".pdf", &Public::pdf);
  add(report, &Public::report);
  add(report + "/indicators.json", &Public::indicators);
  add(report + "/indicators.csv", &Public::csv);
  add(report + "/cite", &Public::cite);
  add("/api/v1/news", &Public::news);
  add("/api/v1/news/{post}", &Public::post);

  const auto press = std::make_shared<const Press>(parts);
  const auto add_press = [&](const std::string& path,
                             awaitable<Response> (Press::*handle)(Call&) const) {
    table.add(
        {Method::kGet, path, Access::kInPlace, Right::kReadEmbargoed, {}, handler(press, handle)});
  };
  const std::string early = "/api/v1/press/reports/{report}";
  add_press("/api/v1/press/publications", &Press::list);
  add_press(early + ".pdf", &Press::pdf);
  add_press(early, &Press::report);
  add_press(early + "/indicators.json", &Press::indicators);
  add_press(early + "/indicators.csv", &Press::csv);
  add_press("/api/v1/press/news/{post}", &Press::post);
  add_press("/api/v1/press/pictures/{picture}", &Press::picture);
}

}  // namespace plenary::site
