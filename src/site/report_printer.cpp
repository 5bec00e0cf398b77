#include "site/report_printer.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "print/report_pdf.h"

namespace plenary::site {
namespace {

using boost::asio::awaitable;

base::SharedBytes shared(const std::string& text) {
  const base::ByteView view = base::view_of(text);
  return std::make_shared<const base::Bytes>(view.begin(), view.end());
}

}  // namespace

ReportPrinter::ReportPrinter() = default;
ReportPrinter::~ReportPrinter() {
  worker_.join();
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
    auto printed = shared(print::report_pdf(*snapshot->content, *report, released_at, language,
                                            "/report/" + report->id.text()));
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
    co_return shared(print::report_pdf(*content, *report, std::nullopt, language, ""));
  };
  co_return co_await boost::asio::co_spawn(worker_, work(), boost::asio::use_awaitable);
}

}  // namespace plenary::site
