#pragma once

#include <string>

#include "app/settings.h"

namespace plenary::app {

/// The base of every page's address, as people open it: "http://localhost:8080".
std::string site_address(const Settings& settings);
/// What publishers enter as their server: "rtmp://localhost:1935/live".
std::string rtmp_address(const Settings& settings);

/// What somebody who just started the demonstration needs.
struct Welcome {
  std::string site;
  std::string stage;  ///< Id of the stage on air.
  std::string rtmp;
  std::string key;  ///< Of the stage's first input.
  std::string organiser;
  std::string password;
};

/// The text that `plenary serve --demo` prints: where to look, how to send one's own picture.
std::string welcome_text(const Welcome& welcome);

}  // namespace plenary::app
