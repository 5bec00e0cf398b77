#include "site/page_subject.h"

#include <array>

#include "site/page_bodies.h"

namespace plenary::site {
namespace {

using conference::Content;
using conference::Snapshot;

/// The pages of which only the shell is the server's: they say nothing of their own.
bool is_shell_page(std::string_view path) {
  return path == "/my-visit" || path == "/account" || path == "/join" || path == "/reset" ||
         path == "/my" || path == "/speaker" || path == "/press";
}

/// The one thing that an address below `prefix` names, by its id; null if there is none.
template <class Id, class Find>
auto named(const std::string& path, std::string_view prefix, Find find) -> decltype(find(Id())) {
  if (!path.starts_with(prefix)) return nullptr;
  const auto id = Id::parse(std::string_view(path).substr(prefix.size()));
  return id ? find(*id) : nullptr;
}

/// A stage's page, and what has a page of its own without the picture: its conversation, and the
/// log of its moderation.
bool stage_subject(Subject& subject, const std::string& path, const PageWords& words) {
  constexpr std::array<std::string_view, 2> kParts{"/chat", "/moderation"};
  std::string address = path;
  bool alone = false;
  for (const std::string_view part : kParts) {
    if (alone || !address.ends_with(part)) continue;
    alone = true;
    address.resize(address.size() - part.size());
  }
  const auto& programme = words.snapshot.content->programme;
  const auto* stage =
      named<base::StageId>(address, "/stage/", [&](const auto& id) { return programme.stage(id); });
  if (stage == nullptr) return false;
  describe_stage(subject, words, *stage);
  if (alone) return true;
  subject.plays = true;
  for (const auto& presence : words.snapshot.presences) {
    if (presence.id == stage->id && presence.open) {
      subject.playlist = "/live/" + stage->id.text() + "/index.m3u8";
    }
  }
  return true;
}

/// The stage alone, within a page of another site.
bool embed_subject(Subject& subject, const std::string& path, const PageWords& words) {
  if (!path.starts_with("/embed/")) return false;
  subject.listed = false;
  const std::string rest = path.substr(6);
  if (rest.starts_with("/figure/")) {
    const std::size_t slash = rest.find('/', 8);
    if (slash == std::string::npos) return false;
    return describe_figure(subject, words, rest.substr(8, slash - 8), rest.substr(slash + 1));
  }
  return stage_subject(subject, "/stage" + rest, words);
}

bool report_subject(Subject& subject, const std::string& path, const PageWords& words) {
  const Content& content = *words.snapshot.content;
  if (path == "/report") {
    describe_reports(subject, words);
    return true;
  }
  constexpr std::string_view kFigure = "/figure/";
  if (const std::size_t at = path.find(kFigure); at != std::string::npos && at > 8) {
    if (!path.starts_with("/report/")) return false;
    return describe_figure(subject, words, path.substr(8, at - 8),
                           path.substr(at + kFigure.size()));
  }
  const auto* report =
      named<report::ReportId>(path, "/report/", [&](const auto& id) { return content.report(id); });
  if (report == nullptr) return false;
  describe_report(subject, words, *report);
  return true;
}

bool news_subject(Subject& subject, const std::string& path, const PageWords& words) {
  const Content& content = *words.snapshot.content;
  if (path == "/news") {
    describe_news(subject, words);
    return true;
  }
  const auto* post =
      named<news::PostId>(path, "/news/", [&](const auto& slug) { return content.post(slug); });
  if (post == nullptr) return false;
  describe_post(subject, words, *post);
  return true;
}

bool people_subject(Subject& subject, const std::string& path, const PageWords& words) {
  const Content& content = *words.snapshot.content;
  if (const auto* person = named<base::PersonId>(
          path, "/person/", [&](const auto& id) { return content.person(id); })) {
    describe_person(subject, words, *person);
    return true;
  }
  if (const auto* organisation = named<base::OrganisationId>(
          path, "/organisation/", [&](const auto& id) { return content.organisation(id); })) {
    describe_organisation(subject, words, *organisation);
    return true;
  }
  if (const auto* forum = named<base::ForumId>(path, "/forum/",
                                               [&](const auto& id) { return content.forum(id); })) {
    describe_forum(subject, words, *forum);
    return true;
  }
  return false;
}

bool exhibitor_subject(Subject& subject, const std::string& path, const PageWords& words) {
  constexpr std::string_view kExhibitor = "/exhibitor/";
  constexpr std::string_view kProduct = "/product/";
  if (!path.starts_with(kExhibitor)) return false;
  const exhibition::Exhibition& exhibition = words.snapshot.content->exhibition;
  const std::size_t at = path.find(kProduct, kExhibitor.size());
  const auto* exhibitor = named<exhibition::ExhibitorId>(
      path.substr(0, at), kExhibitor, [&](const auto& id) { return exhibition.exhibitor(id); });
  if (exhibitor == nullptr) return false;
  if (at == std::string::npos) {
    describe_exhibitor(subject, words, *exhibitor);
    return true;
  }
  const auto* product = named<exhibition::ProductId>(
      path.substr(at), kProduct, [&](const auto& id) { return exhibitor->product(id); });
  if (product == nullptr) return false;
  describe_product(subject, words, *exhibitor, *product);
  return true;
}

bool exhibition_subject(Subject& subject, const std::string& path, const PageWords& words) {
  const exhibition::Exhibition& exhibition = words.snapshot.content->exhibition;
  if (path == "/exhibition") {
    describe_exhibition(subject, words);
    return true;
  }
  if (path == "/catalogue") {
    describe_catalogue(subject, words);
    return true;
  }
  const auto* hall = named<exhibition::HallId>(
      path, "/exhibition/hall/", [&](const auto& id) { return exhibition.hall(id); });
  if (hall == nullptr) return exhibitor_subject(subject, path, words);
  describe_hall(subject, words, *hall);
  return true;
}

bool known_subject(Subject& subject, const std::string& path, const PageWords& words) {
  if (path == "/") {
    describe_lobby(subject, words);
    return true;
  }
  if (is_shell_page(path)) {
    subject.listed = false;
    return true;
  }
  if (path == "/programme" || path == "/search") {
    describe_programme(subject, words);
    return true;
  }
  if (path == "/summary") {
    describe_summary(subject, words);
    return true;
  }
  const Content& content = *words.snapshot.content;
  if (const auto* session = named<base::SessionId>(
          path, "/session/", [&](const auto& id) { return content.programme.session(id); })) {
    describe_session(subject, words, *session);
    return true;
  }
  return stage_subject(subject, path, words) || embed_subject(subject, path, words) ||
         report_subject(subject, path, words) || news_subject(subject, path, words) ||
         people_subject(subject, path, words) || exhibition_subject(subject, path, words);
}

/// A feed that readers' programs find by the head of any page.
struct Feed {
  std::string_view title;
  std::string path;
};

std::array<Feed, 2> feeds_in(const std::string& language) {
  const auto in = [&](std::string_view zh, std::string_view id, std::string_view en) {
    return language == "zh" ? zh : language == "id" ? id : en;
  };
  return {Feed{in("新闻", "Berita", "News"), "/news." + language + ".atom"},
          Feed{in("变更", "Perubahan", "Changes"), "/changes.atom?lang=" + language}};
}

}  // namespace

Subject subject_of(const std::string& path, const std::string& language, const Snapshot& snapshot) {
  const Content& content = *snapshot.content;
  const PageWords words{snapshot, language};
  Subject subject;
  subject.title = words.in(content.title);
  subject.description = words.in(content.theme);
  subject.languages = content.languages;
  if (!known_subject(subject, path, words)) {
    subject.status = 404;
    subject.listed = false;
  }
  return subject;
}

std::vector<std::string> page_addresses(const Content& content) {
  std::vector<std::string> addresses{"/", "/programme"};
  if (!content.reports.empty()) addresses.emplace_back("/report");
  if (!content.news.empty()) addresses.emplace_back("/news");
  for (const auto& one : content.programme.stages) addresses.push_back("/stage/" + one.id.text());
  for (const auto& one : content.programme.forums) addresses.push_back("/forum/" + one.id.text());
  for (const auto& one : content.programme.sessions) {
    addresses.push_back("/session/" + one.id.text());
  }
  for (const auto& one : content.reports) {
    addresses.push_back("/report/" + one.id.text());
    for (const auto& figure : one.indicators) {
      addresses.push_back("/report/" + one.id.text() + "/figure/" + figure.id.text());
    }
  }
  if (!content.exhibition.empty()) {
    addresses.emplace_back("/exhibition");
    addresses.emplace_back("/catalogue");
  }
  for (const auto& hall : content.exhibition.halls) {
    addresses.push_back("/exhibition/hall/" + hall.id.text());
  }
  for (const auto& exhibitor : content.exhibition.exhibitors) {
    const std::string address = "/exhibitor/" + exhibitor->id.text();
    addresses.push_back(address);
    for (const auto& product : exhibitor->products) {
      addresses.push_back(address + "/product/" + product.id.text());
    }
  }
  for (const auto& one : content.news) addresses.push_back("/news/" + one.slug.text());
  for (const auto& one : content.people) addresses.push_back("/person/" + one.id.text());
  for (const auto& one : content.organisations) {
    addresses.push_back("/organisation/" + one.id.text());
  }
  return addresses;
}

std::string head_of(const Subject& subject, const PageAddress& address) {
  const std::string page = escape_html(address.origin + address.path);
  std::string head = "<title>" + escape_html(subject.title) + "</title>\n";
  const auto meta = [&](std::string_view attribute, std::string_view name,
                        std::string_view content) {
    head += "    <meta " + std::string(attribute) + "=\"" + std::string(name) + "\" content=\"" +
            escape_html(content) + "\">\n";
  };
  const auto link = [&](const std::string& attributes) {
    head += "    <link " + attributes + ">\n";
  };
  meta("name", "description", subject.description);
  meta("property", "og:title", subject.title);
  meta("property", "og:description", subject.description);
  meta("property", "og:type", subject.type);
  meta("property", "og:locale", address.language);
  if (subject.listed) {
    meta("property", "og:url", address.origin + address.path);
    const std::string image = !subject.image.empty() ? subject.image
                              : address.cover ? "/cover/" + address.language + ".png"
                                              : std::string();
    if (!image.empty()) {
      meta("property", "og:image", address.origin + image);
      meta("property", "og:image:alt", subject.title);
      meta("name", "twitter:card", "summary_large_image");
    }
    link("rel=\"canonical\" href=\"" + page + "\"");
    for (const std::string& other : subject.languages) {
      link("rel=\"alternate\" hreflang=\"" + other + "\" href=\"" + page + "?lang=" + other + "\"");
    }
    link("rel=\"alternate\" hreflang=\"x-default\" href=\"" + page + "\"");
    for (const Feed& feed : feeds_in(address.language)) {
      link("rel=\"alternate\" type=\"application/atom+xml\" title=\"" + std::string(feed.title) +
           "\" href=\"" + escape_html(address.origin + feed.path) + "\"");
    }
  } else {
    meta("name", "robots", "noindex");
  }
  // Data, not a program: no policy for scripts concerns it.
  if (!subject.data.empty()) {
    head += "    <script type=\"application/ld+json\">" + subject.data + "</script>\n";
  }
  if (!subject.playlist.empty()) {
    link("rel=\"preload\" as=\"fetch\" crossorigin href=\"" + subject.playlist + "\"");
  }
  return head;
}

}  // namespace plenary::site
