#pragma once

#include <boost/json/object.hpp>
#include <optional>

#include "conference/content.h"
#include "formats/rendering.h"
#include "programme/history.h"

namespace plenary::formats {

// Objects of schema.org for a page's JSON-LD, each with its "@context". Texts are in the
// rendering's language, addresses absolute. Whoever writes one into HTML escapes "<".

/// The conference: an online Event with its sessions' addresses.
boost::json::object conference_ld(const conference::Content& content, const Rendering& rendering);

/// A session: an Event of the conference, with its status, its place before it was moved, and the
/// people on its stage.
boost::json::object session_ld(const conference::Content& content,
                               const programme::Session& session, const programme::History& history,
                               const Rendering& rendering);

boost::json::object person_ld(const conference::Content& content, const people::Person& person,
                              const Rendering& rendering);
boost::json::object organisation_ld(const conference::Content& content,
                                    const people::Organisation& organisation,
                                    const Rendering& rendering);

/// A Report whose figures are a Dataset with the addresses of its CSV and JSON. `released_at` is
/// when it came out.
boost::json::object report_ld(const conference::Content& content, const report::Report& report,
                              std::optional<base::Instant> released_at, const Rendering& rendering);

/// A NewsArticle. `published_at` is when it came out.
boost::json::object news_ld(const conference::Content& content, const news::Post& post,
                            std::optional<base::Instant> published_at, const Rendering& rendering);

}  // namespace plenary::formats
