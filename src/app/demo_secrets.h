#pragma once

#include <string>

#include "app/data_folder.h"
#include "base/ids.h"
#include "conference/input_keys.h"
#include "conference/accounts.h"

namespace plenary::app {

/// What a visitor of the demonstration is handed: the key of a stage's first input and the
/// organiser's password.
struct DemoSecrets {
  std::string key;
  std::string password;
};

inline constexpr const char* kDemoOrganiser = "organiser";

/// The demonstration's secrets. They are kept in DIR/demo.json (mode 0600), which no other kind of
/// data folder has, so that a restart leaves the visitor's camera and login as they are; made anew
/// where they are missing or no longer valid. Blocks. Throws std::runtime_error with a sentence.
DemoSecrets demo_secrets(const DataFolder& folder, conference::InputKeys& keys,
                         conference::Accounts& accounts, const base::StageId& stage,
                         const base::InputId& input);

}  // namespace plenary::app
