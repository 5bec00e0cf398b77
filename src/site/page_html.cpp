#include "site/page_html.h"

#include <boost/json/serialize.hpp>

#include "formats/illustrative.h"

namespace plenary::site {

namespace json = boost::json;

std::string element(std::string_view name, std::string_view text) {
  if (text.empty()) return {};
  const std::string tag(name);
  return "<" + tag + ">" + escape_html(text) + "</" + tag + ">";
}

std::string anchor(const std::string& address, std::string_view text) {
  return "<a href=\"" + escape_html(address) + "\">" + escape_html(text) + "</a>";
}

std::string time_html(const PageWords& words, base::Instant instant) {
  const auto local = instant + words.snapshot.content->utc_offset;
  const std::string shown = base::format_rfc3339(base::Instant(local.time_since_epoch()));
  return "<time datetime=\"" + base::format_rfc3339(instant) + "\">" + shown.substr(0, 10) + " " +
         shown.substr(11, 5) + "</time>";
}

std::string mark_html(const PageWords& words, bool illustrative) {
  return illustrative ? " <small>(" + escape_html(formats::illustrative(words.language)) + ")</small>"
                      : std::string();
}

std::string person_html(const PageWords& words, const base::PersonId& id) {
  const people::Person* const person = words.snapshot.content->person(id);
  if (person == nullptr) return {};
  std::string html = anchor("/person/" + id.text(), words.in(person->name));
  const std::string title = words.in(person->title);
  if (!title.empty()) html += ", " + escape_html(title);
  if (person->organisation) html += ", " + organisation_html(words, *person->organisation);
  return html;
}

std::string organisation_html(const PageWords& words, const base::OrganisationId& id) {
  const people::Organisation* const organisation = words.snapshot.content->organisation(id);
  if (organisation == nullptr) return {};
  return anchor("/organisation/" + id.text(), words.in(organisation->name));
}

std::string session_line(const PageWords& words, const programme::Session& session) {
  const auto* const stage = words.snapshot.content->programme.stage(session.stage);
  return "<li>" + time_html(words, session.starts_at) +
         mark_html(words, session.times_illustrative) + " " + anchor("/session/" + session.id.text(), words.in(session.title)) +
         (stage == nullptr ? "" : ", " + escape_html(words.in(stage->title))) + "</li>";
}

std::string sources_html(const PageWords& words, const std::vector<std::string>& keys) {
  std::string html;
  for (const std::string& key : keys) {
    const auto& sources = words.snapshot.content->sources_by_key;
    const auto found = sources.find(key);
    if (found == sources.end()) continue;
    const conference::Source& source = found->second;
    html += "<li>" +
            (source.url.empty() ? escape_html(source.title) : anchor(source.url, source.title)) +
            "</li>";
  }
  return html.empty() ? html : "<ul class=\"sources\">" + html + "</ul>";
}

json::object linked_data(std::string_view type, std::string_view name, const std::string& address) {
  return {{"@context", "https://schema.org"}, {"@type", type}, {"name", name}, {"url", address}};
}

std::string data_text(const json::object& object) {
  std::string text;
  for (const char c : json::serialize(object)) {
    if (c == '<') {
      text += "\\u003c";
    } else {
      text += c;
    }
  }
  return text;
}

std::string preview_of(const PageWords& words, const std::string& picture) {
  constexpr int kWanted = 1200;
  if (picture.empty() || !words.snapshot.pictures) return {};
  const auto sizes = words.snapshot.pictures(picture);
  if (sizes.empty()) return {};
  for (const conference::PictureSize& size : sizes) {
    if (size.width >= kWanted) return size.url;
  }
  return sizes.back().url;
}

std::string shortened(std::string text) {
  constexpr std::size_t kMost = 200;
  if (text.size() <= kMost) return text;
  std::size_t end = kMost;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

}  // namespace plenary::site
