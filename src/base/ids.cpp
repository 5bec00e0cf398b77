#include "base/ids.h"

namespace plenary::base {

bool is_slug(std::string_view text) {
  if (text.empty() || text.size() > 64) return false;
  if (text.front() == '-' || text.back() == '-') return false;
  for (const char c : text) {
    const bool ok = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    if (!ok) return false;
  }
  return true;
}

}  // namespace plenary::base
