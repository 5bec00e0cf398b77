#include <boost/json/parse.hpp>
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "base/text.h"
#include "site/desk_bodies.h"

using namespace plenary;

/// Whatever a desk, a speaker or an agenda sends is read, within its bounds, or refused with a
/// sentence.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const auto checked = [](const auto& read) {
    if (!read) PLENARY_CHECK(!read.error().detail().empty());
    return read.has_value();
  };
  if (const auto choice = site::read_choice(body); checked(choice)) {
    const bool names = choice->kind == stage::Choice::Kind::kInput;
    PLENARY_CHECK(names == !choice->input.empty());
  }
  checked(site::read_play(body));
  if (const auto minutes = site::read_minutes(body); checked(minutes)) {
    PLENARY_CHECK(minutes->count() >= -10'000 && minutes->count() <= 10'000);
  }
  if (const auto edits = site::read_edits(body, 100); checked(edits)) {
    PLENARY_CHECK(edits->size() <= 100);
    const auto own = site::read_edits(body, 100, "exhibitors/a1.yaml");
    PLENARY_CHECK(own.has_value() && own->size() == edits->size());
    for (const auto& edit : *own) PLENARY_CHECK(edit.file == "exhibitors/a1.yaml");
  }
  checked(site::read_text_change(body));
  if (const auto act = site::read_draft_act(body); checked(act)) {
    PLENARY_CHECK(act->note.size() <= 2'000);
  }
  checked(site::read_instant(body));
  if (const auto sessions = site::read_sessions(body, 300); checked(sessions)) {
    PLENARY_CHECK(sessions->size() <= 300);
    for (const std::string& session : *sessions) PLENARY_CHECK(base::is_slug(session));
  }
  if (const auto proposal = site::read_proposal(body, {"zh", "en", "id"}); checked(proposal)) {
    PLENARY_CHECK(boost::json::parse(proposal->text).is_object());
    PLENARY_CHECK(proposal->text != "{}" || !proposal->picture.empty());
  }
  return 0;
}
