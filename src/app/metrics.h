#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plenary::app {

/// Collects figures in the Prometheus text format (version 0.0.4): one family after another, each with
/// its help and type once.
class Metrics {
 public:
  enum class Type : std::uint8_t { kCounter, kGauge };
  struct Label {
    std::string_view name;
    std::string_view value;
  };

  /// Begins a family. `name` carries its unit: plenary_spool_bytes, plenary_http_responses_total.
  Metrics& family(std::string_view name, Type type, std::string_view help);
  /// A figure of the family begun last.
  Metrics& value(double figure, const std::vector<Label>& labels = {});

  std::string text() && { return std::move(text_); }

 private:
  std::string text_;
  std::string name_;
};

}  // namespace plenary::app
