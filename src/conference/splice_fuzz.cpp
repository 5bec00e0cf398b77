// A text, a zero byte, and edits of it as JSON. What is written reads as what was wanted, and a
// text that nothing changed is returned as it was.
#include <boost/json.hpp>
#include <cstdint>
#include <cstdlib>

#include "base/bytes.h"
#include "conference/splice.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace plenary;
  using namespace plenary::conference;
  if (size > 64 * 1024) return 0;
  const std::string_view all = base::text_of({data, size});
  const std::string_view text = all.substr(0, all.find('\0'));
  const auto value = yaml_value(text);
  if (!value) return 0;
  const auto same = rewrite(text, *value);
  if (!same || *same != text) std::abort();
  if (text.size() == all.size()) return 0;
  boost::system::error_code failed;
  const auto given = boost::json::parse(all.substr(text.size() + 1), failed);
  if (failed || !given.is_object()) return 0;
  Edit edit;
  const auto* op = given.as_object().if_contains("op");
  if (op && op->is_string()) edit.op = parse_edit_op(op->as_string()).value_or(EditOp::kSet);
  const auto* path = given.as_object().if_contains("path");
  auto steps = path ? read_path(*path) : base::Result<Path>(Path());
  if (!steps) return 0;
  edit.path = std::move(*steps);
  if (const auto* wanted = given.as_object().if_contains("value")) edit.value = *wanted;
  const auto applied = apply(*value, edit);
  const auto made = splice(text, {&edit, 1});
  if (!applied || !made) return 0;
  const auto read = yaml_value(*made);
  if (!read || *read != *applied) std::abort();
  return 0;
}
