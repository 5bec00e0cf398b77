#pragma once

#include <memory>

#include "net/router.h"
#include "site/formats.h"
#include "site/route_table.h"

namespace plenary::storage {
class Database;
}

namespace plenary::visit {
class Visits;
}

namespace plenary::site {

/// A viewer's own agenda: GET and PUT /api/v1/my/agenda, and the calendar /my/{token}.ics, which also
/// has the meetings they booked and the events they signed up for; a booth's meetings are
/// /calendar/booth/{token}.ics. Whose it
/// is, an account says or the viewer's ticket in X-Plenary-Ticket; who has neither gets a ticket
/// with the answer. Whoever has the address of a calendar reads it, and can do nothing else by it.
class Agendas {
 public:
  static constexpr std::size_t kMostSessions = 300;

  /// Opens the audience's key; blocks. All outlive this; `visits` may be null.
  Agendas(storage::Database& database, const conference::Conference& conference,
          const Formats& formats, visit::Visits* visits);
  ~Agendas();

  void add_routes(RouteTable& table) const;
  void add_pages(net::Router& router) const;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace plenary::site
