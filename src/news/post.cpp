#include "news/post.h"

namespace plenary::news {

std::vector<std::string> Post::languages() const {
  std::vector<std::string> made;
  for (const auto& [language, text] : markdown) made.push_back(language);
  return made;
}

}  // namespace plenary::news
