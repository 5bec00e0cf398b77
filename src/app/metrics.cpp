#include "app/metrics.h"

#include <fmt/format.h>

namespace plenary::app {
namespace {

std::string escaped(std::string_view value) {
  std::string out;
  for (const char c : value) {
    if (c == '\\' || c == '"') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

Metrics& Metrics::family(std::string_view name, Type type, std::string_view help) {
  name_ = name;
  text_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name,
                       type == Type::kCounter ? "counter" : "gauge");
  return *this;
}

Metrics& Metrics::value(double figure, const std::vector<Label>& labels) {
  text_ += name_;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    text_ += i == 0 ? '{' : ',';
    text_ += fmt::format("{}=\"{}\"", labels[i].name, escaped(labels[i].value));
  }
  if (!labels.empty()) text_ += '}';
  text_ += fmt::format(" {}\n", figure);
  return *this;
}

}  // namespace plenary::app
