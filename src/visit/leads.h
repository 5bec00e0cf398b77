#pragma once

#include <boost/json/array.hpp>
#include <string>

#include "visit/ledger.h"

/// A booth's leads, as its staff read and take them away.
namespace plenary::visit {

boost::json::object lead_json(const Lead& lead);
/// In the order in which the cards were left.
boost::json::array leads_json(const Ledger& ledger, const std::string& exhibitor);

/// CSV with a byte order mark, so that spreadsheets read UTF-8; no field is taken for a formula. The
/// columns that lead scanners write, then what else a card can share: ID, Pseudonymization ID,
/// Scanned Date, Scan Type, Device Name, Attendee Name, Email, Note, Tags, Organisation, Telephone,
/// Message, Rating.
std::string leads_csv(const Ledger& ledger, const std::string& exhibitor);

/// JSON in the form of pretix's exhibitor leads: attendee_order, attendee_positionid, rating, notes,
/// tags, first_upload, data, device_name.
boost::json::array exported_leads_json(const Ledger& ledger, const std::string& exhibitor);

}  // namespace plenary::visit
