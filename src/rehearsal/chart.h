#pragma once

#include <string>
#include <vector>

namespace plenary::rehearsal {

/// A chart over the seconds of a rehearsal: lines, and one band between two values.
struct Chart {
  struct Point {
    double x = 0, y = 0;
  };
  struct Span {
    double x = 0, low = 0, high = 0;
  };
  struct Line {
    std::string name;
    std::string colour;  ///< A CSS colour.
    std::vector<Point> points;
  };
  std::string title;
  std::string unit;
  std::vector<Line> lines;
  std::vector<Span> band{};
};

/// A heading, a key and an SVG picture.
std::string draw(const Chart& chart);

}  // namespace plenary::rehearsal
