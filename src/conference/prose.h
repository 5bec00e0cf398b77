#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "conference/content.h"

namespace plenary::conference {

/// One size of a picture as the public may have it.
struct PictureSize {
  std::string url;
  int width = 0;
  int height = 0;
};

/// The sizes of a picture of the package by its name, the smallest first; none where it is not
/// shown.
using PictureSizes = std::function<std::vector<PictureSize>(const std::string& name)>;

/// A chapter or a post's body in one language as HTML that may stand in a page. An amount is worded
/// in that language; where a rate is meant for its readers, the converted amount stands behind it,
/// and below the text each rate that was used with its date, its source and whether it is inferred.
std::string prose_html(std::string_view markdown, std::string_view language, const Content& content,
                       const PictureSizes& pictures);

/// The rate by which readers of a language see amounts of a currency; null if none is meant for
/// them.
const report::Rate* rate_for(const Content& content, const report::Unit& unit,
                             std::string_view language);

}  // namespace plenary::conference
