#include "conference/gallery.h"

#include <openssl/evp.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fstream>
#include <map>

#include "base/log.h"
#include "base/mailbox.h"
#include "base/text.h"

namespace plenary::conference {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;

/// A picture whose sizes are made.
struct Shown {
  std::string hash;  ///< 16 hexadecimal digits.
  std::vector<PictureSize> sizes;
};
/// By the picture's name.
using Shelf = std::map<std::string, Shown, std::less<>>;

std::string short_hash(const base::Bytes& bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest, &size, EVP_sha256(), nullptr);
  return base::hex({reinterpret_cast<const char*>(digest), 8});
}

/// "stage" of "stage.jpg".
std::string_view stem_of(std::string_view name) {
  return name.substr(0, name.find('.'));
}

std::string address_of(std::string_view name, const std::string& hash, int width) {
  return std::string(stem_of(name)) + "-" + hash + "-" + std::to_string(width) + ".webp";
}

/// Whole or not at all.
bool write_whole(const fs::path& path, base::ByteView bytes) {
  const fs::path incoming = path.string() + ".incoming";
  std::ofstream stream(incoming, std::ios::binary);
  const auto text = base::text_of(bytes);
  stream.write(text.data(), static_cast<std::streamsize>(text.size()));
  stream.close();
  std::error_code failed;
  if (!stream.fail()) fs::rename(incoming, path, failed);
  return !stream.fail() && !failed;
}

asio::awaitable<std::optional<Result<picture::Variant>>> encode_there(base::SharedBytes bytes) {
  co_return picture::encode_master(*bytes);
}

}  // namespace

class Gallery::Impl {
 public:
  explicit Impl(fs::path folder) : folder_(std::move(folder)) {
    std::error_code failed;
    fs::create_directories(folder_, failed);
    shelf_.set(std::make_shared<const Shelf>());
  }
  ~Impl() {
    thread_.stop();
    thread_.join();
  }

  /// On the gallery's thread. What is there already is known at once, the rest one by one.
  void show(const PackageFiles& files) {
    Shelf shelf;
    for (const auto& [path, bytes] : files.files) {
      if (kind_of(path) != FileKind::kPicture) continue;
      const std::string name = path.substr(path.find('/') + 1);
      auto shown = shelve(name, *bytes);
      if (!shown) {
        base::log(base::Level::kWarning, "picture_not_shown",
                  {{"picture", path}, {"why", shown.error().detail()}});
        continue;
      }
      shelf[name] = std::move(*shown);
      shelf_.set(std::make_shared<const Shelf>(shelf));
    }
    shelf_.set(std::make_shared<const Shelf>(std::move(shelf)));
  }

  std::shared_ptr<const Shelf> shelf() const { return shelf_.get(); }
  const fs::path& folder() const { return folder_; }
  asio::thread_pool& thread() { return thread_; }

 private:
  fs::path index_of(const std::string& hash) const { return folder_ / (hash + ".sizes"); }
  fs::path file_of(const std::string& hash, int width) const {
    return folder_ / (hash + "-" + std::to_string(width) + ".webp");
  }

  Result<Shown> shelve(const std::string& name, const base::Bytes& bytes) {
    Shown shown;
    shown.hash = short_hash(bytes);
    // Written last, so that it stands for files that are all there.
    std::ifstream index(index_of(shown.hash));
    PictureSize size;
    while (index >> size.width >> size.height) {
      size.url = "/pictures/" + address_of(name, shown.hash, size.width);
      shown.sizes.push_back(size);
    }
    if (!shown.sizes.empty()) return shown;
    const auto encoded = picture::encode(bytes);
    if (!encoded) return encoded.error();
    std::string lines;
    for (const picture::Variant& variant : encoded->variants) {
      if (!write_whole(file_of(shown.hash, variant.width), *variant.webp)) {
        return Error(Errc::kUnavailable, "it cannot be written to " + folder_.string());
      }
      shown.sizes.push_back({"/pictures/" + address_of(name, shown.hash, variant.width),
                             variant.width, variant.height});
      lines += std::to_string(variant.width) + " " + std::to_string(variant.height) + "\n";
    }
    write_whole(index_of(shown.hash), base::view_of(lines));
    return shown;
  }

  const fs::path folder_;
  base::Latest<std::shared_ptr<const Shelf>> shelf_;
  asio::thread_pool thread_{1};
};

Gallery::Gallery(fs::path folder) : impl_(std::make_unique<Impl>(std::move(folder))) {}
Gallery::~Gallery() = default;

void Gallery::show(PackageFiles files, std::function<void()> ready) {
  auto work = [impl = impl_.get(), files = std::move(files), ready = std::move(ready)] {
    impl->show(files);
    if (ready) ready();
  };
  asio::post(impl_->thread(), std::move(work));
}

asio::awaitable<Result<picture::Variant>> Gallery::take_in(base::SharedBytes bytes) {
  auto job = encode_there(std::move(bytes));
  auto outcome =
      co_await asio::co_spawn(impl_->thread().get_executor(), std::move(job), asio::use_awaitable);
  co_return std::move(*outcome);
}

std::vector<PictureSize> Gallery::sizes(const std::string& name) const {
  const auto shelf = impl_->shelf();
  const auto found = shelf->find(name);
  return found == shelf->end() ? std::vector<PictureSize>() : found->second.sizes;
}

std::optional<Gallery::Served> Gallery::file(std::string_view address,
                                             const IsShown& is_shown) const {
  // The address is compared with those that there are, and is never a part of a path.
  const std::string url = "/pictures/" + std::string(address);
  const auto shelf = impl_->shelf();
  for (const auto& [name, picture] : *shelf) {
    if (!is_shown(name) || !address.starts_with(stem_of(name))) continue;
    for (const PictureSize& size : picture.sizes) {
      if (size.url != url) continue;
      return Served{name,
                    impl_->folder() / (picture.hash + "-" + std::to_string(size.width) + ".webp")};
    }
  }
  return std::nullopt;
}

}  // namespace plenary::conference
