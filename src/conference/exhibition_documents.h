#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/guarded.h"
#include "conference/content.h"
#include "conference/document.h"
#include "conference/prose.h"

namespace plenary::conference {

/// The sessions that have to do with each exhibitor, in order of time: those that name it, those in
/// which its organisation speaks, tours that visit it, signings it is a party of, and launches of
/// its products as far as they are out.
using ExhibitorSessions = std::map<exhibition::ExhibitorId, std::vector<base::SessionId>>;
ExhibitorSessions exhibitor_sessions(const Content& content);

// JSON bodies of the public API; instants are the conference clock's. Pure functions over a content
// that holds only what is out.

/// GET /api/v1/exhibition.
std::string exhibition_json(const Content& content);
/// GET /api/v1/exhibition/halls/{hall}.
std::string hall_json(const Content& content, const exhibition::Hall& hall,
                      const PictureSizes& pictures);
/// GET /api/v1/exhibition/exhibitors/{exhibitor}.
std::string exhibitor_json(const Content& content, const exhibition::Exhibitor& exhibitor,
                           const std::vector<base::SessionId>& sessions,
                           const PictureSizes& pictures);

/// The public documents of one visible content's exhibition. A fair has more exhibitors than are
/// looked at in an hour, so the document of each is rendered when it is first asked for. Safe from
/// every thread.
class ExhibitionDocuments {
 public:
  ExhibitionDocuments(std::shared_ptr<const Content> content, PictureSizes pictures);

  const Document& overview() const { return overview_; }
  /// Null if there is none of that id.
  const Document* hall(const std::string& id) const;
  /// Nothing if there is none of that id.
  std::optional<Document> exhibitor(const std::string& id) const;
  const ExhibitorSessions& sessions() const { return sessions_; }

 private:
  const std::shared_ptr<const Content> content_;
  const PictureSizes pictures_;
  const ExhibitorSessions sessions_;
  Document overview_;
  std::map<std::string, Document> halls_;
  mutable base::Guarded<std::map<std::string, Document>> exhibitors_;
};

}  // namespace plenary::conference
