#include "conference/input_keys.h"

#include <optional>
#include <stdexcept>

#include "account/secret.h"

namespace plenary::conference {

InputKeys::InputKeys(storage::Database& database, base::UtcClock utc)
    : database_(database), utc_(std::move(utc)), keys_(std::make_shared<const Keys>()) {
  const auto stored = database_.input_keys();
  if (!stored) throw std::runtime_error("cannot read the input keys: " + stored.error().detail());
  auto keys = std::make_shared<Keys>();
  for (const auto& record : *stored) (*keys)[{record.stage, record.input}] = record.key_hash;
  keys_.set(std::move(keys));
}

base::Result<base::InputId> InputKeys::authorise(std::string_view stage,
                                                 std::string_view key) const {
  const std::string hash = account::hash_token(key);
  const auto keys = keys_.get();
  // Every key is compared, so that neither a stage's existence nor a near miss shows in the time.
  std::optional<base::InputId> found;
  for (const auto& [where, stored] : *keys) {
    const bool same_key = account::equal_secrets(stored, hash);
    const bool same_stage = where.first.text() == stage;
    if (same_key && same_stage) found = where.second;
  }
  if (!found) return base::Error(base::Errc::kForbidden, "no such stage or wrong key");
  return *found;
}

bool InputKeys::has_key(const base::StageId& stage, const base::InputId& input) const {
  return keys_.get()->contains({stage, input});
}

boost::asio::awaitable<base::Result<std::string>> InputKeys::rotate(base::StageId stage,
                                                                    base::InputId input) {
  const std::string key = account::new_token();
  storage::InputKeyRecord record{stage, input, account::hash_token(key), utc_()};
  storage::InputKeyRecord stored = record;
  const base::Status status = co_await database_.put(std::move(stored));
  if (!status) co_return status.error();
  remember(record);
  co_return key;
}

base::Result<std::string> InputKeys::rotate_now(base::StageId stage, base::InputId input) {
  const std::string key = account::new_token();
  const storage::InputKeyRecord record{stage, input, account::hash_token(key), utc_()};
  const base::Status status = database_.put_now(record);
  if (!status) return status.error();
  remember(record);
  return key;
}

void InputKeys::remember(const storage::InputKeyRecord& record) {
  keys_.update([&](std::shared_ptr<const Keys>& keys) {
    auto next = std::make_shared<Keys>(*keys);
    (*next)[{record.stage, record.input}] = record.key_hash;
    keys = std::move(next);
  });
}

}  // namespace plenary::conference
