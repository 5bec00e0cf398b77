#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <map>
#include <string>

#include "base/bytes.h"
#include "base/guarded.h"
#include "canvas/cover.h"
#include "conference/conference.h"

namespace plenary::app {

/// The pictures that previews of the conference's links show, one a language, each drawn once on a
/// thread of its own. Safe from every thread.
class Covers {
 public:
  /// `conference` outlives this.
  explicit Covers(const conference::Conference& conference) : conference_(conference) {}
  ~Covers() { painter_.join(); }

  /// As PNG; null where it could not be made. Resumes on the caller's executor.
  boost::asio::awaitable<base::SharedBytes> cover(std::string language);

 private:
  struct Drawn {
    canvas::CoverText text;
    base::SharedBytes png;
  };
  canvas::CoverText text_in(const std::string& language) const;
  base::SharedBytes drawn(const std::string& language, const canvas::CoverText& text) const;

  const conference::Conference& conference_;
  base::Guarded<std::map<std::string, Drawn>> drawn_;
  boost::asio::thread_pool painter_{1};
};

}  // namespace plenary::app
