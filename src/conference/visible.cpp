#include "conference/visible.h"

namespace plenary::conference {

ReleasePlans release_plans(const Content&) {
  return {};
}

std::shared_ptr<const Content> visible(std::shared_ptr<const Content> full, const Releases&) {
  return full;
}

base::LocalisedText release_title(const Content&, const ReleaseSubject&) {
  return {};
}

std::string release_url(const ReleaseSubject& subject) {
  return "/" + print(subject);
}

}  // namespace plenary::conference
