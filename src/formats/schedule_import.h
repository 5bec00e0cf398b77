#pragma once

#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "conference/content.h"
#include "conference/package.h"
#include "conference/splice.h"
#include "formats/schedule.h"

namespace plenary::formats {

/// An edit of a file of the package.
struct ImportEdit {
  std::string file;
  conference::Edit edit;
};

/// What a foreign schedule asks for.
struct ScheduleImport {
  std::vector<ImportEdit> edits;         ///< In the order in which they are to be made.
  std::vector<std::string> notes;        ///< What was assumed, in sentences; bounded.
  std::vector<base::SessionId> missing;  ///< Sessions that the file does not have: they stay.
};

/// The edits that bring `content` up to `schedule`, whose texts are in `language`. Sessions, stages
/// and people are known by their UUIDs, then by the id that slug or link gives, then by name; what
/// is not known is new. Texts in other languages stay; nothing is deleted. A schedule that
/// schedule_of() made of the same content gives no edit.
///
/// Where a file lacks something: a session's kind is that of its type ("talk" and "lecture" are
/// keynotes, "ceremony", "opening" and "closing" ceremonies, "panel" and "discussion" forums,
/// "workshop", "meeting", "game", "performance" special), else a forum; each person of a new
/// session is a keynote of its running order; a new stage has one input, `primary`; links are
/// materials.
ScheduleImport import_schedule(const Schedule& schedule, const conference::Content& content,
                               const std::string& language);

/// A package of its own made of a schedule, for `plenary import`: the edits on a conference that
/// has nothing. `host` names the organisation that holds it.
conference::PackageFiles package_of(const Schedule& schedule, const std::string& language,
                                    const std::string& host, std::vector<std::string>* notes);

/// XML if it begins with "<", else JSON.
base::Result<Schedule> read_schedule(std::string_view text);

/// The package with the edits of an import in it: everything else stays to the byte. kMalformed: a
/// file cannot be edited so.
base::Result<conference::PackageFiles> edited_package(conference::PackageFiles files,
                                                      const ScheduleImport& import);

/// "Industrial Internet 大会" as an id, "industrial-internet-da-hui"; empty if nothing is left of
/// it.
std::string id_of_name(std::string_view name);

}  // namespace plenary::formats
