#pragma once

#include <functional>
#include <string>

#include "app/data_folder.h"
#include "base/ids.h"
#include "base/result.h"
#include "conference/accounts.h"
#include "conference/input_keys.h"
#include "conference/library.h"
#include "net/router.h"

namespace plenary::app {

/// What a command got from the server, or its sentence of refusal.
struct ControlAnswer {
  int status = 0;
  std::string body;  ///< JSON.
};

/// Asks the server that holds a data folder, through its control socket. Blocks. Fails with
/// kUnavailable if nobody answers.
base::Result<ControlAnswer> ask_server(const std::string& socket_path, const std::string& target,
                                       const std::string& json_body);

/// What the control socket can do; all of it outlives the routes.
struct ControlParts {
  conference::InputKeys* keys = nullptr;
  conference::Accounts* accounts = nullptr;
  conference::Library* library = nullptr;
  const DataFolder* folder = nullptr;
  /// Ends whoever publishes with the old key; false if the stage has no such input.
  std::function<bool(const base::StageId&, const base::InputId&)> disconnect;
  std::string rtmp_address;
  std::string site_address;  ///< What an invitation's link begins with.
};

/// POST /control/key {"stage","input"}, /control/user {"name","password","grant"}, /control/invite
/// {"name","grant"}, /control/import {"folder", "seen"?} (without `seen` it tells what it would do) and
/// /control/export {"version"?} (a ZIP).
void add_control_routes(net::Router& router, ControlParts parts);

/// The JSON that `plenary key` shows: key, server, stream key.
std::string key_json(const std::string& key, const base::StageId& stage, const std::string& rtmp);

}  // namespace plenary::app
