#include "app/one_time_keys.h"

#include "account/secret.h"

namespace plenary::app {
namespace {

constexpr std::chrono::seconds kGood{60};

}  // namespace

std::string OneTimeKeys::make(const base::StageId& stage, const base::InputId& input) {
  std::string key = account::new_token();
  const base::Instant now = utc_();
  grants_.update([&](Grants& grants) {
    std::erase_if(grants, [&](const auto& entry) {
      const Grant& grant = entry.second;
      return grant.until < now || (grant.stage == stage && grant.input == input);
    });
    grants[account::hash_token(key)] = {stage, input, now + kGood};
  });
  return key;
}

std::optional<base::InputId> OneTimeKeys::redeem(std::string_view stage, std::string_view key,
                                                 bool from_here) {
  if (!from_here) return std::nullopt;
  const std::string hash = account::hash_token(key);
  const base::Instant now = utc_();
  std::optional<base::InputId> admitted;
  grants_.update([&](Grants& grants) {
    const auto found = grants.find(hash);
    if (found == grants.end() || found->second.stage.text() != stage) return;
    if (now <= found->second.until) admitted = found->second.input;
    grants.erase(found);
  });
  return admitted;
}

}  // namespace plenary::app
