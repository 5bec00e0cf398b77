#include <algorithm>

#include "conference/readers.h"
#include "conference/zone.h"

namespace plenary::conference {
namespace {

using exhibition::Brochure;
using exhibition::CategoryId;
using exhibition::Duty;
using exhibition::Exhibitor;
using exhibition::MaterialId;
using exhibition::Price;
using exhibition::PriceKind;
using exhibition::Product;
using exhibition::Video;

constexpr std::size_t kMostProducts = 2'000;
constexpr std::chrono::hours kLongestDuty{24};

/// Reads exhibitors/ID.yaml: what its parts have in common is kept here.
class ExhibitorReader {
 public:
  ExhibitorReader(const Known& known, std::chrono::minutes utc_offset, Report& report)
      : known_(known), utc_offset_(utc_offset), report_(report) {}

  std::shared_ptr<Exhibitor> read(const YamlNode& root, const exhibition::ExhibitorId& id) {
    Fields file(root, "an exhibitor", known_, report_);
    auto made = std::make_shared<Exhibitor>();
    made->id = id;
    exhibitor_ = id.text();
    file.only_files_of(exhibitor_);
    file.named_as_file("id", id.text());
    made->title = file.localised("title", Need::kRequired);
    made->organisation = file.reference<base::OrganisationId>("organisation", Need::kOptional,
                                                              known_.organisations);
    made->text = file.localised("text", Need::kOptional, Shape::kProse);
    for (const std::string& category : file.references("categories", known_.categories)) {
      if (const auto parsed = CategoryId::parse(category)) made->categories.push_back(*parsed);
    }
    made->tags = file.short_words("tags");
    made->languages = file.any_languages("languages");
    made->country = file.country("country");
    made->website = file.address("website", Need::kOptional);
    made->links = file.links("links");
    made->logo = file.picture("logo", Need::kOptional);
    made->pictures = file.references("pictures", known_.pictures);
    for (const YamlNode& item : file.list("videos", Need::kOptional)) {
      made->videos.push_back(read_video(item));
    }
    for (const YamlNode& item : file.list("documents", Need::kOptional)) {
      made->documents.push_back(read_document(item));
    }
    documents_.complete = !file.has("documents") || !made->documents.empty();
    for (const YamlNode& item : file.list("products", Need::kOptional)) {
      made->products.push_back(read_product(item));
    }
    for (const YamlNode& item : file.list("duty", Need::kOptional)) read_duty(item, made->duty);
    std::stable_sort(
        made->duty.begin(), made->duty.end(),
        [](const Duty& one, const Duty& other) { return one.starts_at < other.starts_at; });
    constexpr int kUsual = 20;
    made->slot = std::chrono::minutes(file.whole_number("slot_minutes", 5, 240).value_or(kUsual));
    made->illustrative = file.flag("illustrative");
    made->our_wording = file.our_wording();
    made->sources = file.sources(made->illustrative);
    file.finish();
    if (made->products.size() > kMostProducts) {
      report_.error(file.line_of("products"), "there are more than 2,000 products",
                    "Make several exhibitors of them.");
    }
    return made;
  }

 private:
  Video read_video(const YamlNode& item) {
    Fields fields(item, "a video", known_, report_);
    fields.only_files_of(exhibitor_);
    Video video;
    if (const auto id = fields.id<MaterialId>(videos_)) video.id = *id;
    video.title = fields.localised("title", Need::kRequired);
    video.film = fields.film("film");
    video.url = fields.address("url", Need::kOptional);
    fields.finish();
    if (fields.has("film") == fields.has("url")) {
      report_.error(fields.line(), "a video is either a film of the package or an address",
                    "Write one of `film: NAME` and `url: https://...`.");
    }
    if (!video.url.empty() && !video.url.starts_with("https://")) {
      report_.error(fields.line_of("url"), "the video's address is not `https`",
                    "Pages that are served safely show nothing else.");
    }
    return video;
  }

  Brochure read_document(const YamlNode& item) {
    Fields fields(item, "a document", known_, report_);
    fields.only_files_of(exhibitor_);
    Brochure document;
    if (const auto id = fields.id<MaterialId>(documents_.ids)) document.id = *id;
    document.title = fields.localised("title", Need::kRequired);
    document.file = fields.document("file");
    fields.finish();
    return document;
  }

