#include "conference/package.h"

#include <algorithm>
#include <array>
#include <map>

#include "conference/pdf.h"
#include "conference/readers.h"

namespace plenary::conference {
namespace {

namespace fs = std::filesystem;

/// One YAML file on its way from bytes to content.
struct File {
  explicit File(const std::string& path) : report(path) {}
  Report report;
  std::optional<YamlNode> root;
  bool present = false;
};

/// "a/b" of "a/b.zh.md", and "zh".
struct TextPath {
  std::string place;
  std::string language;
};

TextPath text_path(const std::string& path) {
  const std::size_t end = path.size() - std::string_view(".md").size();
  const std::size_t point = path.find('.');
  return {path.substr(0, point), path.substr(point + 1, end - point - 1)};
}

/// The slug in "reports/slug.yaml" or "news/slug.yaml".
std::string slug_of(const std::string& path) {
  const std::size_t begin = path.find('/') + 1;
  return path.substr(begin, path.size() - begin - std::string_view(".yaml").size());
}

/// A path as it may be printed, whatever it is made of: an archive can name a file anything.
std::string printable(std::string_view path) {
  constexpr std::size_t kMost = 200;
  std::string made;
  for (const char c : base::replace_invalid_utf8(path.substr(0, kMost))) {
    const auto byte = static_cast<unsigned char>(c);
    made += byte < 0x20 || byte == 0x7F ? '?' : c;
  }
  // What turns the direction of text is written in three bytes that begin alike (UAX #9).
  for (std::size_t at = made.find('\xE2'); at != std::string::npos;
       at = made.find('\xE2', at + 1)) {
    const auto last = static_cast<unsigned char>(made[at + 2]);
    const bool embeds = made[at + 1] == '\x80' && last >= 0xAA && last <= 0xAE;
    const bool isolates = made[at + 1] == '\x81' && last >= 0xA6 && last <= 0xA9;
    if (embeds || isolates) made.replace(at, 3, "?");
  }
  return made;
}

/// When a post comes out at the earliest, as far as the package says so.
std::optional<base::Instant> out_at(const news::Post& post, const Content& content) {
  if (post.published) return post.published;
  if (!post.embargo) return std::nullopt;
  if (post.embargo->at) return post.embargo->at;
  const report::Report* report = content.report(*post.embargo->with);
  return report ? report->release.at : std::nullopt;
}

/// True if a post cannot come out before the report does.
bool follows(const news::Post& post, const report::Report& report, const Content& content) {
  if (post.embargo && post.embargo->with == report.id) return true;
  const auto at = out_at(post, content);
  return at && report.release.at && *report.release.at <= *at;
}

}  // namespace

struct FairRead {
  /// Everything beside its own bytes that what is said of an exhibitor depends on.
  struct Around {
    std::vector<std::string> languages;
    std::map<std::string, Source> sources;
    bool sources_complete = true;
    bool demand_sources = false;
    std::set<std::string> organisations;
    std::set<std::string> categories;
    std::set<std::string> pictures;
    std::set<std::string> documents;
    bool organisations_complete = true;
    bool categories_complete = true;
    std::set<std::string> films;
    bool films_complete = true;
    std::map<std::string, std::string> not_films;
    std::chrono::minutes utc_offset{0};

    bool operator==(const Around&) const = default;
  };
  struct OfExhibitor {
    base::SharedBytes bytes;
    std::shared_ptr<const exhibition::Exhibitor> exhibitor;  ///< Null where it is not YAML.
    std::vector<Mistake> mistakes;
  };
  struct OfDocument {
    base::SharedBytes bytes;
    std::string fault;
  };

  Around around;
  std::map<std::string, OfExhibitor> exhibitors;  ///< By path.
  std::map<std::string, OfDocument> documents;
};

namespace {

/// Reads the files in their order: each may refer to those before it.
class Loader {
 public:
  Loader(const PackageFiles& files, std::shared_ptr<const FairRead> before)
      : package_(files),
        before_(std::move(before)),
        sources_(parse("sources.yaml")),
        organisations_(parse("organisations.yaml")),
        people_(parse("people.yaml")),
        conference_(parse("conference.yaml")),
        programme_(parse("programme.yaml")),
        exhibition_(parse("exhibition.yaml")) {}

