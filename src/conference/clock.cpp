#include "conference/clock.h"

#include <charconv>
#include <string>

#include "storage/database.h"

namespace plenary::conference {
namespace {

using base::Errc;
using base::Error;
using base::Result;

constexpr const char* kKindName = "folder_kind";
constexpr const char* kOffsetName = "clock_offset_ms";

const char* name(FolderKind kind) {
  switch (kind) {
    case FolderKind::kConference:
      return "conference";
    case FolderKind::kRehearsal:
      return "rehearsal";
    case FolderKind::kDemonstration:
      return "demonstration";
  }
  return "";
}

Result<FolderKind> parse_kind(std::string_view text) {
  for (const auto kind :
       {FolderKind::kConference, FolderKind::kRehearsal, FolderKind::kDemonstration}) {
    if (text == name(kind)) return kind;
  }
  return Error(Errc::kUnavailable, "the data folder says that it was created for `" +
                                       std::string(text) + "`, which this version does not know");
}

/// The kind stored in the folder; on its first start, the kind asked for, once it is stored.
Result<FolderKind> settle_kind(storage::Database& database, FolderKind asked) {
  const auto stored = database.value(kKindName);
  if (!stored) return stored.error();
  if (!stored->has_value()) {
    const auto put = database.put_value_now(kKindName, name(asked));
    if (!put) return put.error();
    return asked;
  }
  const auto kind = parse_kind(**stored);
  if (!kind || asked == FolderKind::kConference || asked == *kind) return kind;
  return Error(Errc::kForbidden, std::string("the data folder was created for a ") + name(*kind) +
                                     ", not for a " + name(asked) +
                                     ": name another folder with --data");
}

Result<std::optional<std::chrono::milliseconds>> stored_offset(storage::Database& database) {
  using Offset = std::optional<std::chrono::milliseconds>;
  const auto stored = database.value(kOffsetName);
  if (!stored) return stored.error();
  if (!stored->has_value()) return Offset();
  const std::string& text = **stored;
  std::int64_t offset_ms = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), offset_ms);
  if (error != std::errc() || end != text.data() + text.size()) {
    return Error(Errc::kUnavailable, "the data folder's clock offset is not a number");
  }
  return Offset(std::chrono::milliseconds(offset_ms));
}

}  // namespace

Result<Clock> open_clock(storage::Database& database, const ClockRequest& request,
                         base::UtcClock utc) {
  const auto kind = settle_kind(database, request.kind);
  if (!kind) return kind.error();
  if (*kind == FolderKind::kConference) {
    if (!request.set_to) return Clock(std::move(utc), *kind, std::chrono::milliseconds{0});
    return Error(Errc::kForbidden,
                 "--clock can be set only on a data folder created with --rehearsal or --demo");
  }
  const auto stored = stored_offset(database);
  if (!stored) return stored.error();
  std::optional<base::Instant> wanted = request.set_to;
  if (!wanted && !stored->has_value() && *kind == FolderKind::kDemonstration) {
    wanted = request.demonstration_clock;
  }
  if (!wanted) {
    return Clock(std::move(utc), *kind, stored->value_or(std::chrono::milliseconds{0}));
  }
  const std::chrono::milliseconds offset = *wanted - utc();
  const auto put = database.put_value_now(kOffsetName, std::to_string(offset.count()));
  if (!put) return put.error();
  return Clock(std::move(utc), *kind, offset);
}

}  // namespace plenary::conference
