#include <algorithm>

#include "conference/readers.h"
#include "markdown/markdown.h"

namespace plenary::conference {
namespace {

using news::Embargo;
using news::Illustration;
using news::Post;
using news::PressFile;
using news::Quote;

/// Reads news/SLUG.yaml: what its parts have in common is kept here.
class PostReader {
 public:
  PostReader(const news::PostId& slug, const Known& known, Report& report)
      : known_(known), report_(report) {
    post_.slug = slug;
  }

  Post read(const YamlNode& root) {
    Fields fields(root, "a news item", known_, report_);
    fields.named_as_file("slug", post_.slug.text());
    post_.title = fields.localised("title", Need::kRequired);
    post_.summary = fields.localised("summary", Need::kOptional, Shape::kProse);
    post_.illustrative = fields.flag("illustrative");
    read_time(fields);
    for (const YamlNode& item : fields.list("quotes", Need::kOptional)) read_quote(item);
    for (const YamlNode& item : fields.list("pictures", Need::kOptional)) read_picture(item);
    for (const YamlNode& item : fields.list("press_kit", Need::kOptional)) read_press_file(item);
    if (const YamlNode* map = fields.map("source", Need::kOptional)) read_source(*map);
    post_.our_wording = fields.our_wording();
    post_.sources = fields.sources(post_.illustrative);
    fields.finish();
    check_languages(fields);
    return std::move(post_);
  }

 private:
  void read_time(Fields& fields) {
    post_.published = fields.instant("published", Need::kOptional);
    post_.published_illustrative = fields.flag("published_illustrative");
    if (const YamlNode* embargo = fields.map("embargo", Need::kOptional)) read_embargo(*embargo);
    if (fields.has("published") == fields.has("embargo")) {
      report_.error(fields.line(), "a news item has either `published` or `embargo`",
                    "Write the time of publication, or until when it is held back.");
    }
  }

  void read_embargo(const YamlNode& node) {
    Fields fields(node, "an embargo", known_, report_);
    Embargo embargo;
    embargo.at = fields.instant("at", Need::kOptional);
    embargo.with = fields.reference<report::ReportId>("with", Need::kOptional, known_.reports);
    fields.finish();
    if (fields.has("at") == fields.has("with")) {
      report_.error(fields.line(), "an embargo ends at a time or with a report",
                    "Write one of `at` and `with`.");
    }
    if (embargo.at || embargo.with) post_.embargo = std::move(embargo);
  }

  void read_quote(const YamlNode& node) {
    Fields fields(node, "a quote", known_, report_);
    Quote quote;
    quote.text = fields.localised("text", Need::kRequired, Shape::kProse);
    quote.paraphrase = fields.flag("paraphrase");
    quote.person = fields.reference<base::PersonId>("person", Need::kOptional, known_.people);
    quote.session = fields.reference<base::SessionId>("session", Need::kOptional, known_.sessions);
    quote.item = read_item(fields, quote);
    quote.our_wording = fields.our_wording();
    quote.sources = fields.sources(post_.illustrative);
    fields.finish();
    post_.quotes.push_back(std::move(quote));
  }

  std::string read_item(Fields& fields, const Quote& quote) {
    const std::string item = fields.text("item", Need::kOptional);
    if (item.empty()) return item;
    const auto found =
        quote.session ? known_.items.find(quote.session->text()) : known_.items.end();
    if (found == known_.items.end()) {
      if (quote.session || fields.has("session")) return {};  // Reported already.
      report_.error(fields.line_of("item"), "an item is named without its session",
                    "Add `session`: an item is one of its running order.");
      return {};
    }
    if (found->second.contains(item)) return item;
    const std::vector<std::string_view> items(found->second.begin(), found->second.end());
    report_.error(fields.line_of("item"),
                  "the session " + in_quotes(quote.session->text()) + " has no item " + in_quotes(item),
                  suggest(item, items));
    return {};
  }

  void read_picture(const YamlNode& node) {
    Fields fields(node, "a picture of a news item", known_, report_);
    Illustration picture;
    picture.picture = fields.picture("picture", Need::kRequired);
    picture.alt = fields.localised("alt", Need::kRequired);
    picture.credit = fields.text("credit", Need::kOptional);
    fields.finish();
    post_.pictures.push_back(std::move(picture));
  }

  void read_press_file(const YamlNode& node) {
    Fields fields(node, "a file of the press kit", known_, report_);
    PressFile file;
    file.title = fields.localised("title", Need::kRequired);
    file.picture = fields.picture("picture", Need::kOptional);
    file.url = fields.address("url", Need::kOptional);
    fields.finish();
    if (fields.has("picture") == fields.has("url")) {
      report_.error(fields.line(), "a file of the press kit is a picture or a page",
                    "Write one of `picture` and `url`.");
    }
    post_.press_kit.push_back(std::move(file));
  }

