#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/html.h"
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
  std::string image;                   ///< A picture's address on this site; empty: the cover.
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

/// How a page is reached, for what has to be said in full.
struct PageAddress {
  std::string origin;  ///< "https://conference.example"; empty: addresses stay relative.
  std::string path;
  std::string language;
  bool cover = false;  ///< /cover/{language}.png is there.
};

/// The title, the description, OpenGraph, the page's other languages, its data and what to preload.
std::string head_of(const Subject& subject, const PageAddress& address);

using base::escape_html;

}  // namespace plenary::site
