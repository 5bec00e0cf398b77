#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "conference/content.h"
#include "conference/document.h"
#include "conference/prose.h"
#include "conference/releases.h"

namespace plenary::conference {

/// GET /api/v1/reports/{report}/indicators.json and .csv. The CSV is RFC 4180 with a header, one
/// line an indicator and one for each value of its series; texts in the conference's languages.
std::string indicators_json(const Content& content, const report::Report& report);
std::string indicators_csv(const Content& content, const report::Report& report);

/// When a post came out, as a reader is told: what it says itself, else its release.
std::optional<base::Instant> published_at(const news::Post& post, const Releases& releases);

enum class CiteStyle : std::uint8_t { kBibtex, kApa, kGbt7714 };
std::optional<CiteStyle> parse_cite_style(std::string_view word);
/// How a report is quoted. `url` is its permanent address.
std::string cite(const Content& content, const report::Report& report, base::Instant released_at,
                 CiteStyle style, std::string_view language, std::string_view url);

/// Every public document of reports and news, rendered once for each content that is out.
/// Immutable. What is not out is in no map.
struct Publications {
  struct OfReport {
    Document json;
    Document indicators;
    Document csv;
  };
  Document reports;
  Document news;
  std::map<std::string, OfReport, std::less<>> report;
  std::map<std::string, Document, std::less<>> post;
};
std::shared_ptr<const Publications> publications(const Content& content, const Releases& releases,
                                                 const PictureSizes& pictures);

}  // namespace plenary::conference
