#pragma once

#include <compare>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace plenary::base {

/// True for 1 to 64 characters of [a-z0-9-], neither first nor last a hyphen: what may stand in an
/// address, a file name and a content file alike.
bool is_slug(std::string_view text);

/// A slug that names one kind of thing. `Tag` keeps a stage's name from being passed for a session's.
/// A value: copy it, compare it, hash it, store it.
template <class Tag>
class Slug {
 public:
  Slug() = default;

  /// Fails with kMalformed where is_slug() says no.
  static Result<Slug> parse(std::string_view text) {
    if (!is_slug(text)) return Error(Errc::kMalformed, "not an id: [a-z0-9-], at most 64");
    return Slug(std::string(text));
  }

  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }
  auto operator<=>(const Slug&) const = default;

 private:
  explicit Slug(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

struct ConferenceTag;
struct StageTag;
struct SessionTag;
struct ForumTag;
struct PersonTag;
struct OrganisationTag;
struct InputTag;
struct RenditionTag;

using ConferenceId = Slug<ConferenceTag>;
using StageId = Slug<StageTag>;
using SessionId = Slug<SessionTag>;
using ForumId = Slug<ForumTag>;
using PersonId = Slug<PersonTag>;
using OrganisationId = Slug<OrganisationTag>;
using InputId = Slug<InputTag>;          ///< Within a stage: "primary", "backup", "demo".
using RenditionId = Slug<RenditionTag>;  ///< Within a stage: "720p", "360p", "low", "audio".

}  // namespace plenary::base

template <class Tag>
struct std::hash<plenary::base::Slug<Tag>> {
  std::size_t operator()(const plenary::base::Slug<Tag>& id) const noexcept {
    return std::hash<std::string>{}(id.text());
  }
};
