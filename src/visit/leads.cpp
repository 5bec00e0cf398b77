#include "visit/leads.h"

#include <algorithm>
#include <boost/json/object.hpp>

#include "base/csv.h"
#include "visit/documents.h"

namespace plenary::visit {
namespace {

namespace json = boost::json;

/// Where a card was left, as scanners name what they scan with.
constexpr const char* kDevice = "Plenary";

std::vector<const Lead*> in_order(const Ledger& ledger, const std::string& exhibitor) {
  std::vector<const Lead*> leads;
  if (const Ledger::Booth* const booth = ledger.booth(exhibitor)) {
    for (const auto& [contact, lead] : booth->leads) leads.push_back(&lead);
  }
  std::sort(leads.begin(), leads.end(),
            [](const Lead* a, const Lead* b) { return a->number < b->number; });
  return leads;
}

std::string joined(const std::vector<std::string>& tags) {
  std::string all;
  for (const std::string& tag : tags) all += (all.empty() ? "" : "; ") + tag;
  return all;
}

}  // namespace

json::object lead_json(const Lead& lead) {
  json::array tags;
  for (const std::string& tag : lead.notes.tags) tags.emplace_back(tag);
  json::array shared;
  for (const std::string& field : shared_fields(lead.card)) shared.emplace_back(field);
  return {{"id", lead.contact},
          {"first_at", base::format_rfc3339(lead.first_at)},
          {"at", base::format_rfc3339(lead.at)},
          {"shared", std::move(shared)},
          {"card", card_json(lead.card)},
          {"note", lead.notes.note},
          {"tags", std::move(tags)},
          {"rating", lead.notes.rating}};
}

json::array leads_json(const Ledger& ledger, const std::string& exhibitor) {
  json::array list;
  for (const Lead* const lead : in_order(ledger, exhibitor)) list.push_back(lead_json(*lead));
  return list;
}

std::string leads_csv(const Ledger& ledger, const std::string& exhibitor) {
  std::string csv =
      "\xEF\xBB\xBF"
      "ID,Pseudonymization ID,Scanned Date,Scan Type,Device Name,Attendee Name,Email,Note,Tags,"
      "Organisation,Telephone,Message,Rating\r\n";
  for (const Lead* const lead : in_order(ledger, exhibitor)) {
    const std::string fields[] = {std::to_string(lead->number),
                                  lead->contact,
                                  base::format_rfc3339(lead->first_at),
                                  "card",
                                  kDevice,
                                  lead->card.name,
                                  lead->card.email,
                                  lead->notes.note,
                                  joined(lead->notes.tags),
                                  lead->card.organisation,
                                  lead->card.telephone,
                                  lead->card.note,
                                  std::to_string(lead->notes.rating)};
    bool first = true;
    for (const std::string& field : fields) {
      if (!first) csv += ',';
      first = false;
      csv += base::csv_field(field);
    }
    csv += "\r\n";
  }
  return csv;
}

json::array exported_leads_json(const Ledger& ledger, const std::string& exhibitor) {
  json::array list;
  for (const Lead* const lead : in_order(ledger, exhibitor)) {
    json::array data;
    const auto add = [&](const char* id, const char* label, const std::string& value) {
      if (value.empty()) return;
      data.push_back(json::object{{"id", id}, {"label", label}, {"value", value}});
    };
    add("attendee_name", "Attendee name", lead->card.name);
    add("attendee_email", "Attendee email", lead->card.email);
    add("attendee_company", "Organisation", lead->card.organisation);
    add("telephone", "Telephone", lead->card.telephone);
    add("message", "Message", lead->card.note);
    json::array tags;
    for (const std::string& tag : lead->notes.tags) tags.emplace_back(tag);
    list.push_back(json::object{{"attendee_order", lead->contact},
                                {"attendee_positionid", lead->number},
                                {"rating", lead->notes.rating},
                                {"notes", lead->notes.note},
                                {"tags", std::move(tags)},
                                {"first_upload", base::format_rfc3339(lead->first_at)},
                                {"data", std::move(data)},
                                {"device_name", kDevice}});
  }
  return list;
}

}  // namespace plenary::visit
