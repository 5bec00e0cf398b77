#pragma once

#include <filesystem>
#include <string_view>

#include "net/http.h"

namespace plenary::site {

/// A picture's file as it is served: `cache` is its Cache-Control. 404 where it is gone.
net::Response picture_file(const std::filesystem::path& path, std::string_view cache);

}  // namespace plenary::site
