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
#include "conference/gallery.h"

namespace plenary::site {

/// Prints reports as PDF on a thread of its own, each once for a content and a language. Safe from
/// every thread.
class ReportPrinter {
 public:
  /// Without a gallery (null) no picture is printed; it outlives this.
  explicit ReportPrinter(const conference::Gallery* gallery);
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

  /// The largest size of a picture; `missing` is set where it is not made yet.
  base::SharedBytes picture(const std::string& name, bool& missing) const;

  const conference::Gallery* gallery_;
  base::Guarded<Shelf> shelf_;
  boost::asio::thread_pool worker_{1};
};

}  // namespace plenary::site
