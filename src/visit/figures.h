#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "visit/ledger.h"

/// A booth's figures, each with what it counts.
namespace plenary::visit {

/// One day of a booth, in the conference's zone.
struct DayFigures {
  std::int64_t visitors = 0;
  std::int64_t conversations = 0;
  std::int64_t conversations_answered = 0;
  std::int64_t messages_from_visitors = 0;
  std::int64_t messages_from_staff = 0;
  std::vector<std::int64_t> first_answer_seconds;
  std::int64_t cards = 0;
  std::int64_t meetings = 0;
  std::int64_t meetings_cancelled = 0;
  std::int64_t offers = 0;
  std::int64_t offers_answered = 0;
  std::int64_t saved = 0;
};

/// Every day on which anything happened, "2020-07-23" and so on.
std::map<std::string, DayFigures> figures_of(const Ledger& ledger, const std::string& exhibitor,
                                             const World& world);
boost::json::object day_json(const std::string& day, const DayFigures& figures);
/// {days: [...], definitions: [{id, title{}, text{}}]}
boost::json::object figures_json(const Ledger& ledger, const std::string& exhibitor,
                                 const World& world);

}  // namespace plenary::visit
