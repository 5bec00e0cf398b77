#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace plenary::visit {

/// Who takes part in something with a number of places, and who waits for one, in the order in which
/// they came. Whoever is in stays in: fewer places send nobody away. A value.
class WaitingList {
 public:
  struct Standing {
    bool signed_up = false;
    bool in = false;
    std::size_t position = 0;  ///< From 1 among those who wait; 0 for who does not.

    bool operator==(const Standing&) const = default;
  };

  /// In if there is a place, else waiting; who is on the list stays where they are. `number` grows
  /// from call to call and orders who waits.
  Standing sign_up(const std::string& visitor, std::uint64_t number, std::size_t places);
  /// Takes them off. Nobody of that name is no error.
  void withdraw(const std::string& visitor);
  /// Moves up who waits longest while there are places; those who moved, in order.
  std::vector<std::string> move_up(std::size_t places);
  /// As it was read from the disk.
  void restore(const std::string& visitor, std::uint64_t number, bool in);

  Standing standing(const std::string& visitor) const;
  std::size_t taken() const { return numbers_.size() - waiting_.size(); }
  std::size_t waiting() const { return waiting_.size(); }
  /// Who waits, the longest first, at most so many.
  std::vector<std::string> first_waiting(std::size_t most) const;
  /// Everybody who is in, by name.
  std::vector<std::string> members() const;

 private:
  std::map<std::string, std::uint64_t> numbers_;  // Everybody's.
  std::map<std::uint64_t, std::string> waiting_;
};

}  // namespace plenary::visit
