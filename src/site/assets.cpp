#include "site/assets.h"

#include <utility>

#include "account/secret.h"

namespace plenary::site {
namespace {

std::string media_type(std::string_view name) {
  constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
      {".js", "text/javascript; charset=utf-8"}, {".css", "text/css; charset=utf-8"},
      {".svg", "image/svg+xml"},                 {".html", "text/html; charset=utf-8"},
      {".json", "application/json"},             {".png", "image/png"},
      {".webp", "image/webp"},                   {".woff2", "font/woff2"},
      {".webmanifest", "application/manifest+json"},
  };
  for (const auto& [ending, type] : kTypes) {
    if (name.ends_with(ending)) return std::string(type);
  }
  return "application/octet-stream";
}

base::SharedBytes shared(std::string_view view) {
  const auto bytes = base::view_of(view);
  return std::make_shared<const base::Bytes>(bytes.begin(), bytes.end());
}

}  // namespace

bool accepts_gzip(const net::Request& request) {
  const std::string_view accepted = request.header("accept-encoding");
  const std::size_t at = accepted.find("gzip");
  if (at == std::string_view::npos) return false;
  const std::string_view after = accepted.substr(at + 4);
  return !after.starts_with(";q=0,") && after != ";q=0";
}

Assets::Assets() {
  for (const EmbeddedAsset& embedded : embedded_assets()) {
    Asset asset{.plain = shared(embedded.plain.view()),
                .gzip = nullptr,
                .type = media_type(embedded.name),
                .etag = "\"" + account::hash_token(embedded.plain.view()).substr(0, 20) + "\""};
    if (embedded.gzip.view().size() < embedded.plain.view().size()) {
      asset.gzip = shared(embedded.gzip.view());
    }
    by_path_.emplace("/" + std::string(embedded.name), std::move(asset));
  }
}

net::Response Assets::serve(const net::Request& request) const {
  const auto found = by_path_.find(request.path);
  if (found == by_path_.end() || request.path.ends_with(".html")) {
    return net::problem(404, "Not found", "There is no such file.");
  }
  const Asset& asset = found->second;
  net::Response response;
  // Names under /assets carry a hash of what is in them.
  const bool immutable = request.path.starts_with("/assets/");
  response.with("cache-control", immutable ? "public, max-age=31536000, immutable"
                                           : "public, max-age=3600")
      .with("etag", asset.etag)
      .with("vary", "accept-encoding")
      .with("x-content-type-options", "nosniff");
  if (request.header("if-none-match") == asset.etag) {
    response.status = 304;
    return response;
  }
  response.with("content-type", asset.type);
  if (asset.gzip && accepts_gzip(request)) {
    response.with("content-encoding", "gzip");
    response.body = asset.gzip;
  } else {
    response.body = asset.plain;
  }
  return response;
}

std::string_view Assets::text(std::string_view name) const {
  for (const EmbeddedAsset& embedded : embedded_assets()) {
    if (embedded.name == name) return embedded.plain.view();
  }
  return {};
}

}  // namespace plenary::site