  Loaded load(std::map<std::string, std::set<std::string>>* asked) {
    known_.asked = asked;
    look_at_paths();
    for (File* needed : {&conference_, &programme_}) {
      if (needed->present) continue;
      needed->report.error(0, "the file is missing",
                           "A package has at least conference.yaml and programme.yaml.");
    }
    look_ahead();
    read_shared_nouns();
    if (conference_.root) {
      read_conference(*conference_.root, known_, conference_.report, content_);
    }
    read_fair();
    if (programme_.root) read_programme(*programme_.root, known_, programme_.report, content_);
    drop_unshown_documents();
    read_reports();
    read_news();
    read_texts();
    return finish();
  }

 private:
  File& parse(const std::string& path) {
    File& file = files_.try_emplace(path, path).first->second;
    const auto found = package_.files.find(path);
    file.present = found != package_.files.end();
    if (!file.present || !fits(path, *found->second, file.report)) return file;
    file.root = parse_yaml(base::text_of(*found->second), file.report);
    return file;
  }

  /// A package may come from elsewhere than a folder, so its bounds are looked at here too.
  static bool fits(const std::string& path, const base::Bytes& bytes, Report& report) {
    const std::size_t most = most_bytes(kind_of(path));
    if (bytes.size() <= most) return true;
    report.error(0, "the file is larger than " + std::to_string(most >> 10) + " KiB",
                 "Make it smaller.");
    return false;
  }

  /// What the paths alone say: pictures, reports, texts and their languages, strangers.
  void look_at_paths() {
    for (const auto& [path, bytes] : package_.files) {
      switch (kind_of(path)) {
        case FileKind::kStranger:
          report_stranger(path);
          break;
        case FileKind::kPicture:
          if (fits(path, *bytes, report_of(path))) keep_picture(path, *bytes);
          break;
        case FileKind::kDocument:
          if (fits(path, *bytes, report_of(path))) keep_document(path, bytes);
          break;
        case FileKind::kMarkdown: {
          const TextPath text = text_path(path);
          known_.texts[text.place].insert(text.language);
          break;
        }
        case FileKind::kYaml:
          if (path.starts_with("reports/")) known_.reports.ids.insert(slug_of(path));
          if (path.starts_with("exhibitors/")) known_.exhibitors.ids.insert(slug_of(path));
          break;
        case FileKind::kReadme:
          break;
      }
    }
  }

  void keep_picture(const std::string& path, const base::Bytes& bytes) {
    Picture picture;
    picture.name = path.substr(path.find('/') + 1);
    picture.size_bytes = bytes.size();
    known_.pictures.ids.insert(picture.name);
    content_.pictures[picture.name] = std::move(picture);
  }

  void keep_document(const std::string& path, const base::SharedBytes& bytes) {
    PackageDocument document;
    document.name = path.substr(path.find('/') + 1);
    document.size_bytes = bytes->size();
    known_.documents.ids.insert(document.name);
    const std::string fault = fault_of(path, bytes);
    read_->documents[path] = {bytes, fault};
    if (!fault.empty()) {
      report_of(path).error(0, "the document " + fault,
                            "Save it as a plain PDF: without scripts, forms, attachments and "
                            "password.");
    }
    content_.documents[document.name] = std::move(document);
  }

  std::string fault_of(const std::string& path, const base::SharedBytes& bytes) const {
    if (before_) {
      const auto known = before_->documents.find(path);
      if (known != before_->documents.end() && known->second.bytes == bytes) {
        return known->second.fault;
      }
    }
    return fault_of_pdf(*bytes);
  }

  /// A file that nobody reads is most likely one whose name is wrong.
  void report_stranger(const std::string& path) {
    constexpr std::array<std::string_view, 6> kRoot = {"conference.yaml", "exhibition.yaml",
                                                       "organisations.yaml", "people.yaml",
                                                       "programme.yaml", "sources.yaml"};
    std::string mend;
    if (path.starts_with("reports/")) {
      mend = "Reports are `reports/ID.yaml`, their chapters `reports/ID/CHAPTER.LANGUAGE.md`.";
    } else if (path.starts_with("news/")) {
      mend = "News are `news/SLUG.yaml` and, for each language, `news/SLUG.LANGUAGE.md`.";
    } else if (path.starts_with("exhibitors/")) {
      mend = "Exhibitors are `exhibitors/ID.yaml`.";
    } else if (path.starts_with("documents/")) {
      mend = "Documents are `documents/NAME.pdf`; a name has a-z, 0-9 and hyphens.";
    } else if (path.starts_with("pictures/")) {
      mend =
          "Pictures are `pictures/NAME.png`, `.jpg`, `.jpeg` or `.webp`; a name has a-z, 0-9 "
          "and hyphens.";
    } else if (path.ends_with('/')) {
      mend = suggest(path.substr(0, path.size() - 1),
                     {"reports", "news", "exhibitors", "pictures", "documents", "films"});
    } else {
      mend = suggest(printable(path), {kRoot.begin(), kRoot.end()});
    }
    report_of(printable(path))
        .error(0,
               path.ends_with('/') ? "the folder is not part of a package"
                                   : "the file is not part of a package",
               std::move(mend));
  }

