#pragma once

#include <pugixml.hpp>
#include <string>

namespace plenary::formats {

/// <name>text</name>, last in `parent`.
inline void add(pugi::xml_node parent, const char* name, const std::string& text) {
  parent.append_child(name).text().set(text.c_str());
}

}  // namespace plenary::formats
