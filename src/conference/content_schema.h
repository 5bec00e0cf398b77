#pragma once

#include <string_view>

namespace plenary::conference {

/// docs/content-package.schema.json: the JSON Schema (draft 2020-12) of a package's YAML files,
/// with the words of each field in three languages for the desk's forms. The readers ask for its
/// keys and for no others; a test holds both to that.
std::string_view content_schema();

}  // namespace plenary::conference
