#pragma once

#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "conference/package.h"
#include "conference/prose.h"
#include "picture/picture.h"

namespace plenary::conference {

/// The pictures of a package as they are served: every one written anew in sizes, in a folder of
/// files that can be made again from the package at any time. A name holds the hash of the
/// original's bytes, so that what lies behind an address never changes.
///
/// One thread of its own encodes. The rest is safe from every thread and does not wait.
class Gallery {
 public:
  /// Makes the folder where it is missing; where it cannot be made, no picture is shown.
  explicit Gallery(std::filesystem::path folder);
  ~Gallery();
  Gallery(const Gallery&) = delete;
  Gallery& operator=(const Gallery&) = delete;

  /// Has the sizes of these files' pictures made, those that are not there yet; sizes() and file()
  /// know them as soon as they are. `ready` is called on the gallery's thread when all are.
  void show(PackageFiles files, std::function<void()> ready = {});

  /// An upload becomes what a package keeps of it. Failures as encode_master().
  boost::asio::awaitable<base::Result<picture::Variant>> take_in(base::SharedBytes bytes);

  /// The sizes of a picture by its name, "stage.jpg"; none while they are not made.
  std::vector<PictureSize> sizes(const std::string& name) const;

  /// What an address leads to.
  struct Served {
    std::string name;  ///< "stage.jpg".
    std::filesystem::path path;
  };
  using IsShown = std::function<bool(const std::string& name)>;
  /// "stage-0123456789abcdef-640.webp" of a picture that is shown; nothing for anything else. Pictures that are not
  /// shown are not looked at: how long this takes says nothing of them.
  std::optional<Served> file(std::string_view address, const IsShown& is_shown) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace plenary::conference
