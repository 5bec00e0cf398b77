#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "account/visitor.h"
#include "delivery/pulse_desk.h"
#include "net/socket.h"

namespace plenary::delivery {

/// One viewer's socket: pulses down, beats up. On the thread of its desk.
class PulseSession final : public net::SocketSession, public PulseSubscriber {
 public:
  /// Beats of one socket that may wait for their answers.
  static constexpr int kBeatsInFlight = 4;
  /// Beats not understood before the socket is closed.
  static constexpr int kNonsense = 3;
  /// Close code: whoever is behind it has other rights by now, or another login.
  static constexpr std::uint16_t kRenew = 4205;

  /// `after`: the newest pulse of the present epoch that the viewer has, if it has any.
  PulseSession(PulseDesk& desk, PulseDesk::Stage& stage, std::optional<std::uint64_t> after,
               account::Visitor visitor, std::string prefix);

  void on_open(net::SocketLink& link) override;
  void on_text(std::string_view text) override;
  void on_close() override;
  std::string drain_reason() override;

  /// True if this account, or this author, is behind the socket.
  bool is_account(std::string_view account) const;
  bool is_author(std::string_view author) const;
  /// Closes with 4403: not to come back.
  void remove();
  /// Closes with 4205: to come back at once, as whoever it is by then.
  void renew();

 private:
  /// Who is behind it, from the first beat on; the answers to beats find their socket by it.
  struct Person {
    PulseSession* session = nullptr;  // Null once the socket has closed.
    std::string sid;
    std::string author;
    bool plays = false;  // As its last beat that spoke of it said.
    int in_flight = 0;
    int nonsense = 0;
  };

  void take_reply(const BeatReply& reply);
  void learn(const BeatReply& reply);
  void refuse_beat(std::string_view code, std::string_view detail, std::chrono::milliseconds retry);
  void forget_ticket();

  PulseDesk& desk_;
  PulseDesk::Stage& stage_;
  net::SocketLink* link_ = nullptr;
  std::unique_ptr<const account::Visitor> visitor_;  // Null for the anonymous.
  std::shared_ptr<Person> person_;
  std::string prefix_;
  std::optional<std::uint64_t> after_;
};

}  // namespace plenary::delivery
