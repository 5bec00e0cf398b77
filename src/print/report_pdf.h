#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "conference/content.h"

namespace plenary::print {

/// The report as a PDF: title, summary, chapters, every figure with its sources, and what stands
/// behind their keys. `language` is one of the conference's; `url` is where the report is read.
/// Slow (tens of milliseconds): for a worker thread.
std::string report_pdf(const conference::Content& content, const report::Report& report,
                       std::optional<base::Instant> released_at, std::string_view language,
                       std::string_view url);

}  // namespace plenary::print
