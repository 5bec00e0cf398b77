#include "site/report_printer.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fstream>
#include <iterator>

#include "print/report_pdf.h"

namespace plenary::site {
namespace {

using boost::asio::awaitable;

base::SharedBytes shared(const std::string& text) {
  const base::ByteView view = base::view_of(text);
  return std::make_shared<const base::Bytes>(view.begin(), view.end());
}

}  // namespace

ReportPrinter::ReportPrinter(const conference::Gallery* gallery) : gallery_(gallery) {}
ReportPrinter::~ReportPrinter() {
  worker_.join();
}

base::SharedBytes ReportPrinter::picture(const std::string& name, bool& missing) const {
  const auto sizes = gallery_ ? gallery_->sizes(name) : std::vector<conference::PictureSize>();
  const std::string url = sizes.empty() ? "" : sizes.back().url;
  const auto shown = [&name](const std::string& one) { return one == name; };
  const auto served =
      url.empty() ? std::nullopt : gallery_->file(std::string_view(url).substr(url.rfind('/') + 1), shown);
  std::ifstream file;
  if (served) file.open(served->path, std::ios::binary);
  if (!file.is_open()) {
    missing = true;
    return nullptr;
  }
  return shared(std::string(std::istreambuf_iterator<char>(file), {}));
}

awaitable<base::SharedBytes> ReportPrinter::print(
    std::shared_ptr<const conference::Snapshot> snapshot, const report::Report* report,
    std::string language) {
  const std::pair<std::string, std::string> key{report->id.text(), language};
  const auto look = [this, &snapshot, &key] {
    return shelf_.with([&](const Shelf& shelf) {
      const auto found = shelf.printed.find(key);
      const bool there = shelf.content == snapshot->content && found != shelf.printed.end();
      return there ? found->second : base::SharedBytes();
    });
  };
  if (auto printed = look()) co_return printed;
  auto work = [&]() -> awaitable<base::SharedBytes> {
    // Whoever waited in front may have printed it.
    if (auto printed = look()) co_return printed;
    const conference::ReleaseSubject subject{conference::ReleaseKind::kReport, report->id.text()};
    const auto released_at = release_of(snapshot->releases, subject).released_at;
    bool missing = false;
    const auto pictures = [this, &missing](const std::string& name) { return picture(name, missing); };
    auto printed = shared(print::report_pdf(*snapshot->content, *report, released_at, language,
                                            "/report/" + report->id.text(), pictures));
    // Printed anew once its pictures are there.
    if (missing) co_return printed;
    shelf_.with([&](Shelf& shelf) {
      if (shelf.content != snapshot->content) shelf = Shelf{snapshot->content, {}};
      shelf.printed[key] = printed;
    });
    co_return printed;
  };
  co_return co_await boost::asio::co_spawn(worker_, work(), boost::asio::use_awaitable);
}

awaitable<base::SharedBytes> ReportPrinter::print_once(
    std::shared_ptr<const conference::Content> content, const report::Report* report,
    std::string language) {
  auto work = [&]() -> awaitable<base::SharedBytes> {
    bool missing = false;
    const auto pictures = [this, &missing](const std::string& name) { return picture(name, missing); };
    co_return shared(print::report_pdf(*content, *report, std::nullopt, language, "", pictures));
  };
  co_return co_await boost::asio::co_spawn(worker_, work(), boost::asio::use_awaitable);
}

}  // namespace plenary::site
