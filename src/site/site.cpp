#include "site/site.h"

#include <algorithm>
#include <filesystem>

#include "conference/document.h"
#include "conference/gallery.h"
#include "site/account_routes.h"
#include "site/answers.h"
#include "site/booth_routes.h"
#include "site/content_routes.h"
#include "site/desk_routes.h"
#include "site/documents.h"
#include "site/exhibition_routes.h"
#include "site/agenda_routes.h"
#include "site/format_routes.h"
#include "site/mail_routes.h"
#include "site/openapi.h"
#include "site/pages.h"
#include "site/picture_file.h"
#include "site/profile_routes.h"
#include "site/release_routes.h"
#include "site/report_routes.h"
#include "site/route_table.h"
#include "site/schedule_routes.h"
#include "site/search_routes.h"
#include "site/speaker_routes.h"
#include "site/visit_routes.h"

namespace plenary::site {
namespace {

using boost::asio::awaitable;
using net::Method;
using net::Request;
using net::Response;

}  // namespace

class Site::Impl {
 public:
  explicit Impl(SiteParts site_parts)
      : parts(std::move(site_parts)), table(*parts.accounts), pages(assets, *parts.conference, parts.cover != nullptr) {
    add_public();
    add_account_routes(table, parts);
    add_mail_routes(table, parts);
    add_desk_routes(table, parts);
    add_release_routes(table, parts);
    add_content_routes(table, parts);
    add_report_routes(table, parts);
    add_speaker_routes(table, parts);
    add_schedule_routes(table, parts);
    add_exhibition_routes(table, parts);
    add_profile_routes(table, parts);
    add_format_routes(table, formats);
    search.add_routes(table);
    agendas.add_routes(table);
    add_visit_routes(table, parts);
    add_booth_routes(table, parts);
  }

  void add_public();
  void add_pages(net::Router& router);
  Response picture(const Request& request) const;
  awaitable<Response> cover(Request& request) const;

