#include "formats/search_documents.h"

#include <algorithm>

namespace plenary::formats {
namespace {

using conference::Content;
using search::Document;
using search::Kind;

/// `more` behind what there is in each language, where there is something.
void append(base::LocalisedText& text, const base::LocalisedText& more) {
  for (const auto& [language, words] : more.by_language) {
    std::string& there = text.by_language[language];
    if (!there.empty() && !words.empty()) there += " · ";
    there += words;
  }
}

void append_person(base::LocalisedText& text, const std::optional<base::PersonId>& id,
                   const Content& content) {
  const people::Person* person = id ? content.person(*id) : nullptr;
  if (person != nullptr) append(text, person->name);
}

void append_organisation(base::LocalisedText& text, const std::optional<base::OrganisationId>& id,
                         const Content& content) {
  const people::Organisation* of = id ? content.organisation(*id) : nullptr;
  if (of == nullptr) return;
  append(text, of->name);
  append(text, of->short_name);
}

void append_topic(base::LocalisedText& text, const std::string& topic, const Content& content) {
  for (const conference::Passage& passage : content.topics) {
    if (passage.id == topic) append(text, passage.title);
  }
}

base::LocalisedText text_of(const programme::Session& session, const Content& content) {
  base::LocalisedText text = session.abstract;
  append_person(text, session.moderator, content);
  for (const auto& item : session.running_order) {
    append(text, item.title);
    append_person(text, item.person, content);
    append_organisation(text, item.organisation, content);
  }
  append_topic(text, session.topic, content);
  return text;
}

/// Markdown without the marks that are no words.
base::LocalisedText plain(const std::map<std::string, std::string>& markdown) {
  base::LocalisedText text;
  for (const auto& [language, source] : markdown) {
    std::string words = source;
    words.erase(std::remove_if(words.begin(), words.end(),
                               [](char c) {
                                 return c == '#' || c == '*' || c == '_' || c == '`' || c == '>' ||
                                        c == '|';
                               }),
                words.end());
    // What stands in double brackets is a figure's name, not what a reader sees.
    for (auto at = words.find("[["); at != std::string::npos; at = words.find("[[", at)) {
      const auto end = words.find("]]", at);
      words.erase(at, end == std::string::npos ? std::string::npos : end + 2 - at);
    }
    text.by_language[language] = std::move(words);
  }
  return text;
}

void add_report(std::vector<Document>& all, const report::Report& report, const Content& content) {
  base::LocalisedText text = report.summary;
  append_organisation(text, report.organisation, content);
  for (const report::Chapter& chapter : report.chapters) {
    append(text, chapter.title);
    append(text, plain(chapter.markdown));
  }
  all.push_back({Kind::kReport, report.id.text(), report.title, std::move(text), 1.5});
  for (const report::Indicator& indicator : report.indicators) {
    base::LocalisedText words = indicator.note;
    append(words, report.title);
    all.push_back({Kind::kIndicator, report.id.text() + "/" + indicator.id.text(), indicator.name,
                   std::move(words), 1});
  }
}

void append_category(base::LocalisedText& text,
                     const std::optional<exhibition::CategoryId>& category,
                     const Content& content) {
  const auto* const found = category ? content.exhibition.category(*category) : nullptr;
  if (found != nullptr) append(text, found->title);
}

/// An exhibitor and its products, each with whose it is.
void add_exhibitor(std::vector<Document>& all, const exhibition::Exhibitor& exhibitor,
                   const Content& content) {
  base::LocalisedText text = exhibitor.text;
  append_organisation(text, exhibitor.organisation, content);
  for (const auto& category : exhibitor.categories) append_category(text, category, content);
  for (const std::string& tag : exhibitor.tags) {
    for (const std::string& language : content.languages) append(text, {{{language, tag}}});
  }
  all.push_back({Kind::kExhibitor, exhibitor.id.text(), exhibitor.title, std::move(text), 1.1});
  for (const exhibition::Product& product : exhibitor.products) {
    base::LocalisedText words = product.text;
    append_category(words, product.category, content);
    append(words, exhibitor.title);
    all.push_back({Kind::kProduct, exhibitor.id.text() + "/" + product.id.text(), product.title,
                   std::move(words), 1});
  }
}

}  // namespace

std::vector<Document> search_documents(const Content& content) {
  std::vector<Document> all;
  for (const programme::Session& session : content.programme.sessions) {
    all.push_back(
        {Kind::kSession, session.id.text(), session.title, text_of(session, content), 1.2});
  }
  for (const programme::Forum& forum : content.programme.forums) {
    base::LocalisedText text = forum.text;
    append_organisation(text, forum.organisation, content);
    append_topic(text, forum.topic, content);
    all.push_back({Kind::kForum, forum.id.text(), forum.title, std::move(text), 1.2});
  }
  for (const people::Person& person : content.people) {
    base::LocalisedText text = person.title;
    append_organisation(text, person.organisation, content);
    append(text, person.text);
    all.push_back({Kind::kPerson, person.id.text(), person.name, std::move(text), 1.1});
  }
  for (const people::Organisation& organisation : content.organisations) {
    base::LocalisedText text = organisation.short_name;
    append(text, organisation.text);
    all.push_back(
        {Kind::kOrganisation, organisation.id.text(), organisation.name, std::move(text), 1});
  }
  for (const report::Report& report : content.reports) add_report(all, report, content);
  for (const news::Post& post : content.news) {
    base::LocalisedText text = post.summary;
    append(text, plain(post.markdown));
    all.push_back({Kind::kNews, post.slug.text(), post.title, std::move(text), 1});
  }
  for (const auto& exhibitor : content.exhibition.exhibitors) {
    add_exhibitor(all, *exhibitor, content);
  }
  return all;
}

std::string url_of(const search::Hit& hit) {
  if (hit.kind == Kind::kIndicator) {
    const std::size_t slash = hit.id.find('/');
    return "/report/" + hit.id.substr(0, slash) + "#" + hit.id.substr(slash + 1);
  }
  if (hit.kind == Kind::kProduct) {
    const std::size_t slash = hit.id.find('/');
    return "/exhibitor/" + hit.id.substr(0, slash) + "/product" + hit.id.substr(slash);
  }
  return std::string("/") + search::name(hit.kind) + "/" + hit.id;
}

}  // namespace plenary::formats
