#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace plenary::storage {

class Database;

/// One thing that visitors and booth staff have with each other: a message, a card, a booking. Its
/// body is written and read by the room `visit` alone.
struct VisitRow {
  std::string kind;                 ///< "message", "card", "booking", ...
  std::string id;                   ///< Unique among its kind.
  std::optional<std::string> body;  ///< JSON; absent: the row is taken away.

  bool operator==(const VisitRow&) const = default;
};
using VisitRows = std::vector<VisitRow>;

/// The table of visits in the database, which outlives it. Safe from every thread.
class VisitStore {
 public:
  using Written = std::function<void(base::Status)>;
  using Read = std::function<void(base::Result<VisitRows>)>;

  explicit VisitStore(Database& database) : database_(database) {}

  /// All of them or none, in their order: a row takes the place of the one before it. `done` is
  /// called on the writer's thread once they are on disk. kUnavailable: nothing was written. With
  /// `forget`, what they take the place of is in no file of the database by then.
  void write(VisitRows rows, bool forget, Written done);
  /// Every row, in order of kind and id; `done` is called on the writer's thread.
  void read(Read done);
  /// The same, blocking: for start-up.
  base::Result<VisitRows> read_now();

 private:
  Database& database_;
};

}  // namespace plenary::storage
