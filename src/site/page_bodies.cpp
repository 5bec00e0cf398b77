#include "site/page_bodies.h"

#include <algorithm>

#include "formats/illustrative.h"
#include "formats/linked_data.h"
#include "programme/agenda.h"
#include "site/page_html.h"

namespace plenary::site {
namespace {

using conference::Content;
using programme::Session;

/// The lobby names so many sessions; the programme names them all.
constexpr std::size_t kMostInLobby = 30;

std::string session_list(const PageWords& words, const std::vector<const Session*>& sessions) {
  if (sessions.empty()) return {};
  std::string html = "<ul>";
  for (const Session* session : sessions) html += session_line(words, *session);
  return html + "</ul>";
}

std::vector<const Session*> by_time(const Content& content) {
  std::vector<const Session*> sessions;
  for (const Session& session : content.programme.sessions) sessions.push_back(&session);
  std::stable_sort(sessions.begin(), sessions.end(),
                   [](const Session* a, const Session* b) { return a->starts_at < b->starts_at; });
  return sessions;
}

bool takes_part(const Session& session, const base::PersonId& person) {
  if (session.moderator == person) return true;
  return std::any_of(
      session.running_order.begin(), session.running_order.end(),
      [&](const auto& item) { return item.person == person || item.moderator == person; });
}

std::string running_order(const PageWords& words, const Session& session) {
  if (session.running_order.empty()) return {};
  std::string html = session.order_illustrative ? "<p>" + mark_html(words, true) + "</p>" : "";
  html += "<ol>";
  for (const auto& item : session.running_order) {
    html += "<li>" + escape_html(words.in(item.title)) + mark_html(words, item.illustrative);
    if (item.person) {
      html += ": " + person_html(words, *item.person);
    } else if (item.organisation) {
      html += ": " + organisation_html(words, *item.organisation);
    }
    html += "</li>";
  }
  return html + "</ol>";
}

}  // namespace

void describe_lobby(Subject& subject, const PageWords& words) {
  const Content& content = *words.snapshot.content;
  std::vector<const Session*> sessions = by_time(content);
  subject.data = data_text(formats::conference_ld(content, {"", words.language}));
  const auto not_over = [&](const Session* session) {
    return words.snapshot.state(session->id).phase != programme::SessionPhase::kEnded;
  };
  if (sessions.size() > kMostInLobby) {
    std::stable_partition(sessions.begin(), sessions.end(), not_over);
    sessions.resize(kMostInLobby);
  }
  subject.body = element("p", subject.description) + session_list(words, sessions) + "<p>" +
                 anchor("/programme", "Programme");
  if (!content.reports.empty()) subject.body += " · " + anchor("/report", "Reports");
  if (!content.news.empty()) subject.body += " · " + anchor("/news", "News");
  subject.body += "</p>";
}

void describe_programme(Subject& subject, const PageWords& words) {
  for (const programme::Day& day : words.snapshot.content->programme.days) {
    if (!day.illustrative) continue;
    subject.body += "<p>" + programme::format_date(day.date) + " " +
                    escape_html(words.in(day.title)) + mark_html(words, true) + "</p>";
  }
  subject.body += session_list(words, by_time(*words.snapshot.content));
}

void describe_stage(Subject& subject, const PageWords& words,
                    const programme::StageDescription& stage) {
  subject.description = subject.title;
  subject.title = words.in(stage.title) + " · " + subject.title;
  std::vector<const Session*> sessions;
  for (const Session* session : by_time(*words.snapshot.content)) {
    if (session->stage == stage.id) sessions.push_back(session);
  }
  subject.body = session_list(words, sessions);
}

void describe_session(Subject& subject, const PageWords& words, const Session& session) {
  const std::string abstract = words.in(session.abstract);
  const std::string name = words.in(session.title);
  const std::string conference = subject.title;
  subject.description = abstract.empty() ? conference : shortened(abstract);
  subject.title = name + " · " + conference;
  subject.type = "article";
  if (words.snapshot.state(session.id).phase == programme::SessionPhase::kEnded) {
    subject.plays = true;
    subject.playlist = "/replay/" + session.id.text() + "/index.m3u8";
  }
  subject.body = "<p>" + time_html(words, session.starts_at) + " – " +
                 time_html(words, session.ends_at) + ", " +
                 escape_html(words.in(words.snapshot.content->time_zone_name)) + "</p>";
  if (session.times_illustrative) {
    subject.body += element("p", formats::illustrative_times(words.language));
  }
  subject.body += element("p", abstract);
  if (session.signing && !session.signing->file.empty()) {
    subject.body += "<p>" + anchor("/documents/" + session.signing->file,
                                   words.in(session.signing->document)) + "</p>";
  }
  if (session.moderator) subject.body += "<p>" + person_html(words, *session.moderator) + "</p>";
  subject.body += running_order(words, session) + sources_html(words, session.sources);

  const conference::Snapshot& snapshot = words.snapshot;
  subject.data = data_text(
      formats::session_ld(*snapshot.content, session, *snapshot.history, {"", words.language}));
}

void describe_forum(Subject& subject, const PageWords& words, const programme::Forum& forum) {
  const std::string text = words.in(forum.text);
  subject.description = text.empty() ? subject.title : shortened(text);
  subject.title = words.in(forum.title) + " · " + subject.title;
  subject.body = element("p", text);
  if (forum.organisation) {
    subject.body += "<p>" + organisation_html(words, *forum.organisation) + "</p>";
  }
  std::vector<const Session*> sessions;
  for (const Session* session : by_time(*words.snapshot.content)) {
    if (session->forum == forum.id) sessions.push_back(session);
  }
  subject.body += session_list(words, sessions) + sources_html(words, forum.sources);
}

void describe_person(Subject& subject, const PageWords& words, const people::Person& person) {
  const std::string name = words.in(person.name);
  const std::string title = words.in(person.title);
  const std::string text = words.in(person.text);
  subject.description = !text.empty() ? shortened(text) : title.empty() ? subject.title : title;
  subject.title = name + " · " + subject.title;
  subject.type = "profile";
  subject.image = preview_of(words, person.picture);
  subject.body = element("p", title);
  if (person.organisation) {
    subject.body += "<p>" + organisation_html(words, *person.organisation) + "</p>";
  }
  subject.body += element("p", text);
  std::vector<const Session*> sessions;
  for (const Session* session : by_time(*words.snapshot.content)) {
    if (takes_part(*session, person.id)) sessions.push_back(session);
  }
  subject.body += session_list(words, sessions) + sources_html(words, person.sources);
  subject.data =
      data_text(formats::person_ld(*words.snapshot.content, person, {"", words.language}));
}

void describe_organisation(Subject& subject, const PageWords& words,
                           const people::Organisation& organisation) {
  const std::string name = words.in(organisation.name);
  const std::string text = words.in(organisation.text);
  subject.description = text.empty() ? subject.title : shortened(text);
  subject.title = name + " · " + subject.title;
  subject.image = preview_of(words, organisation.picture);
  subject.body = element("p", text);
  std::string people;
  for (const people::Person& person : words.snapshot.content->people) {
    if (person.organisation == organisation.id) {
      people += "<li>" + person_html(words, person.id) + "</li>";
    }
  }
  if (!people.empty()) subject.body += "<ul>" + people + "</ul>";
  subject.body += sources_html(words, organisation.sources);
  subject.data = data_text(
      formats::organisation_ld(*words.snapshot.content, organisation, {"", words.language}));
}

void describe_summary(Subject& subject, const PageWords& words) {
  for (const auto& declared : words.snapshot.content->declared_audience) {
    subject.body += "<p>" + escape_html(words.in(declared.text)) + " (" +
                    escape_html(words.in(declared.of)) + ")</p>" +
                    sources_html(words, declared.sources);
  }
}

}  // namespace plenary::site
