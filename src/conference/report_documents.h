#pragma once

#include <boost/json/value.hpp>
#include <map>
#include <optional>
#include <string>

#include "base/time.h"
#include "conference/content.h"
#include "conference/prose.h"

namespace plenary::conference {

// The JSON of docs/api/openapi.yaml for reports and news. Pure functions over content that holds
// only what may be seen: whoever calls them has left out what is not released. Instants are the
// conference clock's.

/// {name, src, sizes:[{url, width, height}]}; null where the picture has no sizes (yet).
boost::json::value picture_object(const std::string& name, const PictureSizes& pictures);

/// When each came out. What is missing is shown without an instant.
using ReleasedAt = std::map<report::ReportId, base::Instant>;
using PublishedAt = std::map<news::PostId, base::Instant>;

/// The body of GET /api/v1/reports.
std::string reports_json(const Content& content, const ReleasedAt& released);

/// The body of GET /api/v1/reports/{id}: chapters as HTML, indicators with their words in every
/// language and their amounts in every currency that a rate leads to.
std::string report_json(const Content& content, const report::Report& report,
                        std::optional<base::Instant> released_at, const PictureSizes& pictures);

/// The body of GET /api/v1/news: the latest first.
std::string news_json(const Content& content, const PublishedAt& published,
                      const PictureSizes& pictures);

/// The body of GET /api/v1/news/{slug}.
std::string post_json(const Content& content, const news::Post& post,
                      std::optional<base::Instant> published_at, const PictureSizes& pictures);

}  // namespace plenary::conference
