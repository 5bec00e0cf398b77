#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "conference/content.h"
#include "conference/fields.h"
#include "conference/report.h"
#include "conference/yaml.h"

namespace plenary::conference {

// One function for each file of a package. Each reads the root of its file, reports into the file's
// own report and gives what could be read; the ids it defines go where later files look for them.

/// The languages under a key of conference.yaml (`languages`, `news_languages`), which every other
/// file needs; empty if they cannot be read.
std::vector<std::string> read_languages(const YamlNode& root, std::string_view key);

/// The ids that stand in a list of maps, such as `topics` of conference.yaml, before the list
/// itself is read. Nothing is reported.
std::set<std::string> read_ids(const YamlNode& root, std::string_view list);

/// The ids of the running order of each session of programme.yaml.
std::map<std::string, std::set<std::string>> read_items(const YamlNode& root);

/// sources.yaml: a map from key to source.
std::map<std::string, Source> read_sources(const YamlNode& root, const Known& known,
                                           Report& report);

/// organisations.yaml.
std::vector<people::Organisation> read_organisations(const YamlNode& root, Known& known,
                                                     Report& report);

/// people.yaml.
std::vector<people::Person> read_people(const YamlNode& root, Known& known, Report& report);

/// conference.yaml, into everything of `content` that is not read from another file; days go to its
/// programme.
void read_conference(const YamlNode& root, const Known& known, Report& report, Content& content);

/// programme.yaml, into `content.programme`, whose days are there already.
void read_programme(const YamlNode& root, const Known& known, Report& report, Content& content);

/// exhibition.yaml, without the exhibitors.
exhibition::Exhibition read_exhibition(const YamlNode& root, Known& known, Report& report);

/// exhibitors/`id`.yaml. Readings of clocks in it are of a zone that far east of Greenwich.
std::shared_ptr<exhibition::Exhibitor> read_exhibitor(const YamlNode& root,
                                                      const exhibition::ExhibitorId& id,
                                                      const Known& known,
                                                      std::chrono::minutes utc_offset,
                                                      Report& report);

/// The `kind` of a session.
programme::SessionKind read_session_kind(Fields& fields);
/// What a session of a special kind does, its places, and whose booths it belongs to. Exhibitors
/// are read by then. `revealed` holds the products launched so far.
using Revealed = std::set<exhibition::ProductName>;
void read_special(Fields& fields, const Known& known, const Content& content, Revealed& revealed,
                  programme::Session& session);

/// reports/`id`.yaml, without the text of its chapters.
report::Report read_report(const YamlNode& root, const report::ReportId& id, const Known& known,
                           Report& report);

/// news/`slug`.yaml, without its bodies. `known.languages` are those of the newsroom.
news::Post read_post(const YamlNode& root, const news::PostId& slug, const Known& known,
                     Report& report);

/// Checks a Markdown file against a package whose reports are read: its faults, its pictures, its
/// marks. Gives the indicators that it shows, with the line of each.
struct ShownAt {
  news::ShownIndicator shown;
  int line = 0;
};
std::vector<ShownAt> read_text(std::string_view text, const Known& known, const Content& content,
                               Report& report);

}  // namespace plenary::conference
