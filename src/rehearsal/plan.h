#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace plenary::rehearsal {

/// What to rehearse. Viewers join evenly over `join`, stay for `stay`, and some of them go in ways
/// that a real audience goes.
struct Plan {
  std::string server;  ///< "https://conference.example".
  std::string stage;
  int viewers = 1'000;
  int following = 0;               ///< How many of them also follow the pictures, by LL-HLS.
  std::string rendition = "360p";  ///< Of those.
  std::chrono::seconds join{10};
  std::chrono::seconds stay{60};
  int storm = 0;  ///< Further viewers, who all join within one second, a third into the stay.
  double chat_per_second = 1;  ///< Of all viewers together.
  double reactions_per_second = 5;
  double churn_per_minute = 0;  ///< Share of the viewers that leave, with as many who join instead.
  double crash_share = 0;       ///< Share whose programs end at half the stay.
  double silent_share = 0;      ///< Share whose network is gone at half the stay, without a word.
  bool vote = false;            ///< All vote in a poll that the organiser's account makes.
  std::string organiser;        ///< Name to sign in with; empty: no poll is made.
  std::string password;
  std::uint64_t seed = 1;
};

}  // namespace plenary::rehearsal