  Product read_product(const YamlNode& item) {
    Fields fields(item, "a product", known_, report_);
    fields.only_files_of(exhibitor_);
    Product product;
    if (const auto id = fields.id<exhibition::ProductId>(products_)) product.id = *id;
    product.title = fields.localised("title", Need::kRequired);
    product.text = fields.localised("text", Need::kOptional, Shape::kProse);
    product.category =
        fields.reference<CategoryId>("category", Need::kOptional, known_.categories);
    product.pictures = fields.references("pictures", known_.pictures);
    for (const std::string& document : fields.references("documents", documents_)) {
      if (const auto parsed = MaterialId::parse(document)) product.documents.push_back(*parsed);
    }
    if (const YamlNode* price = fields.map("price", Need::kOptional)) {
      product.price = read_price(*price);
    }
    product.offers = fields.flag("offers");
    fields.finish();
    return product;
  }

  std::optional<Price> read_price(const YamlNode& item) {
    Fields fields(item, "a price", known_, report_);
    Price price;
    const auto amount = fields.decimal("amount", Need::kRequired);
    price.currency = fields.currency("currency");
    price.kind = fields.choice("kind", Need::kOptional, {PriceKind::kExact, PriceKind::kFrom});
    price.unit = fields.localised("unit", Need::kOptional);
    fields.finish();
    if (amount && amount->negative()) {
      report_.error(fields.line_of("amount"), "the price is below zero", "Mend the amount.");
      return std::nullopt;
    }
    if (!amount || price.currency.empty()) return std::nullopt;
    price.amount = *amount;
    return price;
  }

  void read_duty(const YamlNode& item, std::vector<Duty>& all) {
    Fields fields(item, "a duty time", known_, report_);
    Duty duty;
    const auto times = read_times(fields);
    duty.staff = fields.text("staff", Need::kOptional);
    duty.languages = fields.any_languages("languages");
    fields.finish();
    if (!times) return;
    duty.starts_at = times->first;
    duty.ends_at = times->second;
    if (duty.ends_at <= duty.starts_at) {
      return report_.error(fields.line_of("ends_at"), "the duty time ends before it begins",
                           "Mend one of the two times.");
    }
    if (duty.ends_at - duty.starts_at > kLongestDuty) {
      return report_.error(fields.line_of("ends_at"), "the duty time lasts longer than a day",
                           "Mend one of the two times, or make it several.");
    }
    all.push_back(std::move(duty));
  }

  using Times = std::optional<std::pair<base::Instant, base::Instant>>;

  /// Two instants with their zones, or a day and two readings of the conference's clocks, of which
  /// the second may lie after midnight.
  Times read_times(Fields& fields) {
    const bool by_day = fields.has("day");
    const auto day = fields.date("day", Need::kOptional);
    const auto from = fields.clock_time("from");
    const auto to = fields.clock_time("to");
    const Need instants = by_day ? Need::kOptional : Need::kRequired;
    const auto starts_at = fields.instant("starts_at", instants);
    const auto ends_at = fields.instant("ends_at", instants);
    if (by_day && (fields.has("starts_at") || fields.has("ends_at"))) {
      report_.error(fields.line(), "the duty time is told twice",
                    "Keep `starts_at` and `ends_at`, or `day` with `from` and `to`.");
      return std::nullopt;
    }
    if (!by_day) {
      if (!starts_at || !ends_at) return std::nullopt;
      return std::pair(*starts_at, *ends_at);
    }
    if (!fields.has("from") || !fields.has("to")) {
      report_.error(fields.line(), "the day has no hours",
                    "Add `from: \"09:00\"` and `to: \"17:00\"`, by the conference's clocks.");
    }
    if (!day || !from || !to) return std::nullopt;
    const base::Instant midnight = std::chrono::sys_days(*day) - utc_offset_;
    const auto end = *to > *from ? *to : *to + std::chrono::hours(24);
    return std::pair<base::Instant, base::Instant>(midnight + *from, midnight + end);
  }

  const Known& known_;
  const std::chrono::minutes utc_offset_;
  Report& report_;
  std::string exhibitor_;
  std::set<std::string> products_;
  std::set<std::string> videos_;
  Names documents_{"document", "`documents` of this file", {}, true};
};

}  // namespace

std::shared_ptr<exhibition::Exhibitor> read_exhibitor(const YamlNode& root,
                                                      const exhibition::ExhibitorId& id,
                                                      const Known& known,
                                                      std::chrono::minutes utc_offset,
                                                      Report& report) {
  return ExhibitorReader(known, utc_offset, report).read(root, id);
}

}  // namespace plenary::conference
