#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "conference/conference.h"

namespace plenary::site {

/// What a page is about, and what of it can be read before, and without, any script. Text is plain;
/// `body` and `data` are ready to stand in a page.
struct Subject {
  int status = 200;
  bool plays = false;  ///< The player is needed at once.
  bool listed = true;  ///< Search engines may keep it.
  std::string title;
  std::string description;
  std::string type = "website";        ///< Of OpenGraph.
  std::string playlist;                ///< To preload; empty if nothing plays yet.
  std::vector<std::string> languages;  ///< In which the page can be read.
  std::string body;                    ///< HTML within <main>, without the heading.
  std::string data;                    ///< JSON-LD; empty if there is nothing to say.
};

/// The subject of an address in a language; status 404 where nothing is. Pure: what is not in the
/// snapshot's content was never there.
Subject subject_of(const std::string& path, const std::string& language,
                   const conference::Snapshot& snapshot);

/// Every address of the site that says something of its own, for the sitemap.
std::vector<std::string> page_addresses(const conference::Content& content);

/// The title, the description, OpenGraph, the page's other languages, its data and what to preload.
std::string head_of(const Subject& subject, const std::string& path, const std::string& language);

std::string escape_html(std::string_view text);

}  // namespace plenary::site
