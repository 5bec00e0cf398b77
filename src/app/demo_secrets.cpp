#include "app/demo_secrets.h"

#include <fcntl.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "account/secret.h"

namespace plenary::app {
namespace {

namespace json = boost::json;

DemoSecrets read(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  boost::system::error_code failed;
  const json::value value = json::parse(text.str(), failed);
  if (failed || !value.is_object()) return {};
  const auto field = [&](std::string_view name) {
    const json::value* found = value.as_object().if_contains(name);
    return found != nullptr && found->is_string()
               ? std::string(std::string_view(found->as_string()))
               : std::string();
  };
  return {field("key"), field("password")};
}

void write(const std::string& path, const DemoSecrets& secrets) {
  const std::string text =
      json::serialize(json::object{{"key", secrets.key}, {"password", secrets.password}});
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const bool written =
      fd >= 0 && ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (fd >= 0) ::close(fd);
  if (!written) throw std::runtime_error("cannot write " + path + ". Is the disk full?");
}

}  // namespace

DemoSecrets demo_secrets(const DataFolder& folder, conference::InputKeys& keys,
                         conference::Accounts& accounts, const base::StageId& stage,
                         const base::InputId& input) {
  const std::string path = (folder.path() / "demo.json").string();
  const DemoSecrets stored = read(path);
  DemoSecrets secrets = stored;
  const auto opens = keys.authorise(stage.text(), stored.key);
  if (!opens || *opens != input) {
    auto key = keys.rotate_now(stage, input);
    if (!key) throw std::runtime_error("cannot store a key: " + key.error().detail());
    secrets.key = std::move(*key);
  }
  if (stored.password.empty() || !accounts.has_account(kDemoOrganiser)) {
    secrets.password = account::new_password();
    const base::Status set = accounts.set_password_now(kDemoOrganiser, secrets.password, {account::Role::kOrganiser, {}});
    if (!set) throw std::runtime_error("cannot store an account: " + set.error().detail());
  }
  if (secrets.key != stored.key || secrets.password != stored.password) write(path, secrets);
  return secrets;
}

}  // namespace plenary::app