  /// The languages and ids that files need of each other, before they are read in full.
  void look_ahead() {
    if (conference_.root) {
      known_.languages = read_languages(*conference_.root, "languages");
      known_.topics.ids = read_ids(*conference_.root, "topics");
      news_languages_ = read_languages(*conference_.root, "news_languages");
    }
    known_.topics.complete = conference_.root.has_value();
    if (programme_.root) {
      known_.sessions.ids = read_ids(*programme_.root, "sessions");
      known_.items = read_items(*programme_.root);
    }
    known_.sessions.complete = programme_.root.has_value();
  }

  void read_shared_nouns() {
    if (sources_.root) known_.sources = read_sources(*sources_.root, known_, sources_.report);
    known_.sources_complete = !sources_.present || sources_.root;
    known_.demand_sources = sources_.present;
    content_.sources_by_key = known_.sources;
    if (organisations_.root) {
      content_.organisations =
          read_organisations(*organisations_.root, known_, organisations_.report);
    }
    known_.organisations.complete = !organisations_.present || organisations_.root;
    if (people_.root) content_.people = read_people(*people_.root, known_, people_.report);
    known_.people.complete = !people_.present || people_.root;
  }

  std::vector<std::string> yaml_files_in(std::string_view folder) const {
    std::vector<std::string> paths;
    for (const auto& [path, bytes] : package_.files) {
      if (path.starts_with(folder) && kind_of(path) == FileKind::kYaml) paths.push_back(path);
    }
    return paths;
  }

  /// The halls, then who is in them: the programme speaks of both.
  void read_fair() {
    known_.films.ids = package_.films;
    known_.films.complete = !package_.films_follow;
    known_.not_films = package_.not_films;
    if (!exhibition_.present && !known_.exhibitors.ids.empty()) {
      exhibition_.report.error(0, "the file is missing",
                               "A package with exhibitors says in it where they stand.");
    }
    if (exhibition_.root) {
      content_.exhibition = read_exhibition(*exhibition_.root, known_, exhibition_.report);
    }
    known_.categories.complete = exhibition_.root.has_value();
    read_->around = around();
    const bool same_around = before_ && before_->around == read_->around && !known_.asked;
    auto& exhibitors = content_.exhibition.exhibitors;
    for (const std::string& path : yaml_files_in("exhibitors/")) {
      const FairRead::OfExhibitor* const known = same_around ? read_before(path) : nullptr;
      const FairRead::OfExhibitor& read =
          read_->exhibitors.emplace(path, known ? *known : read_one(path)).first->second;
      if (!read.exhibitor) continue;
      for (const exhibition::Video& video : read.exhibitor->videos) {
        if (!video.film.empty()) content_.films.insert(video.film);
      }
      exhibitors.push_back(read.exhibitor);
    }
    std::sort(exhibitors.begin(), exhibitors.end(),
              [](const auto& one, const auto& other) { return one->id < other->id; });
  }

  /// What nobody shows is nobody's to fetch.
  void drop_unshown_documents() {
    std::set<std::string> shown;
    for (const auto& exhibitor : content_.exhibition.exhibitors) {
      for (const exhibition::Brochure& document : exhibitor->documents) shown.insert(document.file);
    }
    for (const programme::Session& session : content_.programme.sessions) {
      if (session.signing) shown.insert(session.signing->file);
    }
    std::erase_if(content_.documents,
                  [&](const auto& document) { return !shown.contains(document.first); });
  }

