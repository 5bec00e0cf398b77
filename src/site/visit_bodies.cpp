#include "site/visit_bodies.h"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "audience/folding.h"
#include "base/ids.h"
#include "site/bodies.h"

namespace plenary::site {
namespace {

namespace json = boost::json;
using base::Errc;
using base::Error;

constexpr std::size_t kMostBodyBytes = 32u << 10;
constexpr std::int64_t kMostQuantity = 1'000'000'000;

Error refused(std::string sentence) {
  return {Errc::kMalformed, std::move(sentence)};
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

base::Result<json::object> small_object(std::string_view body) {
  if (body.size() > kMostBodyBytes) return refused("The body is too long.");
  return object_body(body);
}

/// A member's text, cleaned; empty if it is absent. At most so many characters.
base::Result<std::string> cleaned(const json::object& object, std::string_view name,
                                  std::size_t most, bool lines) {
  const json::value* const value = object.if_contains(name);
  if (value == nullptr || value->is_null()) return std::string();
  if (!value->is_string()) return refused("`" + std::string(name) + "` is text.");
  std::string text = audience::clean_text(std::string_view(value->get_string()), lines);
  if (characters(text) > most) {
    return refused("`" + std::string(name) + "` has at most " + std::to_string(most) +
                   " characters.");
  }
  return text;
}

/// A text that stands beside others of its kind under a name of the sender's.
base::Result<std::string> client_id(const json::object& object) {
  const auto id = text_field(object, "id");
  const bool good = id && !id->empty() && id->size() <= 36 &&
                    std::all_of(id->begin(), id->end(), [](char c) {
                      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                             (c >= '0' && c <= '9') || c == '-' || c == '_';
                    });
  if (!good) return refused("`id` is the sender's own, 1 to 36 of [A-Za-z0-9_-].");
  return *id;
}

base::Result<std::string> language(const json::object& object) {
  const std::string tag = text_field(object, "language").value_or("");
  const bool good = tag.size() <= 35 && std::all_of(tag.begin(), tag.end(), [](char c) {
                      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                             (c >= '0' && c <= '9') || c == '-';
                    });
  if (!good) return refused("`language` is a language tag, such as zh or pt-BR.");
  return tag;
}

base::Result<std::string> slug(const json::object& object, std::string_view name) {
  const auto id = text_field(object, name);
  if (!id || !base::is_slug(*id)) return refused("`" + std::string(name) + "` is an id.");
  return *id;
}

base::Result<visit::NewMessage> message_of(const json::object& object, bool may_be_empty) {
  visit::NewMessage message;
  const auto id = client_id(object);
  if (!id) return id.error();
  message.id = *id;
  const auto tag = language(object);
  if (!tag) return tag.error();
  message.language = *tag;
  auto text = cleaned(object, "text", visit::kMostMessageCharacters, true);
  if (!text) return text.error();
  if (text->empty() && !may_be_empty) return refused("`text` says nothing.");
  message.text = std::move(*text);
  return message;
}

bool is_email(std::string_view text) {
  const std::size_t at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find('@', at + 1) == std::string_view::npos &&
         text.find_first_of(" \t<>,;\"") == std::string_view::npos;
}

bool is_telephone(std::string_view text) {
  return text.find_first_not_of("0123456789+()-./ #*ext") == std::string_view::npos &&
         text.find_first_of("0123456789") != std::string_view::npos;
}

}  // namespace

base::Result<visit::NewMessage> read_message(std::string_view body) {
  const auto object = small_object(body);
  if (!object) return object.error();
  return message_of(*object, false);
}

base::Result<visit::Card> read_card(std::string_view body) {
  const auto object = small_object(body);
  if (!object) return object.error();
  visit::Card card;
  struct Member {
    const char* name;
    std::string visit::Card::*field;
    std::size_t most;
  };
  constexpr Member kMembers[] = {{"name", &visit::Card::name, 200},
                                 {"email", &visit::Card::email, 254},
                                 {"organisation", &visit::Card::organisation, 200},
                                 {"telephone", &visit::Card::telephone, 50},
                                 {"note", &visit::Card::note, 1000}};
  for (const Member& member : kMembers) {
    auto text = cleaned(*object, member.name, member.most, member.field == &visit::Card::note);
    if (!text) return text.error();
    card.*member.field = std::move(*text);
  }
  if (card.name.empty()) return refused("A card has a `name`.");
  if (!card.email.empty() && !is_email(card.email)) return refused("`email` is no address.");
  if (!card.telephone.empty() && !is_telephone(card.telephone)) {
    return refused("`telephone` is no number.");
  }
  return card;
}

base::Result<WantedBooking> read_booking(std::string_view body) {
  const auto object = small_object(body);
  if (!object) return object.error();
  WantedBooking wanted;
  const auto exhibitor = slug(*object, "exhibitor");
  if (!exhibitor) return exhibitor.error();
  wanted.exhibitor = *exhibitor;
  const auto starts_at = base::parse_rfc3339(text_field(*object, "starts_at").value_or(""));
  if (!starts_at) return refused("`starts_at` is an instant (RFC 3339 with its zone).");
  wanted.starts_at = *starts_at;
  auto note = cleaned(*object, "note", 500, true);
  if (!note) return note.error();
  wanted.note = std::move(*note);
  return wanted;
}

base::Result<WantedOffer> read_offer(std::string_view body) {
  const auto object = small_object(body);
  if (!object) return object.error();
  WantedOffer wanted;
  const auto exhibitor = slug(*object, "exhibitor");
  if (!exhibitor) return exhibitor.error();
  wanted.exhibitor = *exhibitor;
  const auto product = slug(*object, "product");
  if (!product) return product.error();
  wanted.offer.product = *product;
  if (const json::value* const quantity = object->if_contains("quantity")) {
    if (!quantity->is_int64() || quantity->get_int64() < 1 ||
        quantity->get_int64() > kMostQuantity) {
      return refused("`quantity` is a whole number from 1 on.");
    }
    wanted.offer.quantity = quantity->get_int64();
  }
  auto message = message_of(*object, true);
  if (!message) return message.error();
  wanted.offer.message = std::move(*message);
  return wanted;
}

base::Result<visit::NotesChange> read_notes(std::string_view body) {
  const auto object = small_object(body);
  if (!object) return object.error();
  visit::NotesChange change;
  if (object->contains("note")) {
    auto note = cleaned(*object, "note", 2000, true);
    if (!note) return note.error();
    change.note = std::move(*note);
  }
  if (const json::value* const rating = object->if_contains("rating")) {
    if (!rating->is_int64() || rating->get_int64() < 0 || rating->get_int64() > 5) {
      return refused("`rating` is a whole number from 0 to 5.");
    }
    change.rating = static_cast<int>(rating->get_int64());
  }
  if (const json::value* const tags = object->if_contains("tags")) {
    if (!tags->is_array() || tags->get_array().size() > visit::kMostTags) {
      return refused("`tags` is a list of at most 20 texts.");
    }
    change.tags.emplace();
    for (const json::value& tag : tags->get_array()) {
      const json::object one{{"tags", tag}};
      const auto text = cleaned(one, "tags", 40, false);
      if (!text || text->empty()) return refused("A tag is text of at most 40 characters.");
      // They are joined by semicolons when leads are taken away.
      if (text->find(';') != std::string::npos) return refused("A tag has no semicolon.");
      if (std::find(change.tags->begin(), change.tags->end(), *text) == change.tags->end()) {
        change.tags->push_back(*text);
      }
    }
  }
  if (!change.note && !change.rating && !change.tags) {
    return refused("One of `note`, `tags` and `rating` is needed.");
  }
  return change;
}

base::Result<OfferAnswer> read_offer_answer(std::string_view body) {
  const auto object = small_object(body);
  if (!object) return object.error();
  OfferAnswer answer;
  const std::string number = text_field(*object, "offer").value_or("");
  const char* const end = number.data() + number.size();
  const auto [read_to, failed] = std::from_chars(number.data(), end, answer.number);
  if (failed != std::errc() || read_to != end) return refused("`offer` is the id of an offer.");
  auto message = message_of(*object, false);
  if (!message) return message.error();
  answer.message = std::move(*message);
  return answer;
}

base::Result<std::string> read_reason(std::string_view body) {
  if (body.empty()) return std::string();
  const auto object = small_object(body);
  if (!object) return object.error();
  return cleaned(*object, "reason", 500, true);
}

}  // namespace plenary::site
