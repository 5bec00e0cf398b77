#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "site/bodies.h"

using namespace plenary;

/// Whatever a browser sends as a body is read or refused with a sentence.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const auto checked = [](const auto& read) {
    if (!read) PLENARY_CHECK(!read.error().detail().empty());
    return read.has_value();
  };
  checked(site::read_credentials(body));
  checked(site::read_new_account(body));
  checked(site::read_token(body));
  if (const auto grant = site::read_grant(body); checked(grant)) {
    PLENARY_CHECK(*account::parse_grant(account::print(*grant)) == *grant);
  }
  if (const auto invitation = site::read_invitation(body); checked(invitation)) {
    PLENARY_CHECK(invitation->uses >= 1 && invitation->good_for >= std::chrono::hours(1));
  }
  if (const auto ban = site::read_ban(body); checked(ban) && *ban) {
    PLENARY_CHECK((*ban)->count() >= 1);
  }
  return 0;
}
