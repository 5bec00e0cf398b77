#include "site/pages.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "conference/document.h"
#include "site/route_table.h"

namespace plenary::site {
namespace {

// Scripts and styles come from files alone; hls.js runs its worker from a blob and plays blobs.
constexpr const char* kContentSecurityPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; connect-src 'self'; worker-src 'self' blob:; font-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

constexpr std::string_view kLanguageMark = "<html lang=\"en\">";
constexpr std::string_view kHeadMark = "<!--plenary:head-->";
constexpr std::string_view kBodyMark = "<!--plenary:body-->";
constexpr std::string_view kStateMark = "<script type=\"application/json\" id=\"state\">";

std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

/// JSON inside a script element: `<` could begin "</script>" or "<!--".
void append_json(std::string& out, const base::SharedBytes& json) {
  for (const char c : base::text_of(*json)) {
    if (c == '<') {
      out += "\\u003c";
    } else {
      out += c;
    }
  }
}

/// The conference's language that the reader wants most: ?lang, then Accept-Language in its order.
std::string wanted_language(const net::Request& request, const std::vector<std::string>& languages) {
  const auto known = [&](std::string_view tag) {
    return std::find(languages.begin(), languages.end(), tag) != languages.end();
  };
  if (const auto asked = request.query_value("lang"); asked && known(*asked)) return *asked;
  for (std::string_view range : base::split(request.header("accept-language"), ',')) {
    range = base::trim(range.substr(0, range.find(';')));
    std::string tag(range.substr(0, range.find('-')));
    std::transform(tag.begin(), tag.end(), tag.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (known(tag)) return tag;
  }
  return known("en") || languages.empty() ? "en" : languages.front();
}

/// What a page is about.
struct Subject {
  int status = 200;
  bool plays = false;  ///< The player is needed at once.
  std::string title;
  std::string description;
  std::string playlist;  ///< To preload; empty if nothing plays yet.
};

Subject subject_of(const std::string& path, const std::string& language,
                   const conference::Snapshot& snapshot) {
  const conference::Content& content = *snapshot.content;
  const auto words = [&](const base::LocalisedText& text) {
    return std::string(text.in(language, content.fallback));
  };
  Subject subject{.title = words(content.title), .description = words(content.theme)};
  // Of the account pages only the shell is the server's.
  if (path == "/" || path == "/account" || path == "/join") return subject;

  if (path.starts_with("/stage/")) {
    // The conversation of a stage has a window of its own, without the picture.
    constexpr std::string_view kChat = "/chat";
    std::string_view name = std::string_view(path).substr(7);
    const bool alone = name.ends_with(kChat);
    if (alone) name.remove_suffix(kChat.size());
    const auto id = base::StageId::parse(name);
    const auto* stage = id ? content.programme.stage(*id) : nullptr;
    if (stage != nullptr) {
      subject.description = subject.title;
      subject.title = words(stage->title) + " · " + subject.title;
      if (alone) return subject;
      subject.plays = true;
      for (const auto& presence : snapshot.presences) {
        if (presence.id == *id && presence.open) {
          subject.playlist = "/live/" + id->text() + "/index.m3u8";
        }
      }
      return subject;
    }
  }
  if (path.starts_with("/session/")) {
    const auto id = base::SessionId::parse(std::string_view(path).substr(9));
    const auto* session = id ? content.programme.session(*id) : nullptr;
    if (session != nullptr) {
      subject.description =
          session->abstract.empty() ? subject.title : words(session->abstract);
      subject.title = words(session->title) + " · " + subject.title;
      if (snapshot.state(*id).phase == programme::SessionPhase::kEnded) {
        subject.plays = true;
        subject.playlist = "/replay/" + id->text() + "/index.m3u8";
      }
      return subject;
    }
  }
  subject.status = 404;
  return subject;
}

std::string head_of(const Subject& subject, const std::string& language) {
  std::string head = "<title>" + escape_html(subject.title) + "</title>\n";
  const auto meta = [&](std::string_view attribute, std::string_view name, std::string_view content) {
    head += "    <meta ";
    head += attribute;
    head += "=\"";
    head += name;
    head += "\" content=\"" + escape_html(content) + "\">\n";
  };
  meta("name", "description", subject.description);
  meta("property", "og:title", subject.title);
  meta("property", "og:description", subject.description);
  meta("property", "og:type", "website");
  meta("property", "og:locale", language);
  if (!subject.playlist.empty()) {
    head += "    <link rel=\"preload\" as=\"fetch\" crossorigin href=\"" + subject.playlist + "\">\n";
  }
  return head;
}

/// What can be read before any script has come, and where none comes: the subject, and every session
/// with its address. The page's program puts itself in its place.
std::string body_of(const Subject& subject, const std::string& language,
                    const conference::Content& content) {
  std::string body = "<main class=\"served\"><h1>" + escape_html(subject.title) + "</h1><p>" +
                     escape_html(subject.description) + "</p><ul>";
  for (const programme::Session& session : content.programme.sessions) {
    body += "<li><a href=\"/session/" + session.id.text() + "\">" +
            escape_html(session.title.in(language, content.fallback)) + "</a></li>";
  }
  return body + "</ul></main>";
}

void replace_first(std::string& text, std::string_view mark, std::string_view with) {
  const std::size_t at = text.find(mark);
  if (at != std::string::npos) text.replace(at, mark.size(), with);
}

net::Response page_response(const net::Request& request, int status, const base::SharedBytes& plain,
                            const base::SharedBytes& gzip) {
  net::Response response;
  response.status = status;
  response.with("content-type", "text/html; charset=utf-8")
      .with("cache-control", "public, max-age=0, s-maxage=1")
      .with("vary", "accept-encoding, accept-language")
      .with("content-security-policy", kContentSecurityPolicy)
      .with("x-content-type-options", "nosniff")
      .with("referrer-policy", "strict-origin-when-cross-origin")
      .with("cross-origin-opener-policy", "same-origin")
      .with("permissions-policy", "camera=(), microphone=(), geolocation=()");
  secure_transport(request, response);
  if (gzip && accepts_gzip(request)) {
    response.with("content-encoding", "gzip");
    response.body = gzip;
  } else {
    response.body = plain;
  }
  return response;
}

}  // namespace

Pages::Pages(const Assets& assets, const conference::Conference& conference)
    : assets_(assets), conference_(conference) {}

Pages::Composed Pages::compose(const std::string& path, const std::string& language,
                               const conference::Snapshot& snapshot) const {
  const Subject subject = subject_of(path, language, snapshot);
  std::string html(assets_.text(subject.plays ? "stage.html" : "audience.html"));
  replace_first(html, kLanguageMark, "<html lang=\"" + language + "\">");
  replace_first(html, kHeadMark, head_of(subject, language));
  replace_first(html, kBodyMark, body_of(subject, language, *snapshot.content));
  std::string state(kStateMark);
  state += "{\"conference\":";
  append_json(state, snapshot.conference.body);
  state += ",\"programme\":";
  append_json(state, snapshot.programme.body);
  state += ",\"people\":";
  append_json(state, snapshot.people.body);
  state += ",\"stages\":";
  append_json(state, snapshot.stages.body);
  state += "}";
  replace_first(html, kStateMark, state);
  const conference::Document document = conference::make_document(html);
  return {document.body, document.gzip, subject.status};
}

net::Response Pages::audience(const net::Request& request) const {
  const auto snapshot = conference_.snapshot();
  const std::string language = wanted_language(request, snapshot->content->languages);
  // A path that is no page is always the same page, and so are all invitations: strangers cannot
  // fill the cache.
  std::string path = request.path.starts_with("/join/") ? "/join" : request.path;
  if (subject_of(path, language, *snapshot).status != 200) path = "/404";
  const std::string key = language + path;

  Composed composed;
  cache_.update([&](Cache& cache) {
    if (cache.snapshot != snapshot) return;
    const auto found = cache.by_key.find(key);
    if (found != cache.by_key.end()) composed = found->second;
  });
  if (!composed.plain) {
    composed = compose(path, language, *snapshot);
    cache_.update([&](Cache& cache) {
      if (cache.snapshot != snapshot) cache = Cache{snapshot, {}};
      cache.by_key[key] = composed;
    });
  }
  return page_response(request, composed.status, composed.plain, composed.gzip);
}

net::Response Pages::studio(const net::Request& request) const {
  return shell(request, "studio.html");
}

net::Response Pages::admin(const net::Request& request) const {
  return shell(request, "admin.html");
}

net::Response Pages::overlay(const net::Request& request) const {
  return shell(request, "overlay.html");
}

net::Response Pages::shell(const net::Request& request, std::string_view name) const {
  const auto snapshot = conference_.snapshot();
  std::string html(assets_.text(name));
  const std::string language = wanted_language(request, snapshot->content->languages);
  replace_first(html, kLanguageMark, "<html lang=\"" + language + "\">");
  const conference::Document document = conference::make_document(html);
  net::Response response = page_response(request, 200, document.body, document.gzip);
  return response;
}

}  // namespace plenary::site
