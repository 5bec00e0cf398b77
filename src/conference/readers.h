#pragma once

#include <map>
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

/// The `languages` of conference.yaml, which every other file needs; empty if they cannot be read.
std::vector<std::string> read_languages(const YamlNode& root);

/// sources.yaml: a map from key to source.
std::map<std::string, Source> read_sources(const YamlNode& root, Report& report);

/// organisations.yaml.
std::vector<people::Organisation> read_organisations(const YamlNode& root, Known& known,
                                                     Report& report);

/// people.yaml.
std::vector<people::Person> read_people(const YamlNode& root, Known& known, Report& report);

/// conference.yaml, into everything of `content` that is not read from another file; days go to its
/// programme.
void read_conference(const YamlNode& root, const Known& known, Report& report, Content& content);

/// programme.yaml, into `content.programme`, whose days are there already. `films` are the file
/// names that the package brings.
void read_programme(const YamlNode& root, const Known& known, const std::set<std::string>& films,
                    Report& report, Content& content);

}  // namespace plenary::conference
