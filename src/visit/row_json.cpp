#include "visit/row_json.h"

#include <boost/json.hpp>
#include <stdexcept>

namespace plenary::visit {
namespace {

namespace json = boost::json;
using json::object;

std::int64_t ms(base::Instant instant) {
  return instant.time_since_epoch().count();
}

/// A row's body, member by member.
class Body {
 public:
  explicit Body(const Row& row) : row_(row) {
    boost::system::error_code failed;
    value_ = json::parse(row.body.value_or(""), failed);
    if (failed || !value_.is_object()) damaged();
  }

  std::string text(std::string_view name) const {
    const json::value& value = member(name);
    if (!value.is_string()) damaged();
    return std::string(std::string_view(value.get_string()));
  }
  std::int64_t number(std::string_view name) const {
    const json::value& value = member(name);
    if (!value.is_int64()) damaged();
    return value.get_int64();
  }
  std::uint64_t count(std::string_view name) const {
    return static_cast<std::uint64_t>(number(name));
  }
  bool truth(std::string_view name) const {
    const json::value& value = member(name);
    if (!value.is_bool()) damaged();
    return value.get_bool();
  }
  base::Instant instant(std::string_view name) const {
    return base::Instant(base::Milliseconds(number(name)));
  }
  const json::value& member(std::string_view name) const {
    const json::value* found = value_.get_object().if_contains(name);
    if (found == nullptr) damaged();
    return *found;
  }
  [[noreturn]] void damaged() const {
    throw std::runtime_error("the records of visits are damaged at " + row_.kind + " " + row_.id);
  }

