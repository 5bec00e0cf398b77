#include "audience/entry.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <utility>

#include "audience/act_json.h"

namespace plenary::audience {
namespace {

namespace json = boost::json;

std::string text_of(const json::object& object, std::string_view field) {
  const json::value* value = object.if_contains(field);
  if (value == nullptr || !value->is_string()) return {};
  return std::string(std::string_view(value->as_string()));
}

bool flag_of(const json::object& object, std::string_view field) {
  const json::value* value = object.if_contains(field);
  return value != nullptr && value->is_bool() && value->as_bool();
}

Standing standing_of(std::string_view word) {
  for (const Standing standing : {Standing::kHeld, Standing::kHidden, Standing::kRemoved}) {
    if (name(standing) == word) return standing;
  }
  return Standing::kShown;
}

}  // namespace

std::string_view name(Standing standing) {
  switch (standing) {
    case Standing::kShown:
      return "shown";
    case Standing::kHeld:
      return "held";
    case Standing::kHidden:
      return "hidden";
    case Standing::kRemoved:
      return "removed";
  }
  return "";
}

storage::JournalRecord record_of(const base::StageId& stage, const Entry& entry) {
  json::object body{{"act", act_json(entry.act)}, {"by", entry.actor.by}};
  const auto add = [&](const char* field, std::string_view value) {
    if (!value.empty()) body[field] = value;
  };
  add("name", entry.actor.name);
  add("role", entry.actor.role);
  if (entry.actor.account) body["account"] = true;
  if (entry.actor.verified) body["verified"] = true;
  if (entry.standing != Standing::kShown) add("standing", name(entry.standing));
  add("reason", entry.reason);
  add("about", entry.about);
  return {stage, entry.seq, entry.at, entry.actor.author, entry.act.id, json::serialize(body)};
}

base::Result<Entry> entry_of(const storage::JournalRecord& record) {
  const base::Error malformed(base::Errc::kMalformed, "a line of the journal cannot be read");
  boost::system::error_code failed;
  const json::value value = json::parse(record.body, failed);
  if (failed || !value.is_object()) return malformed;
  const json::object& body = value.as_object();
  const json::value* act = body.if_contains("act");
  if (act == nullptr || !act->is_object()) return malformed;
  auto read = read_act(act->as_object());
  if (!read) return read.error();
  Entry entry;
  entry.seq = record.seq;
  entry.at = record.at;
  entry.actor.author = record.author;
  entry.actor.by = text_of(body, "by");
  entry.actor.name = text_of(body, "name");
  entry.actor.role = text_of(body, "role");
  entry.actor.account = flag_of(body, "account");
  entry.actor.verified = flag_of(body, "verified");
  entry.act = std::move(*read);
  entry.standing = standing_of(text_of(body, "standing"));
  entry.reason = text_of(body, "reason");
  entry.about = text_of(body, "about");
  return entry;
}

Ref parse_ref(std::string_view text) {
  if (text.size() < 2 || std::string_view("mqpav").find(text[0]) == std::string_view::npos)
    return {};
  Ref ref;
  ref.kind = text[0];
  const auto [end, failed] = std::from_chars(text.data() + 1, text.data() + text.size(), ref.seq);
  if (failed != std::errc() || end != text.data() + text.size()) return {};
  return ref;
}

std::string print_ref(char kind, std::uint64_t seq) {
  return kind + std::to_string(seq);
}

}  // namespace plenary::audience
