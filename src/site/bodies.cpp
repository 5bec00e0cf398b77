#include "site/bodies.h"

#include <boost/json.hpp>

namespace plenary::site {
namespace {

namespace json = boost::json;
using base::Errc;
using base::Error;

constexpr std::int64_t kLongestBan = 60LL * 60 * 24 * 3650;

Error malformed_body(std::string sentence) {
  return Error(Errc::kMalformed, std::move(sentence));
}

/// A whole number from 1 to `most`, or `otherwise` where there is none.
base::Result<std::int64_t> count(const json::object& object, std::string_view name,
                                 std::int64_t otherwise, std::int64_t most) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || value->is_null()) return otherwise;
  if (!value->is_int64() || value->as_int64() < 1 || value->as_int64() > most) {
    return malformed_body("`" + std::string(name) + "` is a whole number from 1 to " +
                          std::to_string(most) + ".");
  }
  return value->as_int64();
}

base::Result<account::Grant> grant_of(const json::object& object) {
  if (const auto grant = text_field(object, "grant")) {
    auto read = account::parse_grant(*grant);
    if (!read) return malformed_body("`grant` is ROLE:SCOPE, such as moderator:stage/main.");
    return read;
  }
  const auto role = account::parse_role(text_field(object, "role").value_or(""));
  auto scope = account::parse_scope(text_field(object, "scope").value_or("conference"));
  if (!role || !scope) {
    return malformed_body(
        "`role` is a role and `scope` conference or KIND/ID, such as stage/main.");
  }
  return account::Grant{*role, std::move(*scope)};
}

}  // namespace

base::Result<json::object> object_body(std::string_view body) {
  boost::system::error_code failed;
  json::parse_options options;
  options.max_depth = 16;
  json::value value = json::parse(body, failed, {}, options);
  if (failed || !value.is_object()) return malformed_body("The body is not a JSON object.");
  return std::move(value.as_object());
}

std::optional<std::string> text_field(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string(std::string_view(value->as_string()));
}

base::Result<Credentials> read_credentials(std::string_view body) {
  const auto object = object_body(body);
  if (!object) return object.error();
  auto typed = text_field(*object, object->contains("email") ? "email" : "name");
  auto password = text_field(*object, "password");
  if (!typed || !password)
    return malformed_body("A name or an e-mail address and a password are needed.");
  return Credentials{std::move(*typed), std::move(*password)};
}

base::Result<conference::NewAccount> read_new_account(std::string_view body) {
  const auto object = object_body(body);
  if (!object) return object.error();
  return conference::NewAccount{text_field(*object, "email").value_or(""),
                                text_field(*object, "name").value_or(""),
                                text_field(*object, "password").value_or(""),
                                text_field(*object, "language").value_or("")};
}

base::Result<std::string> read_token(std::string_view body) {
  const auto object = object_body(body);
  if (!object) return object.error();
  auto token = text_field(*object, "token");
  if (!token) return malformed_body("`token` is needed.");
  return std::move(*token);
}

base::Result<account::Grant> read_grant(std::string_view body) {
  const auto object = object_body(body);
  if (!object) return object.error();
  return grant_of(*object);
}

base::Result<conference::NewInvitation> read_invitation(std::string_view body) {
  const auto object = object_body(body);
  if (!object) return object.error();
  auto grant = grant_of(*object);
  if (!grant) return grant.error();
  const auto hours = count(*object, "hours", 24 * 7, 24 * 400);
  if (!hours) return hours.error();
  const auto uses = count(*object, "uses", 1, 100'000);
  if (!uses) return uses.error();
  return conference::NewInvitation{.grant = std::move(*grant),
                                   .name = text_field(*object, "name").value_or(""),
                                   .email = text_field(*object, "email").value_or(""),
                                   .good_for = std::chrono::hours(*hours),
                                   .uses = *uses,
                                   .language = text_field(*object, "language").value_or("")};
}

base::Result<std::optional<std::chrono::seconds>> read_ban(std::string_view body) {
  if (body.empty()) return std::optional<std::chrono::seconds>();
  const auto object = object_body(body);
  if (!object) return object.error();
  const json::value* value = object->if_contains("seconds");
  if (value == nullptr || value->is_null()) return std::optional<std::chrono::seconds>();
  const auto seconds = count(*object, "seconds", 0, kLongestBan);
  if (!seconds) return seconds.error();
  return std::optional(std::chrono::seconds(*seconds));
}

}  // namespace plenary::site
