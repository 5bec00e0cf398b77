#include "storage/visit_store.h"

#include <soci/soci.h>

#include <future>
#include <memory>
#include <utility>

#include "storage/database.h"
#include "storage/writer.h"

namespace plenary::storage {
namespace {

void put(soci::session& sql, const VisitRow& row) {
  if (!row.body) {
    sql << "DELETE FROM visit_row WHERE kind = :k AND id = :i", soci::use(row.kind, "k"),
        soci::use(row.id, "i");
    return;
  }
  sql << "INSERT INTO visit_row(kind, id, body) VALUES(:k, :i, :b) "
         "ON CONFLICT(kind, id) DO UPDATE SET body = excluded.body",
      soci::use(row.kind, "k"), soci::use(row.id, "i"), soci::use(*row.body, "b");
}

VisitRows read_all(soci::session& sql) {
  VisitRows rows;
  const soci::rowset<soci::row> found =
      (sql.prepare << "SELECT kind, id, body FROM visit_row ORDER BY kind, id");
  for (const soci::row& row : found) {
    rows.push_back({row.get<std::string>(0), row.get<std::string>(1), row.get<std::string>(2)});
  }
  return rows;
}

}  // namespace

void VisitStore::write(VisitRows rows, bool forget, Written done) {
  Writer& writer = database_.writer();
  Writer::Work work = [rows = std::move(rows), forget, &writer](soci::session& sql) {
    for (const VisitRow& row : rows) put(sql, row);
    if (forget) writer.empty_log();
  };
  writer.submit(std::move(work), std::move(done));
}

void VisitStore::read(Read done) {
  auto rows = std::make_shared<VisitRows>();
  Writer::Work work = [rows](soci::session& sql) { *rows = read_all(sql); };
  database_.writer().submit(std::move(work), [rows, done = std::move(done)](base::Status status) {
    if (!status) return done(status.error());
    done(std::move(*rows));
  });
}

base::Result<VisitRows> VisitStore::read_now() {
  auto promise = std::make_shared<std::promise<base::Result<VisitRows>>>();
  auto outcome = promise->get_future();
  read([promise](base::Result<VisitRows> rows) { promise->set_value(std::move(rows)); });
  return outcome.get();
}

}  // namespace plenary::storage
