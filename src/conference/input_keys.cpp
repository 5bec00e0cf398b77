#include "conference/input_keys.h"

#include <boost/json.hpp>
#include <optional>
#include <stdexcept>

#include "account/secret.h"

namespace plenary::conference {
namespace {

namespace json = boost::json;
constexpr const char* kHolders = "input_key_holders";

std::string key_place(const base::StageId& stage, const base::InputId& input) {
  return stage.text() + "/" + input.text();
}

}  // namespace

InputKeys::InputKeys(storage::Database& database, base::UtcClock utc)
    : database_(database), utc_(std::move(utc)), keys_(std::make_shared<const Keys>()) {
  const auto stored = database_.input_keys();
  if (!stored) throw std::runtime_error("cannot read the input keys: " + stored.error().detail());
  auto keys = std::make_shared<Keys>();
  for (const auto& record : *stored) (*keys)[{record.stage, record.input}] = record.key_hash;
  keys_.set(std::move(keys));
  const auto held = database_.value(kHolders);
  if (!held) throw std::runtime_error("cannot read the input keys: " + held.error().detail());
  boost::system::error_code damaged;
  const json::value known = *held ? json::parse(**held, damaged) : json::value();
  if (damaged || !known.is_object()) return;
  holders_.with([&](Holders& holders) {
    for (const auto& [place, person] : known.as_object()) {
      if (person.is_string()) holders[std::string(place)] = person.as_string().c_str();
    }
  });
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

std::string InputKeys::holder(const base::StageId& stage, const base::InputId& input) const {
  return holders_.with([place = key_place(stage, input)](const Holders& holders) {
    const auto found = holders.find(place);
    return found == holders.end() ? std::string() : found->second;
  });
}

boost::asio::awaitable<base::Status> InputKeys::keep_holder(std::string place,
                                                            std::string holder) {
  std::string all = holders_.with([&](Holders& holders) {
    if (holder.empty()) {
      holders.erase(place);
    } else {
      holders[place] = holder;
    }
    json::object object;
    for (const auto& [one, person] : holders) object[one] = person;
    return json::serialize(object);
  });
  co_return co_await database_.put_value(kHolders, std::move(all));
}

boost::asio::awaitable<base::Result<std::string>> InputKeys::rotate(base::StageId stage,
                                                                    base::InputId input,
                                                                    std::string holder) {
  const std::string key = account::new_token();
  storage::InputKeyRecord record{stage, input, account::hash_token(key), utc_()};
  storage::InputKeyRecord stored = record;
  const base::Status status = co_await database_.put(std::move(stored));
  if (!status) co_return status.error();
  remember(record);
  // The key is good whether or not it is remembered whose it is.
  if (this->holder(stage, input) != holder) {
    std::string place = key_place(stage, input);
    (void)co_await keep_holder(std::move(place), std::move(holder));
  }
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