  /// A map from language to the key of a source.
  void read_source(const YamlNode& map) {
    Fields fields(map, "the sources by language", known_, report_);
    for (const YamlEntry& entry : map.entries) {
      const auto& languages = known_.languages;
      const bool known = languages.empty() || std::find(languages.begin(), languages.end(),
                                                        entry.key) != languages.end();
      if (!known) {
        report_.error(entry.line, in_quotes(entry.key) + " is not a language of the newsroom",
                      "Add it to `news_languages` in conference.yaml, or delete this line.");
      } else if (fields.known_source(entry.value.text, entry.line)) {
        post_.source[entry.key] = entry.value.text;
      }
    }
  }

  /// Every language that has a body has a title.
  void check_languages(Fields& fields) {
    const auto found = known_.texts.find("news/" + post_.slug.text());
    if (found == known_.texts.end()) {
      return report_.error(0, "the news item has no text",
                           "Write it in the file `news/" + post_.slug.text() +
                               ".en.md`, with the language before `.md`.");
    }
    for (const std::string& language : found->second) {
      if (post_.title.by_language.contains(language) || post_.title.empty()) continue;
      report_.error(fields.line_of("title"),
                    "there is a text in " + in_quotes(language) + ", but no title",
                    "Add the title, or delete the file of that language.");
    }
  }

  const Known& known_;
  Report& report_;
  Post post_;
};

/// Checks the marks of one text.
class MarkReader {
 public:
  MarkReader(const Content& content, Report& report) : content_(content), report_(report) {}

  void read(const markdown::Mark& mark) {
    if (mark.word == "amount") return read_amount(mark);
    if (mark.word == "indicator") return read_indicator(mark);
    report_.error(mark.line, "there is no mark " + in_quotes("[[" + mark.word + "]]"),
                  "Write `[[amount 34.81e12 CNY]]` or `[[indicator REPORT/INDICATOR]]`.");
  }

  std::vector<ShownAt> take() { return std::move(shown_); }

 private:
  void read_amount(const markdown::Mark& mark) {
    const auto& words = mark.arguments;
    if (words.size() == 2 && report::Decimal::parse(words[0]) && report::is_unit(words[1])) return;
    report_.error(mark.line, "an amount is a number and a unit",
                  "Write it as `[[amount 34.81e12 CNY]]`.");
  }

  void read_indicator(const markdown::Mark& mark) {
    const std::string both = mark.arguments.size() == 1 ? mark.arguments[0] : std::string();
    const std::size_t slash = both.find('/');
    if (slash == std::string::npos) {
      return report_.error(mark.line, "an indicator is named by its report and itself",
                           "Write it as `[[indicator REPORT/INDICATOR]]`.");
    }
    const auto report = report::ReportId::parse(both.substr(0, slash));
    const auto id = report::IndicatorId::parse(both.substr(slash + 1));
    const report::Report* found = report ? content_.report(*report) : nullptr;
    if (!found) {
      return report_.error(
          mark.line, "there is no report " + in_quotes(both.substr(0, slash)),
          suggest(both.substr(0, slash), report_ids()) + " They stand in the folder `reports`.");
    }
    if (!id || !found->indicator(*id)) {
      return report_.error(mark.line,
                           "the report " + in_quotes(report->text()) + " has no indicator " +
                               in_quotes(both.substr(slash + 1)),
                           suggest(both.substr(slash + 1), indicator_ids(*found)));
    }
    shown_.push_back({{*report, *id}, mark.line});
  }

  std::vector<std::string_view> report_ids() const {
    std::vector<std::string_view> ids;
    for (const report::Report& one : content_.reports) ids.push_back(one.id.text());
    return ids;
  }

  static std::vector<std::string_view> indicator_ids(const report::Report& report) {
    std::vector<std::string_view> ids;
    for (const report::Indicator& one : report.indicators) ids.push_back(one.id.text());
    return ids;
  }

  const Content& content_;
  Report& report_;
  std::vector<ShownAt> shown_;
};

}  // namespace

Post read_post(const YamlNode& root, const news::PostId& slug, const Known& known, Report& report) {
  return PostReader(slug, known, report).read(root);
}

std::vector<ShownAt> read_text(std::string_view text, const Known& known, const Content& content,
                               Report& report) {
  const markdown::Reading reading = markdown::read(text);
  for (const markdown::Fault& fault : reading.faults) {
    report.error(fault.line, fault.what, fault.mend);
  }
  const std::vector<std::string_view> names(known.pictures.ids.begin(), known.pictures.ids.end());
  for (const markdown::PictureUse& use : reading.pictures) {
    if (known.pictures.ids.contains(use.name)) continue;
    report.error(use.line, "there is no picture " + in_quotes(use.name),
                 suggest(use.name, names) + " They stand in the folder `pictures`.");
  }
  MarkReader marks(content, report);
  for (const markdown::Mark& mark : reading.marks) marks.read(mark);
  return marks.take();
}

}  // namespace plenary::conference
