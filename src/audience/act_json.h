#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "audience/act.h"
#include "base/result.h"

namespace plenary::audience {

// The wire form of an act, which is also its form in the journal. One table in act_json.cpp says
// which fields each kind has.

/// Reads one act. Fails with kMalformed and a sentence that names the field.
base::Result<Act> read_act(const boost::json::object& object);

/// Writes what read_act() reads.
boost::json::object act_json(const Act& act);

/// A text as a string where it is in no particular language, else as an object by language tag.
boost::json::value text_json(const base::LocalisedText& text);

}  // namespace plenary::audience