  const SiteParts parts;
  const std::string openapi = openapi_json();
  RouteTable table;
  Assets assets;
  Pages pages;
  MemoryFiles large;
  Formats formats{*parts.conference};
  Search search{*parts.conference};
  Agendas agendas{*parts.database, *parts.conference, formats, parts.visits};
};

void Site::Impl::add_public() {
  const auto open = [this](std::string path, Route::Handler handler) {
    table.add({Method::kGet,
               std::move(path),
               Access::kOpen,
               account::Right::kWatch,
               {},
               std::move(handler)});
  };
  const auto document = [this, &open](std::string path,
                                      conference::Document conference::Snapshot::*which) {
    open(std::move(path), [this, which](Call& call) -> awaitable<Response> {
      const auto snapshot = parts.conference->snapshot();
      Response response = document_response(call.request, (*snapshot).*which);
      const auto* const bytes = std::get_if<base::SharedBytes>(&response.body);
      if (bytes != nullptr && !call.request.secure) response.body = large.body_of(*bytes);
      co_return response;
    });
  };
  document("/api/v1/conference", &conference::Snapshot::conference);
  document("/api/v1/programme", &conference::Snapshot::programme);
  document("/api/v1/people", &conference::Snapshot::people);
  document("/api/v1/stages", &conference::Snapshot::stages);
  table.add({Method::kGet, "/api/v1/desk/embeds", Access::kInPlace, account::Right::kOrganise, {},
             [this](Call&) -> awaitable<Response> {
               co_return uncached_json(pages.embeds().json());
             }});
  open("/api/v1/openapi.json", [this](Call&) -> awaitable<Response> {
    Response response = net::json(openapi);
    response.with("cache-control", "public, max-age=3600").with("access-control-allow-origin", "*");
    co_return response;
  });
}

/// A picture that something public shows: the others are not there.
Response Site::Impl::picture(const Request& request) const {
  const auto address = std::string_view(request.path).substr(std::string_view("/pictures/").size());
  const auto content = parts.conference->snapshot()->content;
  const auto shown = [&content](const std::string& name) { return content->pictures.contains(name); };
  const auto served = parts.gallery ? parts.gallery->file(address, shown) : std::nullopt;
  if (!served) return net::problem(404, "Not found", "There is nothing at this address.");
  return picture_file(served->path, "public, max-age=31536000, immutable");
}

/// /cover/{language}.png
awaitable<Response> Site::Impl::cover(Request& request) const {
  constexpr std::string_view kEnding = ".png";
  std::string_view name = std::string_view(request.path).substr(std::string_view("/cover/").size());
  const auto content = parts.conference->content();
  const bool ends = name.ends_with(kEnding);
  if (ends) name.remove_suffix(kEnding.size());
  const auto& languages = content->languages;
  const bool known = std::find(languages.begin(), languages.end(), name) != languages.end();
  if (!ends || !known || !parts.cover) co_return not_found();
  std::string language(name);
  const base::SharedBytes png = co_await parts.cover(std::move(language));
  if (!png) co_return not_found();
  Response response;
  response.body = png;
  response.with("content-type", "image/png")
      .with("cache-control", "public, max-age=3600")
      .with("x-content-type-options", "nosniff")
      .with("cross-origin-resource-policy", "cross-origin");
  secure_transport(request, response);
  co_return response;
}

void Site::Impl::add_pages(net::Router& router) {
  const auto asset = [this](Request& request) -> awaitable<Response> {
    co_return assets.serve(request);
  };
  router.prefix(Method::kGet, "/assets/", asset);
  router.prefix(Method::kGet, "/pictures/", [this](Request& request) -> awaitable<Response> {
    co_return picture(request);
  });
  add_exhibition_files(router, parts);
  router.prefix(Method::kGet, "/cover/",
                [this](Request& request) { return cover(request); });
  const auto studio = [this](Request& request) -> awaitable<Response> {
    co_return pages.studio(request);
  };
  router.exact(Method::kGet, "/studio", studio);
  router.prefix(Method::kGet, "/studio/", studio);
  const auto admin = [this](Request& request) -> awaitable<Response> {
    co_return pages.admin(request);
  };
  router.exact(Method::kGet, "/admin", admin);
  router.prefix(Method::kGet, "/admin/", admin);
  router.prefix(Method::kGet, "/overlay/", [this](Request& request) -> awaitable<Response> {
    co_return pages.overlay(request);
  });
  const auto audience = [this](Request& request) -> awaitable<Response> {
    co_return pages.audience(request);
  };
  router.exact(Method::kGet, "/", audience);
  router.prefix(Method::kGet, "/stage/", audience);
  router.prefix(Method::kGet, "/session/", audience);
  router.exact(Method::kGet, "/account", audience);
  router.exact(Method::kGet, "/reset", audience);
  for (const char* page : {"/programme", "/search", "/my", "/report", "/news", "/summary", "/exhibition", "/catalogue",
                           "/my-visit", "/press"}) {
    router.exact(Method::kGet, page, audience);
  }
  for (const char* below :
       {"/person/", "/organisation/", "/forum/", "/report/", "/news/", "/speaker/",
        "/exhibition/", "/exhibitor/", "/press/"}) {
    router.prefix(Method::kGet, below, audience);
  }
  router.prefix(Method::kGet, "/embed/", [this](Request& request) -> awaitable<Response> {
    co_return pages.embed(request);
  });
  router.exact(Method::kGet, "/sitemap.xml", [this](Request& request) -> awaitable<Response> {
    co_return pages.sitemap(request);
  });
  router.exact(Method::kGet, "/robots.txt", [this](Request& request) -> awaitable<Response> {
    co_return pages.robots(request);
  });
  router.prefix(Method::kGet, "/join/", audience);
  for (const char* letter : {"/reset/", "/confirm/", "/stop-mail/"}) {
    router.prefix(Method::kGet, letter, audience);
  }
  add_format_pages(router, formats);
  agendas.add_pages(router);
  router.otherwise([this](Request& request) -> awaitable<Response> {
    const bool reads = request.method == Method::kGet || request.method == Method::kHead;
    if (reads) {
      if (auto feed = formats.news_atom(request)) {
        secure_transport(request, *feed);
        co_return std::move(*feed);
      }
    }
    if (reads) co_return pages.audience(request);
    co_return Pages::nothing_here();
  });
}

Site::Site(SiteParts parts) : impl_(std::make_unique<Impl>(std::move(parts))) {}
Site::~Site() = default;

RouteTable& Site::table() {
  return impl_->table;
}

void Site::add_routes(net::Router& router) {
  impl_->table.install(router);
  impl_->add_pages(router);
}

}  // namespace plenary::site
