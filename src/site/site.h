#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "account/secret.h"
#include "base/bytes.h"
#include "base/ids.h"
#include "base/roster.h"
#include "conference/accounts.h"
#include "conference/conference.h"
#include "conference/input_keys.h"
#include "net/router.h"
#include "site/assets.h"
#include "stage/stage.h"

namespace plenary::audience {
class Audience;
}
namespace plenary::conference {
class Speakers;
}
namespace plenary::storage {
class Database;
struct SpeakerProposalRecord;
}  // namespace plenary::storage

namespace plenary::visit {
class Visits;
struct World;
}  // namespace plenary::visit

namespace plenary::conference {
class Gallery;
class Library;
}  // namespace plenary::conference

namespace plenary::site {

class RouteTable;

/// How the recording of a stage stands, for the desk.
struct SpoolView {
  std::uint64_t bytes = 0;
  std::uint64_t free_bytes = 0;
  bool memory_only = false;  ///< The disk is full: the stage goes on, nothing is recorded.
};

/// A stage as the desk reaches it. The functions are safe from every io thread and do not wait.
struct DeskStage {
  base::StageId id;
  stage::Stage* stage = nullptr;
  std::function<SpoolView()> spool;
  std::function<std::vector<stage::Rendition>()> renditions;
  /// Starts or stops what plays a film or the demonstration into an input. kNotFound: nothing plays
  /// there by itself; kUnavailable: ffmpeg is missing.
  std::function<base::Status(const base::InputId&, bool play)> play;
};

/// What the site works with. All of it outlives the site.
struct SiteParts {
  conference::Conference* conference = nullptr;
  conference::Accounts* accounts = nullptr;
  conference::InputKeys* keys = nullptr;
  storage::Database* database = nullptr;
  const base::Roster<DeskStage>* stages = nullptr;
  conference::Library* library = nullptr;  ///< The desk edits what is in it; null: nothing is edited.
  conference::Gallery* gallery = nullptr;  ///< Null: there are no pictures.
  conference::Speakers* speakers = nullptr;  ///< Null: speakers have no pages of their own.
  audience::Audience* audience = nullptr;    ///< Null: nobody asks and nobody is counted.
  visit::Visits* visits = nullptr;           ///< Null: nobody visits; its addresses say 503.
  std::function<std::shared_ptr<const visit::World>()> world;  ///< What visits go by now.
  /// Brings what a speaker proposes into the organiser's draft; null: the organiser writes it in.
  std::function<boost::asio::awaitable<base::Status>(const storage::SpeakerProposalRecord&,
                                                     std::string account)>
      adopt_proposal;
  std::filesystem::path films;  ///< Where the package's films lie; empty: none are served.
  /// The picture that previews of links show, as PNG, in one of the conference's languages; null: none.
  std::function<boost::asio::awaitable<base::SharedBytes>(std::string language)> cover;
  std::string mail_from;     ///< Whom letters come from; empty: there is no mail server.
  std::string rtmp_address;  ///< "rtmp://HOST:1935/live", as publishers are told.
};

/// Pages and the JSON API. Its handlers run on the io threads and share only what is immutable.
class Site {
 public:
  explicit Site(SiteParts parts);
  ~Site();

  /// The table of everything below /api/: whoever has further routes adds them before add_routes().
  RouteTable& table();

  /// Adds every route of the site. The site outlives the router.
  void add_routes(net::Router& router);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace plenary::site
