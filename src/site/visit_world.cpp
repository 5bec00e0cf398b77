#include "site/visit_world.h"

#include "base/guarded.h"

namespace plenary::site {
namespace {

struct Followed {
  std::shared_ptr<const conference::Content> content;
  std::shared_ptr<const visit::World> world;
};

}  // namespace

visit::World world_of(const conference::Content& content) {
  visit::World world;
  world.utc_offset = content.utc_offset;
  for (const auto& exhibitor : content.exhibition.exhibitors) {
    world.exhibitors.emplace(exhibitor->id.text(), exhibitor);
  }
  for (const programme::Session& session : content.programme.sessions) {
    visit::Event event;
    event.title = session.title;
    event.starts_at = session.starts_at;
    event.ends_at = session.ends_at;
    event.cancelled = session.cancelled;
    event.places = session.places.value_or(0);
    world.events.emplace(session.id.text(), std::move(event));
  }
  return world;
}

std::function<std::shared_ptr<const visit::World>()> world_follower(
    const conference::Conference& conference) {
  const auto followed = std::make_shared<base::Guarded<Followed>>();
  return [followed, &conference] {
    const auto content = conference.content();
    return followed->with([&](Followed& last) {
      if (last.content != content) {
        last = {content, std::make_shared<const visit::World>(world_of(*content))};
      }
      return last.world;
    });
  };
}

}  // namespace plenary::site
