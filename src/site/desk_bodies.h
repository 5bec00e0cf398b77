#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "conference/library.h"
#include "stage/stage.h"

/// What the desks, speakers and agendas send. Every reader fails with kMalformed, or kLimit for what
/// is too large, and a sentence for whoever sent it.
namespace plenary::site {

/// {"kind": "automatic", "slate" or "input", "input"?}
base::Result<stage::Choice> read_choice(std::string_view body);
/// {"play": true}
base::Result<bool> read_play(std::string_view body);
/// {"minutes": -10}, kept within a week.
base::Result<std::chrono::minutes> read_minutes(std::string_view body);

/// {"edits": [...]}, at most `most`. With `file` the edits are of that file, whatever they name.
base::Result<std::vector<conference::FileEdit>> read_edits(
    std::string_view body, std::size_t most, const std::optional<std::string>& file = std::nullopt);

/// {"path", "text"?, "was"?}
struct TextChange {
  std::string path;
  std::optional<std::string> text;  ///< Nothing: the file goes.
  std::optional<std::string> was;   ///< What the editor had; empty: no such file.
};
base::Result<TextChange> read_text_change(std::string_view body);

/// {"revision", "note"?}: of the draft.
struct DraftAct {
  std::uint64_t revision = 0;
  std::string note;
};
base::Result<DraftAct> read_draft_act(std::string_view body);

/// {"at": "2020-07-23T20:30+08:00"}
base::Result<base::Instant> read_instant(std::string_view body);

/// {"sessions": [ids]}: each once, at most `most`.
base::Result<std::vector<std::string>> read_sessions(std::string_view body, std::size_t most);

/// {"text"?: {language: words}, "picture"?}: what a speaker proposes.
struct Proposal {
  std::string text;  ///< As JSON, {} for none.
  std::string picture;
};
base::Result<Proposal> read_proposal(std::string_view body,
                                     const std::vector<std::string>& languages);

}  // namespace plenary::site
