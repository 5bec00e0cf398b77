#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

#include "base/result.h"
#include "conference/gallery.h"
#include "conference/library.h"
#include "storage/release_records.h"

namespace plenary::app {

/// Brings what a speaker proposes into the draft: the words of each language, and the picture,
/// written anew. Publishing it stays with the organiser. Fails with kMalformed where the picture
/// cannot be read, else as Library::edit(); the detail is a sentence for the organiser.
boost::asio::awaitable<base::Status> adopt_proposal(conference::Library& library,
                                                    conference::Gallery& gallery,
                                                    storage::SpeakerProposalRecord proposal,
                                                    std::string account);

}  // namespace plenary::app
