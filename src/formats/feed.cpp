#include "formats/feed.h"

#include <fmt/format.h>

#include <algorithm>
#include <pugixml.hpp>
#include <sstream>
#include <vector>

#include "conference/announced_things.h"
#include "conference/zone.h"
#include "formats/guid.h"
#include "formats/illustrative.h"
#include "formats/xml_parts.h"

namespace plenary::formats {
namespace {

using conference::Content;
using programme::Announcement;
using programme::ChangeEntry;
using programme::ChangeKind;

constexpr std::size_t kMostEntries = 200;

void add_link(pugi::xml_node parent, const char* relation, const char* type,
              const std::string& href, const std::string& language = {}) {
  pugi::xml_node link = parent.append_child("link");
  link.append_attribute("rel").set_value(relation);
  link.append_attribute("type").set_value(type);
  link.append_attribute("href").set_value(href.c_str());
  if (!language.empty()) link.append_attribute("hreflang").set_value(language.c_str());
}

/// The head that both feeds have.
pugi::xml_node begin(pugi::xml_document& document, const Content& content,
                     const Rendering& rendering, const std::string& path, const std::string& title,
                     base::Instant updated) {
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version").set_value("1.0");
  declaration.append_attribute("encoding").set_value("UTF-8");
  pugi::xml_node feed = document.append_child("feed");
  feed.append_attribute("xmlns").set_value("http://www.w3.org/2005/Atom");
  feed.append_attribute("xml:lang").set_value(rendering.language.c_str());
  add(feed, "id", "urn:uuid:" + guid(content.id, "feed", path));
  add(feed, "title", title);
  add(feed, "updated", base::format_rfc3339(updated));
  add_link(feed, "self", "application/atom+xml", rendering.origin + path);
  add_link(feed, "alternate", "text/html", rendering.origin + "/");
  const people::Organisation* const host = content.organisation(content.host);
  pugi::xml_node author = feed.append_child("author");
  std::string name = host != nullptr ? words(host->name, content, rendering) : std::string();
  if (name.empty()) name = words(content.title, content, rendering);
  add(author, "name", name);
  pugi::xml_node generator = feed.append_child("generator");
  generator.text().set("Plenary");
  return feed;
}

std::string finish(const pugi::xml_document& document) {
  std::ostringstream out;
  document.save(out, " ", pugi::format_indent, pugi::encoding_utf8);
  return out.str();
}

/// The words of a change. Marks that are read without a language, and the programme's own words.
std::string place(const Announcement& told, const Content& content, const Rendering& rendering) {
  const auto offset =
      conference::zone_offset(content.time_zone, told.starts_at).value_or(content.utc_offset);
  const std::string time = local_time(told.starts_at, offset);
  std::string text = time.substr(0, 10) + " " + time.substr(11, 5) + "–" +
                     conference::wall_clock(told.ends_at, offset) + " (UTC" +
                     time.substr(time.size() - 6) + ")";
  if (const auto* stage = content.programme.stage(told.stage)) {
    text += ", " + words(stage->title, content, rendering);
  }
  return text;
}

std::string word_of(ChangeKind kind, const std::string& language) {
  struct Words {
    const char* zh;
    const char* id;
    const char* en;
  };
  const Words words = [kind]() -> Words {
    switch (kind) {
      case ChangeKind::kAdded:
        return {"新增", "Baru", "New"};
      case ChangeKind::kMoved:
        return {"改期", "Dipindahkan", "Moved"};
      case ChangeKind::kCancelled:
        return {"取消", "Dibatalkan", "Cancelled"};
      case ChangeKind::kResumed:
        return {"恢复", "Diadakan kembali", "On again"};
      case ChangeKind::kRemoved:
        return {"撤下", "Dihapus", "Taken out"};
      case ChangeKind::kChanged:
        break;
    }
    return {"更新", "Diubah", "Changed"};
  }();
  return language == "zh" ? words.zh : language == "id" ? words.id : words.en;
}

void add_change(pugi::xml_node feed, const ChangeEntry& entry, const Content& content,
                const Rendering& rendering) {
  const auto& change = entry.change;
  const Announcement& told = change.after ? *change.after : *change.before;
  const std::string number = std::to_string(entry.number);
  pugi::xml_node node = feed.append_child("entry");
  add(node, "id", "urn:uuid:" + guid(content.id, "change", number));
  add(node, "title",
      word_of(change.kind, rendering.language) + ": " + words(told.title, content, rendering));
  add(node, "updated", base::format_rfc3339(entry.at));
  add_link(node, "alternate", "text/html", session_url(rendering, change.session));
  pugi::xml_node category = node.append_child("category");
  category.append_attribute("term").set_value(name(change.kind));
  std::string text;
  if (change.before && change.after && change.kind == ChangeKind::kMoved) {
    text = place(*change.before, content, rendering) + " → ";
  }
  text += place(told, content, rendering);
  const auto* session = content.programme.session(change.session);
  if (session != nullptr && session->times_illustrative) {
    text += " (" + illustrative_times(rendering.language) + ")";
  }
  add(node, "summary", text);
}

std::string noun_of(const std::string& kind, const std::string& language) {
  const auto in = [&](const char* zh, const char* id, const char* en) {
    return std::string(language == "zh" ? zh : language == "id" ? id : en);
  };
  if (kind == "person") return in("人物", "Orang", "Person");
  if (kind == "report") return in("报告", "Laporan", "Report");
  if (kind == "exhibitor") return in("参展商", "Peserta pameran", "Exhibitor");
  return in("新闻", "Berita", "News");
}

void add_thing(pugi::xml_node feed, const programme::ThingChange& change, const Content& content,
               const Rendering& rendering) {
  pugi::xml_node node = feed.append_child("entry");
  add(node, "id", "urn:uuid:" + guid(content.id, "change", std::to_string(change.number)));
  add(node, "title",
      word_of(change.kind, rendering.language) + ": " + words(change.title, content, rendering));
  add(node, "updated", base::format_rfc3339(change.at));
  add_link(node, "alternate", "text/html",
           rendering.origin + conference::thing_url(change.thing));
  pugi::xml_node category = node.append_child("category");
  category.append_attribute("term").set_value(name(change.kind));
  add(node, "summary", noun_of(change.thing.first, rendering.language));
}

/// When a post came out, or as far as the content says.
std::optional<base::Instant> published(const news::Post& post,
                                       const conference::Releases& releases) {
  const auto release = release_of(releases, {conference::ReleaseKind::kNews, post.slug.text()});
  if (release.released_at) return release.released_at;
  if (post.published) return post.published;
  return post.embargo ? post.embargo->at : std::nullopt;
}

base::Instant first_day(const Content& content) {
  if (content.programme.days.empty()) return {};
  return base::Instant(std::chrono::sys_days(content.programme.days.front().date)) -
         content.utc_offset;
}

void add_post(pugi::xml_node feed, const news::Post& post, base::Instant at, const Content& content,
              const Rendering& rendering) {
  const std::string page = rendering.origin + "/news/" + post.slug.text();
  pugi::xml_node node = feed.append_child("entry");
  add(node, "id", "urn:uuid:" + guid(content.id, "news", post.slug.text()));
  add(node, "title", words(post.title, content, rendering));
  add(node, "published", base::format_rfc3339(at));
  add(node, "updated", base::format_rfc3339(at));
  for (const std::string& language : post.languages()) {
    add_link(node, "alternate", "text/html", page + "?lang=" + language, language);
  }
  std::string summary = words(post.summary, content, rendering);
  const auto mark = [&](const std::string& sentence) {
    summary += (summary.empty() ? "(" : " (") + sentence + ")";
  };
  if (post.illustrative) mark(illustrative(rendering.language));
  if (post.published_illustrative) mark(illustrative_hour(rendering.language));
  if (!summary.empty()) add(node, "summary", summary);
}

}  // namespace

std::string changes_atom(const Content& content, const programme::History& history,
                         const Rendering& rendering) {
  base::Instant updated = history.since;
  if (!history.changes.empty()) updated = std::max(updated, history.changes.back().at);
  if (!history.thing_changes.empty()) updated = std::max(updated, history.thing_changes.back().at);
  pugi::xml_document document;
  pugi::xml_node feed = begin(document, content, rendering, "/changes.atom",
                              words(content.title, content, rendering), updated);
  auto session = history.changes.rbegin();
  auto thing = history.thing_changes.rbegin();
  for (std::size_t left = kMostEntries; left > 0; --left) {
    const bool no_session = session == history.changes.rend();
    const bool no_thing = thing == history.thing_changes.rend();
    if (no_session && no_thing) break;
    if (no_thing || (!no_session && session->number > thing->number)) {
      add_change(feed, *session++, content, rendering);
    } else {
      add_thing(feed, *thing++, content, rendering);
    }
  }
  return finish(document);
}

std::string news_atom(const Content& content, const conference::Releases& releases,
                      const Rendering& rendering) {
  struct Dated {
    base::Instant at;
    const news::Post* post;
  };
  std::vector<Dated> posts;
  for (const news::Post& post : content.news) {
    if (!post.markdown.contains(rendering.language)) continue;
    posts.push_back({published(post, releases).value_or(first_day(content)), &post});
  }
  std::stable_sort(posts.begin(), posts.end(),
                   [](const Dated& left, const Dated& right) { return left.at > right.at; });
  if (posts.size() > kMostEntries) posts.resize(kMostEntries);
  const base::Instant updated = posts.empty() ? first_day(content) : posts.front().at;
  pugi::xml_document document;
  pugi::xml_node feed = begin(document, content, rendering, "/news." + rendering.language + ".atom",
                              words(content.title, content, rendering), updated);
  for (const Dated& one : posts) add_post(feed, *one.post, one.at, content, rendering);
  return finish(document);
}

}  // namespace plenary::formats
