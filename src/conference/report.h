#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "conference/mistake.h"

namespace plenary::conference {

/// Collects the mistakes of one file. Bounded: beyond kMost it says once that there are more.
class Report {
 public:
  static constexpr std::size_t kMost = 200;

  explicit Report(std::string file) : file_(std::move(file)) {}

  void error(int line, std::string what, std::string mend);
  void warning(int line, std::string what, std::string mend);

  const std::string& file() const { return file_; }
  const std::vector<Mistake>& mistakes() const { return mistakes_; }

 private:
  void add(Mistake mistake);

  std::string file_;
  std::vector<Mistake> mistakes_;
};

}  // namespace plenary::conference
