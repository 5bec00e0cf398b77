#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/time.h"
#include "conference/content.h"
#include "report/report.h"

namespace plenary::print {

/// The bytes of a picture of the package by its name, in any format of ours; null where it cannot be shown. None: no
/// picture is.
using PictureBytes = std::function<base::SharedBytes(const std::string& name)>;

/// The report as a PDF: title, summary, chapters, every figure with its sources, and what stands
/// behind their keys. `language` is one of the conference's; `url` is where the report is read.
/// Slow (tens of milliseconds): for a worker thread.
std::string report_pdf(const conference::Content& content, const report::Report& report,
                       std::optional<base::Instant> released_at, std::string_view language,
                       std::string_view url, const PictureBytes& pictures = {});

/// A figure's share and rank, a line each, as a sentence of the language: "more than 50% of all stations", "No. 2 in
/// the world".
std::vector<std::string> share_and_rank(const report::Indicator& indicator, std::string_view language,
                                        const std::vector<std::string>& fallback);

}  // namespace plenary::print
