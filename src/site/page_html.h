#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "site/page_bodies.h"

/// What the bodies of pages are put together from.
namespace plenary::site {

/// <name>text</name>, the text escaped; nothing if it is empty.
std::string element(std::string_view name, std::string_view text);
/// <a href="/...">text</a>
std::string anchor(const std::string& address, std::string_view text);

/// " (illustrative)" in the reader's language, where something is.
std::string mark_html(const PageWords& words, bool illustrative);

/// "2020-07-23 15:00", by the conference's zone, in a <time>.
std::string time_html(const PageWords& words, base::Instant instant);

std::string person_html(const PageWords& words, const base::PersonId& id);
std::string organisation_html(const PageWords& words, const base::OrganisationId& id);
/// One line of a list: when, what, where.
std::string session_line(const PageWords& words, const programme::Session& session);

/// Where the facts were read, as a list of links.
std::string sources_html(const PageWords& words, const std::vector<std::string>& keys);

/// A schema.org object of a type, with name and address.
boost::json::object linked_data(std::string_view type, std::string_view name,
                                const std::string& address);
/// As it stands in a script element.
std::string data_text(const boost::json::object& object);

/// The address of a picture of the package, in the size that previews of links want; empty where it
/// is not served.
std::string preview_of(const PageWords& words, const std::string& picture);

/// `text` up to about 200 bytes, cut between characters.
std::string shortened(std::string text);

}  // namespace plenary::site
