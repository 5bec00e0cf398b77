#include "conference/publications.h"

#include <boost/json.hpp>

#include "conference/report_documents.h"

namespace plenary::conference {
namespace {

namespace json = boost::json;

std::optional<base::Instant> released_at(const Releases& releases, ReleaseKind kind,
                                         const std::string& id) {
  return release_of(releases, {kind, id}).released_at;
}

ReleasedAt all_released(const Content& content, const Releases& releases) {
  ReleasedAt all;
  for (const report::Report& report : content.reports) {
    const auto at = released_at(releases, ReleaseKind::kReport, report.id.text());
    if (at) all[report.id] = *at;
  }
  return all;
}

PublishedAt all_published(const Content& content, const Releases& releases) {
  PublishedAt all;
  for (const news::Post& post : content.news) {
    const auto at = published_at(post, releases);
    if (at) all[post.slug] = *at;
  }
  return all;
}

}  // namespace

std::string indicators_json(const Content& content, const report::Report& report) {
  json::object whole = json::parse(report_json(content, report, std::nullopt, {})).as_object();
  return json::serialize(json::object{{"report", report.id.text()},
                                      {"title", std::move(whole["title"])},
                                      {"indicators", std::move(whole["indicators"])},
                                      {"rates", std::move(whole["rates"])}});
}

std::optional<base::Instant> published_at(const news::Post& post, const Releases& releases) {
  const auto released = released_at(releases, ReleaseKind::kNews, post.slug.text());
  return post.published ? post.published : released;
}

std::shared_ptr<const Publications> publications(const Content& content, const Releases& releases,
                                                 const PictureSizes& pictures) {
  auto made = std::make_shared<Publications>();
  made->reports = make_document(reports_json(content, all_released(content, releases)));
  made->news = make_document(news_json(content, all_published(content, releases), pictures));
  for (const report::Report& report : content.reports) {
    const auto at = released_at(releases, ReleaseKind::kReport, report.id.text());
    made->report[report.id.text()] = {make_document(report_json(content, report, at, pictures)),
                                      make_document(indicators_json(content, report)),
                                      make_document(indicators_csv(content, report))};
  }
  for (const news::Post& post : content.news) {
    made->post[post.slug.text()] =
        make_document(post_json(content, post, published_at(post, releases), pictures));
  }
  return made;
}

}  // namespace plenary::conference
