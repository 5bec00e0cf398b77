#include "conference/content_schema.h"

#include "content_schema_json.h"

namespace plenary::conference {

std::string_view content_schema() {
  return kContentSchemaJson;
}

}  // namespace plenary::conference