 private:
  const Row& row_;
  json::value value_;
};

Row row(const char* kind, std::string id, const object& body) {
  return {kind, std::move(id), json::serialize(body)};
}

// Slugs, days and the ids of messages hold no slash; a visitor, who may, stands last.
std::string joined(std::string_view a, std::string_view b, std::string_view c = {},
                   std::string_view d = {}) {
  std::string id;
  id.append(a).append("/").append(b);
  if (!c.empty()) id.append("/").append(c);
  if (!d.empty()) id.append("/").append(d);
  return id;
}

}  // namespace

Row row_of(const StoredMessage& stored) {
  const Message& m = stored.message;
  return row("message",
             joined(stored.exhibitor, m.from_staff ? "staff" : "visitor", m.id, stored.visitor),
             {{"exhibitor", stored.exhibitor},
              {"visitor", stored.visitor},
              {"id", m.id},
              {"number", static_cast<std::int64_t>(m.number)},
              {"at", ms(m.at)},
              {"from_staff", m.from_staff},
              {"account", m.account},
              {"staff", m.staff},
              {"language", m.language},
              {"text", m.text},
              {"offer", m.offer}});
}

StoredMessage message_of(const Row& row) {
  const Body body(row);
  StoredMessage stored{body.text("exhibitor"), body.text("visitor"), {}};
  Message& m = stored.message;
  m.id = body.text("id");
  m.number = body.count("number");
  m.at = body.instant("at");
  m.from_staff = body.truth("from_staff");
  m.account = body.text("account");
  m.staff = body.text("staff");
  m.language = body.text("language");
  m.text = body.text("text");
  m.offer = body.text("offer");
  return stored;
}

Row row_of(const ReadMarks& marks) {
  return row("read", joined(marks.exhibitor, marks.visitor),
             {{"exhibitor", marks.exhibitor},
              {"visitor", marks.visitor},
              {"visitor_read", static_cast<std::int64_t>(marks.visitor_read)},
              {"staff_read", static_cast<std::int64_t>(marks.staff_read)}});
}

ReadMarks marks_of(const Row& row) {
  const Body body(row);
  return {body.text("exhibitor"), body.text("visitor"), body.count("visitor_read"),
          body.count("staff_read")};
}

Row row_of(const Lead& lead) {
  json::array tags;
  for (const std::string& tag : lead.notes.tags) tags.emplace_back(tag);
  return row("card", joined(lead.exhibitor, lead.visitor),
             {{"exhibitor", lead.exhibitor},
              {"visitor", lead.visitor},
              {"contact", lead.contact},
              {"number", static_cast<std::int64_t>(lead.number)},
              {"first_at", ms(lead.first_at)},
              {"at", ms(lead.at)},
              {"name", lead.card.name},
              {"email", lead.card.email},
              {"organisation", lead.card.organisation},
              {"telephone", lead.card.telephone},
              {"note", lead.card.note},
              {"staff_note", lead.notes.note},
              {"tags", std::move(tags)},
              {"rating", lead.notes.rating}});
}

Lead lead_of(const Row& row) {
  const Body body(row);
  Lead lead;
  lead.exhibitor = body.text("exhibitor");
  lead.visitor = body.text("visitor");
  lead.contact = body.text("contact");
  lead.number = body.count("number");
  lead.first_at = body.instant("first_at");
  lead.at = body.instant("at");
  lead.card = {body.text("name"), body.text("email"), body.text("organisation"),
               body.text("telephone"), body.text("note")};
  lead.notes.note = body.text("staff_note");
  lead.notes.rating = static_cast<int>(body.number("rating"));
  const json::value& tags = body.member("tags");
  if (!tags.is_array()) body.damaged();
  for (const json::value& tag : tags.get_array()) {
    if (!tag.is_string()) body.damaged();
    lead.notes.tags.emplace_back(std::string_view(tag.get_string()));
  }
  return lead;
}

Row row_of(const Booking& b) {
  return row("booking", b.id,
             {{"id", b.id},
              {"exhibitor", b.exhibitor},
              {"visitor", b.visitor},
              {"number", static_cast<std::int64_t>(b.number)},
              {"starts_at", ms(b.slot.starts_at)},
              {"ends_at", ms(b.slot.ends_at)},
              {"note", b.note},
              {"state", static_cast<std::int64_t>(b.state)},
              {"reason", b.reason},
              {"made_at", ms(b.made_at)},
              {"changed_at", ms(b.changed_at)},
              {"reminded", b.reminded}});
}

Booking booking_of(const Row& row) {
  const Body body(row);
  Booking b;
  b.id = body.text("id");
  b.exhibitor = body.text("exhibitor");
  b.visitor = body.text("visitor");
  b.number = body.count("number");
  b.slot = {body.instant("starts_at"), body.instant("ends_at")};
  b.note = body.text("note");
  const std::int64_t state = body.number("state");
  if (state < 0 || state > static_cast<std::int64_t>(BookingState::kCancelled)) body.damaged();
  b.state = static_cast<BookingState>(state);
  b.reason = body.text("reason");
  b.made_at = body.instant("made_at");
  b.changed_at = body.instant("changed_at");
  b.reminded = body.truth("reminded");
  return b;
}

Row row_of(const Offer& o) {
  return row("offer", joined(o.exhibitor, o.id, o.visitor),
             {{"id", o.id},
              {"exhibitor", o.exhibitor},
              {"product", o.product},
              {"visitor", o.visitor},
              {"number", static_cast<std::int64_t>(o.number)},
              {"quantity", o.quantity},
              {"text", o.text},
              {"at", ms(o.at)},
              {"answer", o.answer},
              {"answered_at", ms(o.answered_at)}});
}

Offer offer_of(const Row& row) {
  const Body body(row);
  Offer o;
  o.id = body.text("id");
  o.exhibitor = body.text("exhibitor");
  o.product = body.text("product");
  o.visitor = body.text("visitor");
  o.number = body.count("number");
  o.quantity = body.number("quantity");
  o.text = body.text("text");
  o.at = body.instant("at");
  o.answer = body.text("answer");
  o.answered_at = body.instant("answered_at");
  return o;
}

Row row_of(const SignUp& s) {
  return row("sign_up", joined(s.session, s.visitor),
             {{"session", s.session},
              {"visitor", s.visitor},
              {"number", static_cast<std::int64_t>(s.number)},
              {"in", s.in},
              {"at", ms(s.at)},
              {"confirmed_at", s.confirmed_at ? json::value(ms(*s.confirmed_at)) : nullptr},
              {"reminded", s.reminded}});
}

SignUp sign_up_of(const Row& row) {
  const Body body(row);
  SignUp s;
  s.session = body.text("session");
  s.visitor = body.text("visitor");
  s.number = body.count("number");
  s.in = body.truth("in");
  s.at = body.instant("at");
  if (!body.member("confirmed_at").is_null()) s.confirmed_at = body.instant("confirmed_at");
  s.reminded = body.truth("reminded");
  return s;
}

Row row_of(const Saved& s) {
  return row("saved", joined(s.exhibitor, s.product.empty() ? "-" : s.product, s.visitor),
             {{"visitor", s.visitor},
              {"exhibitor", s.exhibitor},
              {"product", s.product},
              {"at", ms(s.at)}});
}

Saved saved_of(const Row& row) {
  const Body body(row);
  return {body.text("visitor"), body.text("exhibitor"), body.text("product"), body.instant("at")};
}

Row row_of(const Notice& n) {
  object text;
  for (const auto& [language, words] : n.text.by_language) text[language] = words;
  return row("notice", joined(std::to_string(n.number), n.visitor),
             {{"visitor", n.visitor},
              {"number", static_cast<std::int64_t>(n.number)},
              {"at", ms(n.at)},
              {"kind", n.kind},
              {"text", std::move(text)},
              {"exhibitor", n.exhibitor},
              {"session", n.session},
              {"booking", n.booking}});
}

Notice notice_of(const Row& row) {
  const Body body(row);
  Notice n;
  n.visitor = body.text("visitor");
  n.number = body.count("number");
  n.at = body.instant("at");
  n.kind = body.text("kind");
  n.exhibitor = body.text("exhibitor");
  n.session = body.text("session");
  n.booking = body.text("booking");
  const json::value& text = body.member("text");
  if (!text.is_object()) body.damaged();
  for (const auto& one : text.get_object()) {
    if (!one.value().is_string()) body.damaged();
    n.text.by_language[std::string(one.key())] = std::string_view(one.value().get_string());
  }
  return n;
}

Row row_of(const Seen& seen) {
  return row("seen", joined(seen.exhibitor, seen.day, seen.hash),
             {{"exhibitor", seen.exhibitor}, {"day", seen.day}, {"hash", seen.hash}});
}

Seen seen_of(const Row& row) {
  const Body body(row);
  return {body.text("exhibitor"), body.text("day"), body.text("hash")};
}

}  // namespace plenary::visit
