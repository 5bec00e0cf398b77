#include "conference/visible.h"

#include <set>
#include <utility>

namespace plenary::conference {
namespace {

ReleaseSubject subject_of(const report::Report& report) {
  return {ReleaseKind::kReport, report.id.text()};
}

ReleaseSubject subject_of(const news::Post& post) {
  return {ReleaseKind::kNews, post.slug.text()};
}

ReleasePlan plan_of(const news::Post& post) {
  ReleasePlan plan;
  plan.subject = subject_of(post);
  plan.two_hands = false;
  plan.at = post.published;
  if (post.embargo && post.embargo->at) plan.at = post.embargo->at;
  if (post.embargo && post.embargo->with) {
    plan.at.reset();
    plan.with = ReleaseSubject{ReleaseKind::kReport, post.embargo->with->text()};
    plan.after.push_back(*plan.with);
  }
  for (const news::ShownIndicator& shown : post.indicators) {
    plan.after.push_back({ReleaseKind::kReport, shown.report.text()});
  }
  return plan;
}

/// What launches reveal: a product is released with the launch that names it.
void plan_launch(const programme::Session& session, ReleasePlans& plans) {
  for (const programme::Reveal& reveal : session.launch->reveals) {
    if (!reveal.product) continue;
    ReleasePlan plan;
    plan.subject = {ReleaseKind::kProduct, reveal.product->text()};
    plan.two_hands = false;
    if (!session.cancelled) plan.at = session.launch->at;
    plans.emplace(plan.subject, std::move(plan));
  }
}

void plan_signing(const programme::Session& session, ReleasePlans& plans) {
  ReleasePlan plan;
  plan.subject = {ReleaseKind::kSigning, session.id.text()};
  plan.two_hands = false;
  if (!session.cancelled) plan.at = session.signing->at;
  plans.emplace(plan.subject, std::move(plan));
}

/// The products that no launch has revealed yet.
std::set<exhibition::ProductName> hidden_products(const Content& content,
                                                  const Releases& releases) {
  std::set<exhibition::ProductName> hidden;
  for (const programme::Session& session : content.programme.sessions) {
    if (!session.launch) continue;
    for (const programme::Reveal& reveal : session.launch->reveals) {
      if (!reveal.product) continue;
      const ReleaseSubject subject{ReleaseKind::kProduct, reveal.product->text()};
      if (!release_of(releases, subject).released_at) hidden.insert(*reveal.product);
    }
  }
  return hidden;
}

/// The signings whose moment has not come: what they sign is nobody's to read yet.
std::set<base::SessionId> unsigned_sessions(const Content& content, const Releases& releases) {
  std::set<base::SessionId> open;
  for (const programme::Session& session : content.programme.sessions) {
    if (!session.signing || session.signing->file.empty()) continue;
    const ReleaseSubject subject{ReleaseKind::kSigning, session.id.text()};
    if (!release_of(releases, subject).released_at) open.insert(session.id);
  }
  return open;
}

void hide_files(Content& content, const std::set<base::SessionId>& unsigned_ones) {
  for (programme::Session& session : content.programme.sessions) {
    if (unsigned_ones.contains(session.id)) session.signing->file.clear();
  }
}

/// A launch names nothing that is not out.
void hide_reveals(Content& content, const std::set<exhibition::ProductName>& hidden) {
  for (programme::Session& session : content.programme.sessions) {
    if (!session.launch) continue;
    std::erase_if(session.launch->reveals, [&](const programme::Reveal& reveal) {
      if (reveal.report) return content.report(*reveal.report) == nullptr;
      return reveal.product && hidden.contains(*reveal.product);
    });
  }
}

/// What a part of the content brings along: keys of sources, names of pictures and documents.
class Belongings {
 public:
  template <class Noun>
  void add_sources(const Noun& noun) {
    sources_.insert(noun.sources.begin(), noun.sources.end());
  }
  void add(const report::Report& report);
  void add(const news::Post& post);
  void add(const exhibition::Exhibition& exhibition);
  void add_document(const std::string& name) { documents_.insert(name); }
  /// Everything that is neither a report nor a post nor exhibited.
  void add(const Content& content);

  bool has_source(const std::string& key) const { return sources_.contains(key); }
  bool has_document(const std::string& name) const { return documents_.contains(name); }
  bool has_picture(const std::string& name) const {
    if (pictures_.contains(name)) return true;
    for (const std::string* text : markdown_) {
      if (text->find(name) != std::string::npos) return true;
    }
    return false;
  }

 private:
  void add_markdown(const std::map<std::string, std::string>& by_language) {
    for (const auto& [language, text] : by_language) markdown_.push_back(&text);
  }
  void add_programme(const programme::Programme& programme);

