#pragma once

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <vector>

#include "base/result.h"
#include "conference/library.h"
#include "net/http.h"

/// What the desks that edit content answer with.
namespace plenary::site {

/// Mistakes with the way to each place in its file.
boost::json::array mistakes_json(const std::vector<conference::Mistake>& mistakes,
                                 const conference::PackageFiles& files);

/// A refusal in the editor's words: the details of these failures are sentences for them.
net::Response content_refusal(const base::Error& error);

/// 409: another editor was here; each conflict with what was believed and what stands there.
net::Response conflicts_answer(const conference::Edited& edited);

/// An edit as it is sent: {file, op, path, value, was, at}.
base::Result<conference::FileEdit> read_edit(const boost::json::value& value);

}  // namespace plenary::site
