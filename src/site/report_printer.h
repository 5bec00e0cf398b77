#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "base/bytes.h"
#include "base/guarded.h"
#include "conference/conference.h"

namespace plenary::site {

/// Prints reports as PDF on a thread of its own, each once for a content and a language. Safe from
/// every thread.
class ReportPrinter {
 public:
  ReportPrinter();
  ~ReportPrinter();

  /// The PDF of a public report; `report` is in the snapshot's content. Resumes on the caller's
  /// executor.
  boost::asio::awaitable<base::SharedBytes> print(
      std::shared_ptr<const conference::Snapshot> snapshot, const report::Report* report,
      std::string language);
  /// Of any content, kept nowhere: for the press.
  boost::asio::awaitable<base::SharedBytes> print_once(
      std::shared_ptr<const conference::Content> content, const report::Report* report,
      std::string language);

 private:
  /// What was printed of one content; replaced with it.
  struct Shelf {
    std::shared_ptr<const conference::Content> content;
    std::map<std::pair<std::string, std::string>, base::SharedBytes> printed;
  };

  base::Guarded<Shelf> shelf_;
  boost::asio::thread_pool worker_{1};
};

}  // namespace plenary::site
