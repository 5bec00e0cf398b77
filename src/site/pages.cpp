#include "site/pages.h"

#include <algorithm>
#include <cctype>

#include "account/secret.h"
#include "base/text.h"
#include "conference/document.h"
#include "site/documents.h"
#include "site/page_subject.h"
#include "site/route_table.h"

namespace plenary::site {
namespace {

// Of our own host only the built pages' files are JavaScript, and no page has a script in it.
constexpr std::string_view kFilesAlone = "'self'";

// Styles come from files alone; hls.js runs its worker from a blob and plays blobs.
constexpr const char* kContentSecurityPolicy =
    "; style-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; connect-src 'self'; worker-src 'self' blob:; font-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors ";

constexpr std::string_view kLanguageMark = "<html lang=\"en\">";
constexpr std::string_view kHeadMark = "<!--plenary:head-->";
constexpr std::string_view kBodyMark = "<!--plenary:body-->";
constexpr std::string_view kStateMark = "<script type=\"application/json\" id=\"state\">";

constexpr std::string_view kScriptMark = "<script type=\"module\"";
constexpr std::string_view kPreloadMark = "<link rel=\"modulepreload\"";

constexpr std::size_t kMostPages = 20'000;

/// Which pages may stand in a frame.
enum class Frame : std::uint8_t { kNowhere, kAnywhere };

/// The conference's language that the reader wants most: ?lang, then Accept-Language in its order.
std::string wanted_language(const net::Request& request,
                            const std::vector<std::string>& languages) {
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

/// A reader, not a program.
bool wants_page(const net::Request& request) {
  return request.header("accept").find("text/html") != std::string_view::npos;
}

/// Of these only the shell is the server's, whatever the secret in the address.
std::string page_of(const std::string& path) {
  if (path.starts_with("/join/")) return "/join";
  for (const char* letter : {"/reset/", "/confirm/", "/stop-mail/"}) {
    if (path.starts_with(letter)) return "/reset";
  }
  if (path.starts_with("/speaker/")) return "/speaker";
  if (path.starts_with("/press/")) return "/press";
  return path;
}

/// The languages that a page can be read in: a post has its own.
std::vector<std::string> languages_of(const std::string& path,
                                      const conference::Snapshot& snapshot) {
  const conference::Content& content = *snapshot.content;
  constexpr std::string_view kNews = "/news/";
  if (!path.starts_with(kNews)) return content.languages;
  const auto slug = news::PostId::parse(std::string_view(path).substr(kNews.size()));
  const news::Post* const post = slug ? content.post(*slug) : nullptr;
  return post == nullptr ? content.languages : post->languages();
}

void replace_first(std::string& text, std::string_view mark, std::string_view with) {
  const std::size_t at = text.find(mark);
  if (at != std::string::npos) text.replace(at, mark.size(), with);
}

/// Gives every element that begins with `mark` the nonce.
void add_nonce(std::string& html, std::string_view mark, const std::string& nonce) {
  const std::string attribute = " nonce=\"" + nonce + "\"";
  for (std::size_t at = html.find(mark); at != std::string::npos; at = html.find(mark, at)) {
    at += mark.size();
    html.insert(at, attribute);
  }
}

std::string content_security_policy(std::string_view scripts, Frame frame) {
  std::string policy("default-src 'none'; script-src ");
  policy.append(scripts).append(kContentSecurityPolicy);
  return policy + (frame == Frame::kAnywhere ? "*" : "'none'");
}

net::Response page_response(const net::Request& request, int status, const base::SharedBytes& plain,
                            const base::SharedBytes& gzip, Frame frame = Frame::kNowhere,
                            std::string_view scripts = kFilesAlone) {
  net::Response response;
  response.status = status;
  response.with("content-type", "text/html; charset=utf-8")
      .with("cache-control", scripts == kFilesAlone ? "public, max-age=0, s-maxage=1"
                                                    : "private, no-cache")
      .with("vary", "accept-encoding, accept-language")
      .with("content-security-policy", content_security_policy(scripts, frame))
      .with("x-content-type-options", "nosniff")
      .with("referrer-policy", "strict-origin-when-cross-origin")
      .with("permissions-policy", "camera=(), microphone=(), geolocation=()");
  if (frame == Frame::kNowhere) response.with("cross-origin-opener-policy", "same-origin");
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

Pages::Pages(const Assets& assets, const conference::Conference& conference, bool cover)
    : assets_(assets), conference_(conference), cover_(cover) {}

Pages::Composed Pages::compose(const Subject& subject, const PageAddress& address,
                               const conference::Snapshot& snapshot) const {
  std::string html(assets_.text(subject.plays ? "stage.html" : "audience.html"));
  replace_first(html, kLanguageMark, "<html lang=\"" + address.language + "\">");
  replace_first(html, kHeadMark, head_of(subject, address));
  replace_first(html, kBodyMark,
                "<main class=\"served\"><h1>" + escape_html(subject.title) + "</h1>" +
                    subject.body + "</main>");
  std::string state(kStateMark);
  state += state_.json(snapshot, address.path, conference_.clock().now());
  replace_first(html, kStateMark, state);
  const conference::Document document = conference::make_document(html);
  return {document.body, document.gzip, subject.status};
}

Pages::Composed Pages::composed(const net::Request& request) const {
  const auto snapshot = conference_.snapshot();
  const std::string path = page_of(request.path);
  const std::string language = wanted_language(request, languages_of(path, *snapshot));
  // Links that others keep hold the whole address, so a page is one by each that it is reached by.
  const std::string origin = site_origin(request);
  const std::string reached = language + " " + origin;
  const auto kept = [&](const std::string& key) {
    Composed composed;
    cache_.update([&](Cache& cache) {
      if (cache.snapshot != snapshot) return;
      const auto found = cache.by_key.find(key);
      if (found != cache.by_key.end()) composed = found->second;
    });
    return composed;
  };
  if (Composed composed = kept(reached + path); composed.plain) return composed;
  const Subject subject = subject_of(path, language, *snapshot);
  // A path that is no page is always the same page: strangers cannot fill the cache.
  const std::string page = subject.status == 200 ? path : "/404";
  if (Composed composed = kept(reached + page); composed.plain) return composed;
  Composed composed = compose(subject, {origin, page, language, cover_}, *snapshot);
  cache_.update([&](Cache& cache) {
    if (cache.snapshot != snapshot) cache = Cache{snapshot, {}};
    // Hosts come from strangers: what they make is forgotten rather than piled up.
    if (cache.by_key.size() < kMostPages) cache.by_key[reached + page] = composed;
  });
  return composed;
}

net::Response Pages::nothing_here() {
  return net::problem(404, "Not found", "There is nothing at this address.");
}

net::Response Pages::audience(const net::Request& request) const {
  const Composed page = composed(request);
  if (page.status == 404 && !wants_page(request)) return nothing_here();
  return page_response(request, page.status, page.plain, page.gzip);
}

net::Response Pages::embed(const net::Request& request) const {
  const Composed page = composed(request);
  if (page.status == 404 && !wants_page(request)) return nothing_here();
  if (page.status == 200) embeds_.count(request);
  return page_response(request, page.status, page.plain, page.gzip, Frame::kAnywhere);
}

net::Response Pages::sitemap(const net::Request& request) const {
  const auto snapshot = conference_.snapshot();
  const std::string origin = site_origin(request);
  std::string xml =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";
  for (const std::string& address : page_addresses(*snapshot->content)) {
    xml += "<url><loc>" + escape_html(origin + address) + "</loc></url>\n";
  }
  net::Response response;
  response.with("content-type", "application/xml; charset=utf-8")
      .with("cache-control", "public, max-age=0, s-maxage=1")
      .with("x-content-type-options", "nosniff");
  response.body = xml + "</urlset>\n";
  return response;
}

net::Response Pages::robots(const net::Request& request) const {
  net::Response response;
  response.with("content-type", "text/plain; charset=utf-8")
      .with("cache-control", "public, max-age=3600")
      .with("x-content-type-options", "nosniff");
  response.body =
      "User-agent: *\nDisallow: /studio\nDisallow: /admin\nDisallow: /join/\nDisallow: /reset\n"
      "Disallow: /confirm/\nDisallow: /stop-mail/\n"
      "Disallow: /speaker/\nDisallow: /press\nDisallow: /embed/\nSitemap: " +
      site_origin(request) + "/sitemap.xml\n";
  return response;
}

net::Response Pages::studio(const net::Request& request) const {
  return shell(request, "studio.html");
}

net::Response Pages::admin(const net::Request& request) const {
  return shell(request, "admin.html");
}

net::Response Pages::overlay(const net::Request& request) const {
  constexpr std::string_view kBegin = "/overlay/";
  const std::string_view rest = std::string_view(request.path).substr(kBegin.size());
  const auto stage = base::StageId::parse(rest.substr(0, rest.find('/')));
  const auto snapshot = conference_.snapshot();
  if (!stage || snapshot->content->programme.stage(*stage) == nullptr) return audience(request);
  return shell(request, "overlay.html");
}

net::Response Pages::shell(const net::Request& request, std::string_view name) const {
  const auto snapshot = conference_.snapshot();
  std::string html(assets_.text(name));
  const std::string language = wanted_language(request, snapshot->content->languages);
  replace_first(html, kLanguageMark, "<html lang=\"" + language + "\">");
  const std::string nonce = account::new_token();
  for (const std::string_view mark : {kScriptMark, kPreloadMark}) add_nonce(html, mark, nonce);
  const conference::Document document = conference::make_document(html);
  // What a script with the nonce loads may run; 'self' is for browsers that do not know of that.
  const std::string scripts = "'nonce-" + nonce + "' 'strict-dynamic' 'self'";
  return page_response(request, 200, document.body, document.gzip, Frame::kNowhere, scripts);
}

}  // namespace plenary::site
