#include "site/exhibition_routes.h"

#include <system_error>

#include "conference/library.h"
#include "site/answers.h"
#include "site/documents.h"

namespace plenary::site {
namespace {

using boost::asio::awaitable;
using net::Method;
using net::Request;
using net::Response;

Response nothing_here() {
  return net::problem(404, "Not found", "There is nothing at this address.");
}

awaitable<Response> overview(const SiteParts& parts, Call& call) {
  co_return document_response(call.request, parts.conference->snapshot()->exhibition->overview());
}

awaitable<Response> hall(const SiteParts& parts, Call& call) {
  const auto snapshot = parts.conference->snapshot();
  const auto* const document = snapshot->exhibition->hall(call.path["hall"]);
  if (document == nullptr) co_return nothing_here();
  co_return document_response(call.request, *document);
}

awaitable<Response> exhibitor(const SiteParts& parts, Call& call) {
  const auto snapshot = parts.conference->snapshot();
  const auto document = snapshot->exhibition->exhibitor(call.path["exhibitor"]);
  if (!document) co_return nothing_here();
  co_return document_response(call.request, *document);
}

/// A document that something public shows, to be saved and never to be run within the site.
Response document_file(const SiteParts& parts, const Request& request) {
  constexpr std::string_view kFolder = "/documents/";
  const std::string name(std::string_view(request.path).substr(kFolder.size()));
  const auto content = parts.conference->snapshot()->content;
  if (!parts.library || !content->documents.contains(name)) return nothing_here();
  const auto& files = parts.library->state()->files.files;
  const auto found = files.find("documents/" + name);
  if (found == files.end()) return nothing_here();
  Response response;
  response.body = found->second;
  response.with("content-type", "application/pdf")
      .with("content-disposition", "attachment; filename=\"" + name + "\"")
      .with("content-security-policy", "default-src 'none'; sandbox")
      .with("cache-control", "public, max-age=0, s-maxage=1")
      .with("x-content-type-options", "nosniff");
  return response;
}

std::string_view type_of_film(std::string_view name) {
  if (name.ends_with(".webm")) return "video/webm";
  if (name.ends_with(".mov")) return "video/quicktime";
  if (name.ends_with(".ogv")) return "video/ogg";
  return "video/mp4";
}

Response film_file(const SiteParts& parts, const Request& request) {
  constexpr std::string_view kFolder = "/films/";
  const std::string name(std::string_view(request.path).substr(kFolder.size()));
  if (parts.films.empty() || !parts.conference->snapshot()->content->films.contains(name)) {
    return nothing_here();
  }
  const std::filesystem::path path = parts.films / name;
  auto file = net::OpenFile::open(path.string());
  std::error_code failed;
  const auto size = std::filesystem::file_size(path, failed);
  if (!file || failed) return nothing_here();
  Response response;
  response.body = net::FileSlice{std::move(*file), 0, size};
  response.with("content-type", std::string(type_of_film(name)))
      .with("cache-control", "public, max-age=3600")
      .with("x-content-type-options", "nosniff");
  return response;
}

}  // namespace

void add_exhibition_routes(RouteTable& table, const SiteParts& parts) {
  using Handle = awaitable<Response> (*)(const SiteParts&, Call&);
  const auto open = [&](std::string path, Handle handle) {
    table.add({Method::kGet,
               std::move(path),
               Access::kOpen,
               account::Right::kWatch,
               {},
               [&parts, handle](Call& call) { return handle(parts, call); }});
  };
  open("/api/v1/exhibition", overview);
  open("/api/v1/exhibition/halls/{hall}", hall);
  open("/api/v1/exhibition/exhibitors/{exhibitor}", exhibitor);
}

void add_exhibition_files(net::Router& router, const SiteParts& parts) {
  router.prefix(Method::kGet, "/documents/", [&parts](Request& request) -> awaitable<Response> {
    co_return document_file(parts, request);
  });
  router.prefix(Method::kGet, "/films/", [&parts](Request& request) -> awaitable<Response> {
    co_return film_file(parts, request);
  });
}

}  // namespace plenary::site
