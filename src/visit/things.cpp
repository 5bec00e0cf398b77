#include "visit/things.h"

namespace plenary::visit {

std::vector<std::string> shared_fields(const Card& card) {
  std::vector<std::string> fields;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) fields.emplace_back(name);
  };
  add("name", card.name);
  add("email", card.email);
  add("organisation", card.organisation);
  add("telephone", card.telephone);
  add("note", card.note);
  return fields;
}

const char* name(BookingState state) {
  switch (state) {
    case BookingState::kBooked:
      return "booked";
    case BookingState::kWithdrawn:
      return "withdrawn";
    case BookingState::kCancelled:
      return "cancelled";
  }
  return "";
}

}  // namespace plenary::visit
