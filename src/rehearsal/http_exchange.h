#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "rehearsal/pipe.h"

namespace plenary::rehearsal {

/// An answer of HTTP/1.1 with a Content-Length, or of status 101.
struct HttpAnswer {
  int status = 0;
  std::string head;  ///< With the status line, without the empty line.
  std::string body;

  /// The first field of this (lower-case) name, trimmed; empty if there is none.
  std::string_view field(std::string_view name) const;
};

/// Takes one answer off the front of `input`; nothing while it is not whole.
std::optional<HttpAnswer> take_answer(std::string& input);

/// "GET /path HTTP/1.1" with Host, and a body with its length if there is one.
std::string write_request(const Server& server, std::string_view method, std::string_view target,
                          std::string_view fields = {}, std::string_view body = {});

/// One request on a connection of its own. `done` is called once, with nothing if the server did
/// not answer within `patience`.
void fetch(Loop& loop, const Server& server, const std::string& request,
           std::function<void(std::optional<HttpAnswer>)> done,
           std::chrono::milliseconds patience = std::chrono::seconds(10));

/// The same, and waits while the loop turns.
std::optional<HttpAnswer> fetch_now(Loop& loop, const Server& server, const std::string& request);

}  // namespace plenary::rehearsal
