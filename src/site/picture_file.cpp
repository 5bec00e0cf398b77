#include "site/picture_file.h"

#include <string>
#include <system_error>
#include <utility>

namespace plenary::site {

net::Response picture_file(const std::filesystem::path& path, std::string_view cache) {
  auto file = net::OpenFile::open(path.string());
  std::error_code failed;
  const auto size = std::filesystem::file_size(path, failed);
  if (!file || failed) return net::problem(404, "Not found", "There is nothing at this address.");
  net::Response response;
  response.body = net::FileSlice{std::move(*file), 0, size};
  response.with("content-type", "image/webp")
      .with("cache-control", std::string(cache))
      .with("x-content-type-options", "nosniff");
  return response;
}

}  // namespace plenary::site