  std::set<std::string> sources_;
  std::set<std::string> pictures_;
  std::set<std::string> documents_;
  std::vector<const std::string*> markdown_;
};

void Belongings::add(const report::Report& report) {
  add_sources(report);
  for (const report::Chapter& chapter : report.chapters) {
    add_sources(chapter);
    add_markdown(chapter.markdown);
  }
  for (const report::Indicator& indicator : report.indicators) {
    add_sources(indicator);
    if (indicator.growth) add_sources(*indicator.growth);
    for (const report::Reading& reading : indicator.readings) add_sources(reading);
    for (const report::Point& point : indicator.series.points) add_sources(point);
  }
}

void Belongings::add(const news::Post& post) {
  add_sources(post);
  add_markdown(post.markdown);
  for (const news::Quote& quote : post.quotes) add_sources(quote);
  for (const news::Illustration& picture : post.pictures) pictures_.insert(picture.picture);
  for (const news::PressFile& file : post.press_kit) pictures_.insert(file.picture);
  for (const auto& [language, key] : post.source) sources_.insert(key);
}

void Belongings::add(const exhibition::Exhibition& exhibition) {
  add_sources(exhibition);
  for (const auto& exhibitor : exhibition.exhibitors) {
    add_sources(*exhibitor);
    pictures_.insert(exhibitor->logo);
    pictures_.insert(exhibitor->pictures.begin(), exhibitor->pictures.end());
    for (const auto& document : exhibitor->documents) documents_.insert(document.file);
    for (const auto& product : exhibitor->products) {
      pictures_.insert(product.pictures.begin(), product.pictures.end());
    }
  }
}

void Belongings::add_programme(const programme::Programme& programme) {
  for (const auto& day : programme.days) add_sources(day);
  for (const auto& forum : programme.forums) add_sources(forum);
  for (const programme::Session& session : programme.sessions) {
    add_sources(session);
    for (const auto& item : session.running_order) add_sources(item);
  }
}

void Belongings::add(const Content& content) {
  add_sources(content);
  for (const auto* passages : {&content.sections, &content.topics, &content.facts}) {
    for (const Passage& passage : *passages) add_sources(passage);
  }
  for (const people::Organisation& organisation : content.organisations) {
    add_sources(organisation);
    pictures_.insert(organisation.picture);
  }
  for (const people::Person& person : content.people) {
    add_sources(person);
    pictures_.insert(person.picture);
  }
  add_programme(content.programme);
  // A rate stands beside figures: its source is told together with them.
  if (!content.reports.empty()) {
    for (const report::Rate& rate : content.rates) add_sources(rate);
  }
  for (const DeclaredAudience& declared : content.declared_audience) add_sources(declared);
}

}  // namespace

ReleasePlans release_plans(const Content& content) {
  ReleasePlans plans;
  for (const programme::Session& session : content.programme.sessions) {
    if (session.launch) plan_launch(session, plans);
    if (session.signing) plan_signing(session, plans);
  }
  for (const report::Report& report : content.reports) {
    ReleasePlan plan;
    plan.subject = subject_of(report);
    if (report.release.mode == report::ReleaseMode::kAt) plan.at = report.release.at;
    plans.emplace(plan.subject, std::move(plan));
  }
  for (const news::Post& post : content.news) {
    ReleasePlan plan = plan_of(post);
    plans.emplace(plan.subject, std::move(plan));
  }
  return plans;
}

std::shared_ptr<const Content> visible(std::shared_ptr<const Content> full,
                                       const Releases& releases) {
  const auto out = [&releases](const auto& noun) {
    return release_of(releases, subject_of(noun)).released_at.has_value();
  };
  Belongings shown;
  Belongings hidden;
  shown.add(*full);
  std::size_t hides = 0;
  const auto sort = [&](const auto& nouns) {
    for (const auto& noun : nouns) {
      (out(noun) ? shown : hidden).add(noun);
      if (!out(noun)) ++hides;
    }
  };
  sort(full->reports);
  sort(full->news);
  const auto products = hidden_products(*full, releases);
  const auto unsigned_ones = unsigned_sessions(*full, releases);
  if (hides == 0 && products.empty() && unsigned_ones.empty()) return full;
  for (const programme::Session& session : full->programme.sessions) {
    if (!session.signing) continue;
    (unsigned_ones.contains(session.id) ? hidden : shown).add_document(session.signing->file);
  }

  auto content = std::make_shared<Content>(*full);
  if (!products.empty()) {
    content->exhibition = exhibition::without(full->exhibition, products);
    hidden.add(full->exhibition);
  }
  shown.add(content->exhibition);
  std::erase_if(content->reports, [&](const auto& report) { return !out(report); });
  std::erase_if(content->news, [&](const auto& post) { return !out(post); });
  std::erase_if(content->sources_by_key, [&](const auto& source) {
    return hidden.has_source(source.first) && !shown.has_source(source.first);
  });
  std::erase_if(content->pictures, [&](const auto& picture) {
    return hidden.has_picture(picture.first) && !shown.has_picture(picture.first);
  });
  std::erase_if(content->documents, [&](const auto& document) {
    return hidden.has_document(document.first) && !shown.has_document(document.first);
  });
  hide_reveals(*content, products);
  hide_files(*content, unsigned_ones);
  return content;
}

base::LocalisedText release_title(const Content& full, const ReleaseSubject& subject) {
  for (const report::Report& report : full.reports) {
    if (subject_of(report) == subject) return report.title;
  }
  for (const news::Post& post : full.news) {
    if (subject_of(post) == subject) return post.title;
  }
  if (subject.kind == ReleaseKind::kProduct) {
    const auto name = exhibition::ProductName::parse(subject.id);
    const auto* const product = name ? full.exhibition.product(*name) : nullptr;
    if (product != nullptr) return product->title;
  }
  if (subject.kind == ReleaseKind::kSigning) {
    const auto id = base::SessionId::parse(subject.id);
    const auto* const session = id ? full.programme.session(*id) : nullptr;
    if (session != nullptr) return session->title;
  }
  return {};
}

std::string release_url(const ReleaseSubject& subject) {
  if (subject.kind == ReleaseKind::kSigning) return "/session/" + subject.id;
  if (subject.kind != ReleaseKind::kProduct) return "/" + print(subject);
  const std::size_t slash = subject.id.find('/');
  return "/exhibitor/" + subject.id.substr(0, slash) + "/product" + subject.id.substr(slash);
}

}  // namespace plenary::conference
