#pragma once

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "visit/documents.h"
#include "visit/figures.h"
#include "visit/leads.h"
#include "visit/ledger.h"

namespace plenary::visit {

inline base::Instant at(const char* text) {
  return *base::parse_rfc3339(text);
}

/// A ledger with a booth "acme" that meets visitors from 10:00 to 11:00 UTC, another, "bolt", at the
/// same time, and an event with two places at 12:00; the rows that a disk would have.
class Visiting : public testing::Test {
 protected:
  Visiting() {
    for (const char* id : {"acme", "bolt"}) {
      auto made = std::make_shared<exhibition::Exhibitor>();
      made->id = *exhibition::ExhibitorId::parse(id);
      made->title.by_language["en"] = id;
      made->languages = {"zh", "en"};
      made->duty.push_back(
          {at("2020-07-23T10:00:00Z"), at("2020-07-23T11:00:00Z"), "Li", {"zh"}});
      exhibition::Product product;
      product.id = *exhibition::ProductId::parse("router");
      product.offers = true;
      made->products.push_back(product);
      product.id = *exhibition::ProductId::parse("poster");
      product.offers = false;
      made->products.push_back(product);
      world.exhibitors[id] = made;
    }
    Event event;
    event.title.by_language["en"] = "Tour";
    event.starts_at = at("2020-07-23T12:00:00Z");
    event.ends_at = at("2020-07-23T13:00:00Z");
    event.places = 2;
    world.events["tour"] = event;
    event.places = 0;
    world.events["open"] = event;
    world.utc_offset = std::chrono::hours(8);
  }

  static std::string contact_of(const std::string& exhibitor, const std::string& visitor) {
    return "c-" + exhibitor + "-" + visitor.substr(2);
  }
  Moment moment() { return {now, world}; }

  /// What the disk has once all effects so far are written.
  storage::VisitRows disk() {
    for (Row& row : effects.rows) {
      const std::pair key(row.kind, row.id);
      if (row.body) {
        stored[key] = row;
      } else {
        stored.erase(key);
      }
    }
    effects.rows.clear();
    storage::VisitRows rows;
    for (const auto& [key, row] : stored) rows.push_back(row);
    return rows;
  }
  std::string disk_text() {
    std::string text;
    for (const Row& row : disk()) text += row.kind + " " + row.id + " " + *row.body + "\n";
    return text;
  }
  /// Everything that anybody reads, of a ledger.
  std::string all_of(const Ledger& read) {
    std::string text;
    for (const char* visitor : {"v:1", "v:2", "v:3", "u:7"}) {
      text += boost::json::serialize(visit_json(read, visitor)) + "\n";
    }
    for (const char* booth : {"acme", "bolt"}) {
      text += boost::json::serialize(booth_conversations_json(read, booth)) +
              boost::json::serialize(leads_json(read, booth)) + leads_csv(read, booth) +
              boost::json::serialize(booth_bookings_json(read, booth)) +
              boost::json::serialize(booth_offers_json(read, booth)) +
              boost::json::serialize(figures_json(read, booth, world)) + "\n";
    }
    return text;
  }
  BookingOutcome book(const char* visitor, const char* exhibitor, const char* starts_at) {
    return *ledger.book(visitor, exhibitor, at(starts_at), "", "b" + std::to_string(++ids),
                        moment(), effects);
  }

  World world;
  base::Instant now = at("2020-07-23T09:00:00Z");
  Ledger ledger{contact_of};
  Effects effects;
  std::map<std::pair<std::string, std::string>, Row> stored;
  int ids = 0;
};

}  // namespace plenary::visit