  FairRead::Around around() const {
    FairRead::Around made;
    made.languages = known_.languages;
    made.sources = known_.sources;
    made.sources_complete = known_.sources_complete;
    made.demand_sources = known_.demand_sources;
    made.organisations = known_.organisations.ids;
    made.categories = known_.categories.ids;
    made.pictures = known_.pictures.ids;
    made.documents = known_.documents.ids;
    made.organisations_complete = known_.organisations.complete;
    made.categories_complete = known_.categories.complete;
    made.films = known_.films.ids;
    made.films_complete = known_.films.complete;
    made.not_films = known_.not_films;
    made.utc_offset = content_.utc_offset;
    return made;
  }

  const FairRead::OfExhibitor* read_before(const std::string& path) const {
    const auto found = before_->exhibitors.find(path);
    if (found == before_->exhibitors.end()) return nullptr;
    return found->second.bytes == package_.files.at(path) ? &found->second : nullptr;
  }

  FairRead::OfExhibitor read_one(const std::string& path) {
    FairRead::OfExhibitor read;
    read.bytes = package_.files.at(path);
    const auto id = exhibition::ExhibitorId::parse(slug_of(path));
    // Not among the files: a large fair has many, and nobody comes back to one.
    Report report(path);
    std::optional<YamlNode> root;
    if (fits(path, *read.bytes, report)) root = parse_yaml(base::text_of(*read.bytes), report);
    if (id && root) {
      read.exhibitor = read_exhibitor(*root, *id, known_, content_.utc_offset, report);
    }
    read.mistakes = report.mistakes();
    return read;
  }

  void read_reports() {
    for (const std::string& path : yaml_files_in("reports/")) {
      const auto id = report::ReportId::parse(slug_of(path));
      File& file = parse(path);
      if (!id || !file.root) continue;
      content_.reports.push_back(read_report(*file.root, *id, known_, file.report));
    }
  }

  void read_news() {
    Known newsroom = known_;
    if (!newsroom.languages.empty()) {
      newsroom.languages.insert(newsroom.languages.end(), news_languages_.begin(),
                                news_languages_.end());
    }
    for (const std::string& path : yaml_files_in("news/")) {
      const auto slug = news::PostId::parse(slug_of(path));
      File& file = parse(path);
      if (!slug || !file.root) continue;
      content_.news.push_back(read_post(*file.root, *slug, newsroom, file.report));
    }
  }

  void read_texts() {
    for (const auto& [path, bytes] : package_.files) {
      if (kind_of(path) != FileKind::kMarkdown) continue;
      Report& report = report_of(path);
      if (!fits(path, *bytes, report)) continue;
      const std::string_view text = base::text_of(*bytes);
      const std::vector<ShownAt> shown = read_text(text, known_, content_, report);
      const TextPath at = text_path(path);
      check_language(at, path.starts_with("news/"), report);
      if (path.starts_with("news/")) {
        keep_body(at, text, shown, report);
      } else {
        keep_chapter(at, text, shown, report);
      }
    }
  }

  void check_language(const TextPath& at, bool news, Report& report) {
    const auto holds = [&at](const std::vector<std::string>& languages) {
      return std::find(languages.begin(), languages.end(), at.language) != languages.end();
    };
    if (known_.languages.empty() || holds(known_.languages)) return;
    if (news && holds(news_languages_)) return;
    report.error(0, conference::in_quotes(at.language) + " is not among the conference's languages",
                 news ? "Add it to `news_languages` in conference.yaml, or delete this file."
                      : "Add it to `languages` in conference.yaml, or delete this file.");
  }

  void keep_body(const TextPath& at, std::string_view text, const std::vector<ShownAt>& shown,
                 Report& report) {
    const std::string slug = at.place.substr(at.place.find('/') + 1);
    const auto post = std::find_if(content_.news.begin(), content_.news.end(),
                                   [&slug](const auto& one) { return one.slug.text() == slug; });
    if (post == content_.news.end()) {
      if (package_.files.contains("news/" + slug + ".yaml")) return;  // It could not be read.
      return report.error(0, "the text belongs to no news item",
                          "Write the file `news/" + slug + ".yaml`, or mend this one's name.");
    }
    post->markdown[at.language] = text;
    for (const ShownAt& one : shown) {
      auto& all = post->indicators;
      if (std::find(all.begin(), all.end(), one.shown) == all.end()) all.push_back(one.shown);
      const report::Report* of = content_.report(one.shown.report);
      if (!of || follows(*post, *of, content_)) continue;
      report.error(one.line,
                   "this shows a figure of the report " + conference::in_quotes(of->id.text()) +
                       ", which may not be out yet",
                   "Write `embargo: {with: " + of->id.text() + "}` in news/" + slug + ".yaml.");
    }
  }

