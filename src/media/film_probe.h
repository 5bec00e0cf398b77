#pragma once

#include <filesystem>
#include <string>

namespace plenary::media {

/// What keeps a file from being played as a film, as the end of a sentence: "it holds no picture";
/// empty if nothing does. Reads its beginning and no more than a few megabytes of it; blocks.
std::string fault_of_film(const std::filesystem::path& path);

}  // namespace plenary::media
