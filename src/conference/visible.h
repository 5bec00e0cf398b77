#pragma once

#include <memory>
#include <string>

#include "conference/content.h"
#include "conference/releases.h"

namespace plenary::conference {

/// What the content says of its releases.
ReleasePlans release_plans(const Content& content);

/// The content without what is not out: no report, no post and no launched product whose release
/// has not happened, nor what only those bring along (their sources, pictures and documents). Whatever a door shows is made from
/// this, so that an embargoed thing and one that never was are the same thing to it: absent. The
/// content itself where everything is out.
std::shared_ptr<const Content> visible(std::shared_ptr<const Content> full,
                                       const Releases& releases);

/// What a subject is called, and where it is read: "/report/cidr-2020", "/news/opened",
/// "/exhibitor/acme/product/router", "/session/signing".
base::LocalisedText release_title(const Content& full, const ReleaseSubject& subject);
std::string release_url(const ReleaseSubject& subject);

}  // namespace plenary::conference