  void keep_chapter(const TextPath& at, std::string_view text, const std::vector<ShownAt>& shown,
                    Report& report) {
    const std::size_t begin = at.place.find('/') + 1;
    const std::size_t slash = at.place.find('/', begin);
    const std::string id = at.place.substr(begin, slash - begin);
    const std::string chapter_id = at.place.substr(slash + 1);
    const auto of = std::find_if(content_.reports.begin(), content_.reports.end(),
                                 [&id](const auto& one) { return one.id.text() == id; });
    if (of == content_.reports.end()) {
      if (package_.files.contains("reports/" + id + ".yaml")) return;  // It could not be read.
      return report.error(0, "the text belongs to no report",
                          "Write the file `reports/" + id + ".yaml`, or mend the folder's name.");
    }
    const auto chapter =
        std::find_if(of->chapters.begin(), of->chapters.end(),
                     [&chapter_id](const auto& one) { return one.id.text() == chapter_id; });
    if (chapter != of->chapters.end()) {
      chapter->markdown[at.language] = text;
      return check_other_reports(*of, shown, report);
    }
    report.error(0, "the text belongs to no chapter",
                 "Add `- id: " + chapter_id + "` to `chapters` in reports/" + id +
                     ".yaml, or mend this file's name.");
  }

  /// A report may show another's figures only if the other is out by then.
  void check_other_reports(const report::Report& own, const std::vector<ShownAt>& shown,
                           Report& report) {
    for (const ShownAt& one : shown) {
      const report::Report* other = content_.report(one.shown.report);
      if (!other || other->id == own.id) continue;
      const auto& first = other->release.at;
      const auto& then = own.release.at;
      if (first && then && *first <= *then) continue;
      report.error(one.line,
                   "this shows a figure of the report " + conference::in_quotes(other->id.text()) +
                       ", which may not be out yet",
                   "Show figures of this report alone, or release the other at a time before it.");
    }
  }

  Report& report_of(const std::string& path) {
    return files_.try_emplace(path, path).first->second.report;
  }

  Loaded finish() {
    Loaded loaded;
    for (auto& [path, file] : files_) {
      const auto& mistakes = file.report.mistakes();
      loaded.mistakes.insert(loaded.mistakes.end(), mistakes.begin(), mistakes.end());
    }
    for (const auto& [path, read] : read_->exhibitors) {
      loaded.mistakes.insert(loaded.mistakes.end(), read.mistakes.begin(), read.mistakes.end());
    }
    loaded.fair = read_;
    std::stable_sort(loaded.mistakes.begin(), loaded.mistakes.end(),
                     [](const Mistake& one, const Mistake& other) {
                       return std::tie(one.file, one.line) < std::tie(other.file, other.line);
                     });
    if (!any_error(loaded.mistakes)) {
      loaded.content = std::make_shared<const Content>(std::move(content_));
    }
    return loaded;
  }

  const PackageFiles& package_;
  const std::shared_ptr<const FairRead> before_;
  const std::shared_ptr<FairRead> read_ = std::make_shared<FairRead>();
  std::map<std::string, File> files_;  // By path; Files stay where they are.
  File& sources_;
  File& organisations_;
  File& people_;
  File& conference_;
  File& programme_;
  File& exhibition_;
  Known known_;
  std::vector<std::string> news_languages_;
  Content content_;
};

}  // namespace

Loaded load(const PackageFiles& files, std::shared_ptr<const FairRead> before) {
  return Loader(files, std::move(before)).load(nullptr);
}

std::map<std::string, std::set<std::string>> keys_asked_for(const PackageFiles& files) {
  std::map<std::string, std::set<std::string>> asked;
  Loader(files, nullptr).load(&asked);
  return asked;
}

Loaded load_folder(const fs::path& folder) {
  const auto files = read_package(folder);
  if (files) return load(*files);
  Loaded loaded;
  loaded.mistakes.push_back(
      {folder.string(), 0, files.error().detail(), "Name the folder that holds conference.yaml."});
  return loaded;
}

std::vector<Mistake> check(const fs::path& folder) {
  return load_folder(folder).mistakes;
}

}  // namespace plenary::conference
