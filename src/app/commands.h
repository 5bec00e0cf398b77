#pragma once

#include <string>

#include "app/settings.h"

namespace plenary::app {

// The commands beside `serve`. Each prints what it did to standard output, what went wrong to
// standard error, and returns the program's exit status: 0, 1 (failed) or 2 (usage).

/// Names every mistake of a package with file, line and the way to mend it.
int check_command(const std::string& package);

/// Makes a new key for a stage's input and prints it, once. Goes through the server where one holds
/// the data folder.
int key_command(const Settings& settings, const std::string& stage, const std::string& input);

/// What `plenary user` is asked for.
struct UserRequest {
  std::string name;  ///< A name or an e-mail address to sign in with.
  std::string role = "organiser";
  std::string scope = "conference";
  bool password_from_stdin = false;  ///< Else a password is made and printed, once.
  bool invite = false;               ///< Print a link with which the person makes the account.
};

/// Makes an account, or gives it a new password, and gives it a role; or invites somebody to that.
/// Goes through the server where one holds the data folder.
int user_command(const Settings& settings, const UserRequest& request);

/// Serves until told to stop.
int serve_command(const Settings& settings);

}  // namespace plenary::app
