#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/guarded.h"
#include "net/http.h"

namespace plenary::site {

/// By which hosts our pages are shown within theirs, since the start. Safe from every thread.
class EmbedHosts {
 public:
  /// The most hosts told apart; further ones are counted together.
  static constexpr std::size_t kMost = 200;

  /// Counts a page by ?host=, else by the host of its Referer, else as unknown.
  void count(const net::Request& request);
  /// {"hosts":[{"host","views"}]}, most first.
  std::string json() const;

 private:
  base::Guarded<std::map<std::string, std::uint64_t>> views_;
};

}  // namespace plenary::site
