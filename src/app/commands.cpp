#include "app/commands.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <cstdio>
#include <iostream>
#include <stdexcept>

#include "account/secret.h"
#include "app/complain.h"
#include "app/control.h"
#include "app/data_folder.h"
#include "app/package_transfer.h"
#include "app/welcome.h"
#include "conference/accounts.h"
#include "conference/input_keys.h"
#include "conference/package.h"
#include "storage/database.h"

namespace plenary::app {
namespace {

namespace json = boost::json;

std::string field(const std::string& body, std::string_view name) {
  boost::system::error_code failed;
  const json::value value = json::parse(body, failed);
  if (failed || !value.is_object()) return {};
  const json::value* found = value.as_object().if_contains(name);
  return found != nullptr && found->is_string() ? std::string(std::string_view(found->as_string()))
                                                : std::string();
}

void print_key(const std::string& body) {
  fmt::print("server      {}\nstream key  {}\n", field(body, "server"), field(body, "stream_key"));
  fmt::print("This key is shown once. The one before it is worthless now.\n");
}

/// Sends the command to the server that holds the folder.
int through_server(const Settings& settings, const std::string& target, const json::object& body,
                   void (*print)(const std::string&)) {
  const auto answer = ask_server((std::filesystem::path(settings.data) / "control.sock").string(),
                                 target, json::serialize(body));
  if (!answer) return complain(answer.error().detail());
  if (answer->status != 200) {
    const std::string detail = field(answer->body, "detail");
    return complain(detail.empty() ? field(answer->body, "title") : detail);
  }
  print(answer->body);
  return 0;
}

void print_invitation(const std::string& url, const std::string& expires_at) {
  fmt::print("link        {}\ngood until  {}\nThis link is shown once, and opens once.\n", url,
             expires_at);
}

int invite(const Settings& settings, const UserRequest& request, const account::Grant& grant) {
  if (is_in_use(settings.data)) {
    return through_server(settings, "/control/invite",
                          {{"name", request.name}, {"grant", account::print(grant)}},
                          [](const std::string& body) {
                            print_invitation(field(body, "url"), field(body, "expires_at"));
                          });
  }
  const DataFolder folder(settings.data);
  storage::Database database(folder.database());
  conference::Accounts accounts(database, &base::real_utc_now);
  const auto invited =
      accounts.invite_now("command line", {.grant = grant, .name = request.name, .email = {}});
  if (!invited) return complain(invited.error().detail());
  print_invitation(site_address(settings) + "/join/" + invited->token,
                   base::format_rfc3339(invited->record.expires_at));
  return 0;
}

std::string read_password() {
  std::string password;
  std::getline(std::cin, password);
  return password;
}

}  // namespace

int check_command(const std::string& package) {
  const auto mistakes = conference::check(package);
  for (const auto& mistake : mistakes) fmt::print("{}\n", conference::print(mistake));
  if (conference::any_error(mistakes)) {
    fmt::print("{} to mend.\n", mistakes.size());
    return 1;
  }
  fmt::print("{}: no mistake found.\n", package);
  return 0;
}

int key_command(const Settings& settings, const std::string& stage, const std::string& input) {
  const auto stage_id = base::StageId::parse(stage);
  const auto input_id = base::InputId::parse(input);
  if (!stage_id || !input_id) return complain("a stage and an input are named by [a-z0-9-].");
  if (!std::filesystem::exists(settings.data)) {
    return complain(fmt::format("there is no data folder {}. Give it with --data.", settings.data));
  }
  if (is_in_use(settings.data)) {
    return through_server(settings, "/control/key", {{"stage", stage}, {"input", input}},
                          &print_key);
  }
  const DataFolder folder(settings.data);
  storage::Database database(folder.database());
  const auto library = open_library(folder, database);
  const auto content = library->state()->content;
  const auto* described = content->programme.stage(*stage_id);
  bool known = false;
  for (const auto& candidate :
       described != nullptr ? described->inputs : std::vector<programme::InputDescription>{}) {
    known = known || candidate.id == *input_id;
  }
  if (!known) return complain(fmt::format("there is no input '{}' of a stage '{}'.", input, stage));
  conference::InputKeys keys(database, &base::real_utc_now);
  const auto key = keys.rotate_now(*stage_id, *input_id);
  if (!key) return complain(key.error().detail());
  print_key(key_json(*key, *stage_id, rtmp_address(settings)));
  return 0;
}

int user_command(const Settings& settings, const UserRequest& request) {
  const auto grant = account::parse_grant(request.role + ":" + request.scope);
  if (!grant) {
    return complain(
        fmt::format("there is no role '{}' in a scope '{}': such as --role producer --scope "
                    "stage/opening.",
                    request.role, request.scope));
  }
  if (request.invite) return invite(settings, request, *grant);
  const std::string password =
      request.password_from_stdin ? read_password() : account::new_password();
  if (is_in_use(settings.data)) {
    const int failed = through_server(
        settings, "/control/user",
        {{"name", request.name}, {"password", password}, {"grant", account::print(*grant)}},
        [](const std::string&) {});
    if (failed != 0) return failed;
  } else {
    const DataFolder folder(settings.data);
    storage::Database database(folder.database());
    conference::Accounts accounts(database, &base::real_utc_now);
    const base::Status status = accounts.set_password_now(request.name, password, *grant);
    if (!status) return complain(status.error().detail());
  }
  if (request.password_from_stdin) {
    fmt::print("{} can sign in.\n", request.name);
  } else {
    fmt::print("name      {}\npassword  {}\nThis password is shown once.\n", request.name,
               password);
  }
  return 0;
}

}  // namespace plenary::app
