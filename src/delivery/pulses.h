#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "account/visitor.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "delivery/pulse_answers.h"
#include "net/http.h"
#include "net/io_threads.h"
#include "net/router.h"

namespace plenary::delivery {

struct PulseContext;
class PulseDesk;
class PulseSession;

/// One beat as it came, not yet read.
struct BeatCall {
  base::StageId stage;
  std::string body;  ///< At most 16 KiB; from a socket UTF-8.
  account::Visitor visitor;
  std::string peer;  ///< As in net::Request::peer.
};

/// What a beat came to.
struct BeatReply {
  /// 202, or 400 (not understood), 404 (no such stage), 429 (too many), 503: `json` is then a
  /// detail in plain words.
  int status = 202;
  std::string json;      ///< {"ack":...}
  std::string sid;       ///< Whose ticket came or was made; empty for a refusal.
  std::string author;    ///< "u:{account}" or "v:{sid}": what close_author() names.
  std::optional<bool> playing;  ///< What the beat said of it, if anything.
  bool removed = false;  ///< Banned: the socket is closed once it has this answer.
  std::chrono::milliseconds retry{1000};  ///< For 429 and 503.
};

/// What Pulses needs of the rooms beside it. The functions are called on io threads.
struct PulsesParts {
  /// Hands a beat on. `done` is called once, on any thread, within 15 s.
  std::function<void(BeatCall, std::function<void(BeatReply)> done)> beat;
  /// The last socket of a ticket has closed, of those on this stage and io thread. `played`: its
  /// last beat said that it plays. May be null.
  std::function<void(const base::StageId&, std::string sid, bool played)> left;
  /// Who sends this request; anonymous without a cookie. `unsafe`: the request may change
  /// something, so that a cookie needs the CSRF field with it (kForbidden otherwise). May be null:
  /// all are anonymous.
  std::function<boost::asio::awaitable<base::Result<account::Visitor>>(net::Request&, bool unsafe)>
      visitor_of;
  base::UtcClock clock;
};

struct PulsesSettings {
  std::size_t sockets = 14'000;             ///< Of the whole server; beyond it 503.
  std::size_t sockets_per_address = 4'000;  ///< IPv4 address or IPv6 /64; loopback is exempt.
  std::size_t sockets_per_ticket = 16;      ///< On one io thread.
  std::size_t waiting_requests =
      8'000;                          ///< Held GETs on one io thread; beyond it answered at once.
  std::size_t waiting_beats = 4'000;  ///< Posted, on one io thread; beyond it 429.
};

/// What Pulses has done since the server started.
struct PulsesCounters {
  std::uint64_t sockets_open = 0;
  std::uint64_t sockets_opened = 0;
  std::uint64_t sockets_refused = 0;  ///< Origin, limits, no such stage, no WebSocket.
  std::uint64_t sockets_removed = 0;  ///< Closed because of a ban.
  std::uint64_t sockets_renewed = 0;  ///< Closed because rights changed: they come back.
  std::uint64_t pulses = 0;
  std::uint64_t deliveries = 0;       ///< Pulses handed to sockets.
  std::uint64_t fanouts_dropped = 0;  ///< Pulses that an io thread was too busy to send to all.
  std::uint64_t fanout_us = 0;        ///< Of the newest pulse, from publish() to the last send.
  std::uint64_t requests = 0;         ///< GETs under /p1/.
  std::uint64_t held_requests = 0;
  std::uint64_t stalls = 0;  ///< Holds that ended without the pulse.
  std::uint64_t waiting = 0;
  std::uint64_t refused_requests = 0;  ///< 4xx.
  std::uint64_t beats = 0;
  std::uint64_t beats_refused = 0;  ///< Malformed, too large, too many.
};

/// The audience's state on its way to everybody: one numbered pulse a second and stage, the same
/// bytes for all, over WebSocket and by GET; and the beats on their way back. Routes:
/// /p1/{stage}/now, /p1/{epoch}/{stage}/n|b|s/{number}, WS /p1/ws, POST /b1/{stage}.
///
/// Each io thread has a replica of every stage and its own subscribers; what others tell it comes
/// by one ordered mailbox, and nothing else is shared.
class Pulses {
 public:
  /// `threads` and what the parts refer to outlive this.
  Pulses(net::IoThreads& threads, PulsesParts parts, PulsesSettings settings = {});
  /// The server that had the routes must be gone.
  ~Pulses();
  Pulses(const Pulses&) = delete;
  Pulses& operator=(const Pulses&) = delete;

  void add_routes(net::Router& router);

  /// A stage of the conference. No effect if it is there already. From any thread, before the
  /// stage's first pulse.
  void add(const base::StageId& stage);
  /// From any thread; pulses of a stage in their order. Another epoch than before begins anew.
  void publish(std::shared_ptr<const audience::Pulse> pulse);
  /// Closes the sockets of an account with 4403, on every stage. From any thread.
  void close_account(std::string account);
  /// Closes them with 4205: who is behind them has other rights, and comes back with those.
  void renew_account(std::string account);
  /// Closes with 4403 the sockets of an author, "u:{account}" or "v:{sid}"; on one stage if `stage` is not empty.
  void close_author(std::string author, base::StageId stage = {});
  /// Answers every held request: the server is about to stop. From any thread.
  void stop();

  /// From any thread.
  PulsesCounters counters() const;

 private:
  /// Runs `act` on every socket of an author, on the socket's thread.
  void each_socket(std::string author, base::StageId stage, void (PulseSession::*act)());
  boost::asio::awaitable<net::Response> handle_get(net::Request& request);
  boost::asio::awaitable<net::Response> handle_socket(net::Request& request);
  boost::asio::awaitable<net::Response> handle_beat(net::Request& request);
  PulseDesk& desk();

  net::IoThreads& threads_;
  const std::shared_ptr<const PulseContext> context_;
  const PulseAnswers answers_;
  std::vector<std::shared_ptr<PulseDesk>> desks_;  // By io thread.
  std::atomic<std::uint64_t> pulses_{0};
};

}  // namespace plenary::delivery
