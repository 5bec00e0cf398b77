#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/result.h"
#include "rehearsal/attendance.h"
#include "rehearsal/http_exchange.h"

namespace plenary::rehearsal {

/// The organiser's account during a rehearsal: makes the poll that all vote in.
class Organiser {
 public:
  Organiser(Loop& loop, const Server& server, std::string stage)
      : loop_(loop), server_(server), stage_(std::move(stage)) {}

  /// Fails with kUnauthorised.
  base::Status sign_in(const std::string& name, const std::string& password);

  /// Makes and opens a poll; `opened` gets its id, or nothing if the server refused.
  void open_poll(std::function<void(std::optional<std::string>)> opened);
  void close_poll(const std::string& poll, std::function<void()> closed);
  /// How many votes the published tally holds.
  std::optional<std::uint64_t> votes_in(const std::string& poll);
  /// The attendance of the session that the stage shows; nothing if it shows none, or if the account may
  /// not see it.
  std::optional<SessionFigures> session_figures();

 private:
  /// Sends one moderator's act; `done` gets the object's id of an accepted one, else nothing.
  void act(std::string_view what, std::function<void(std::optional<std::string>)> done);

  Loop& loop_;
  const Server& server_;
  const std::string stage_;
  std::string cookie_;
  std::string csrf_;
  int acts_ = 0;
};

}  // namespace plenary::rehearsal
