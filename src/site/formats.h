#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/mailbox.h"
#include "conference/conference.h"
#include "conference/document.h"
#include "formats/calendar.h"
#include "formats/rendering.h"
#include "net/http.h"

namespace plenary::site {

/// The programme in the formats of other programs, each rendered once for a content, an address and
/// a language, and sent many times. Safe from every thread.
class Formats {
 public:
  /// The conference outlives this.
  explicit Formats(const conference::Conference& conference) : conference_(conference) {}

  net::Response schedule_xml(const net::Request& request) const;
  net::Response schedule_json(const net::Request& request) const;
  net::Response calendar(const net::Request& request) const;
  /// /calendar/{session}.ics
  net::Response session_calendar(const net::Request& request) const;
  net::Response changes_atom(const net::Request& request) const;
  /// /news.{language}.atom; nothing for a path that is not of that form.
  std::optional<net::Response> news_atom(const net::Request& request) const;
  /// /streams/v2.json
  net::Response streams(const net::Request& request) const;
  /// /api/v1/programme.csv and /api/v1/people.csv
  net::Response sessions_csv(const net::Request& request) const;
  net::Response people_csv(const net::Request& request) const;
  /// /api/v1/changes
  net::Response changes(const net::Request& request) const;

  /// The calendar that is asked for, as parts.
  std::shared_ptr<const formats::CalendarBook> book(const formats::Rendering& rendering) const;

  /// ?lang= where the conference has it, else its first language; the origin is the request's.
  formats::Rendering rendering(const net::Request& request) const;

 private:
  /// What was rendered of one content.
  struct Cache {
    std::shared_ptr<const conference::Content> content;
    std::shared_ptr<const programme::History> history;
    std::map<std::string, conference::Document> documents;
    std::map<std::string, std::shared_ptr<const formats::CalendarBook>> books;
    bool is_of(const conference::Snapshot& snapshot) const {
      return content == snapshot.content && history == snapshot.history;
    }
  };
  /// The same of one second.
  struct Brief {
    std::shared_ptr<const conference::Snapshot> snapshot;
    std::map<std::string, conference::Document> documents;
  };
  using Render = std::function<std::string(const conference::Snapshot&)>;

  conference::Document document(const std::string& name, const formats::Rendering& rendering,
                                const Render& render) const;

  const conference::Conference& conference_;
  mutable base::Latest<Cache> cache_;
  mutable base::Latest<Brief> brief_;
};

}  // namespace plenary::site
