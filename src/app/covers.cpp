#include "app/covers.h"

#include <stdlib.h>
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "base/log.h"
#include "programme/programme.h"

namespace plenary::app {
namespace {

/// Cairo writes PNG files; this one is gone as soon as it is read.
base::SharedBytes png_of(const canvas::Canvas& canvas) {
  std::string path = (std::filesystem::temp_directory_path() / "plenary-cover-XXXXXX").string();
  const int file = ::mkstemp(path.data());
  if (file < 0) return nullptr;
  ::close(file);
  const base::Status written = canvas.write_png(path);
  std::ifstream in(path, std::ios::binary);
  auto bytes = std::make_shared<base::Bytes>(std::istreambuf_iterator<char>(in),
                                             std::istreambuf_iterator<char>());
  std::filesystem::remove(path);
  if (!written) {
    base::log(base::Level::kError, "cover_not_drawn", {{"why", written.error().detail()}});
    return nullptr;
  }
  return bytes;
}

}  // namespace

canvas::CoverText Covers::text_in(const std::string& language) const {
  const auto content = conference_.content();
  canvas::CoverText text;
  text.title = content->title.in(language, content->fallback);
  text.line = content->theme.in(language, content->fallback);
  const auto& days = content->programme.days;
  if (!days.empty()) {
    text.dates = programme::format_date(days.front().date);
    if (days.size() > 1) text.dates += " – " + programme::format_date(days.back().date);
  }
  return text;
}

base::SharedBytes Covers::drawn(const std::string& language, const canvas::CoverText& text) const {
  return drawn_.with([&](const auto& all) {
    const auto found = all.find(language);
    return found != all.end() && found->second.text == text ? found->second.png : nullptr;
  });
}

boost::asio::awaitable<base::SharedBytes> Covers::cover(std::string language) {
  const canvas::CoverText text = text_in(language);
  if (base::SharedBytes there = drawn(language, text)) co_return there;
  const auto home = co_await boost::asio::this_coro::executor;
  co_await boost::asio::post(painter_.get_executor(), boost::asio::use_awaitable);
  // Many may have asked for the same: the first one's is there.
  base::SharedBytes png = drawn(language, text);
  if (!png) {
    png = png_of(canvas::draw_cover(text));
    drawn_.with([&](auto& all) { all[language] = Drawn{text, png}; });
  }
  co_await boost::asio::post(home, boost::asio::use_awaitable);
  co_return png;
}

}  // namespace plenary::app
