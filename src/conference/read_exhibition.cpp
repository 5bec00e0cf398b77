#include <algorithm>

#include "conference/readers.h"
#include "exhibition/hall.h"

namespace plenary::conference {
namespace {

using exhibition::Booth;
using exhibition::ExhibitorId;
using exhibition::Hall;

/// A fair's hall has some hundreds; plans are drawn whole.
constexpr std::size_t kMostBooths = 2'000;
constexpr int kLongestHallMetres = 2'000;

/// Reads exhibition.yaml: what its parts have in common is kept here.
class ExhibitionReader {
 public:
  ExhibitionReader(Known& known, Report& report) : known_(known), report_(report) {}

  exhibition::Exhibition read(const YamlNode& root) {
    Fields file(root, "exhibition.yaml", known_, report_);
    exhibition::Exhibition made;
    made.text = file.localised("text", Need::kOptional, Shape::kProse);
    made.illustrative = file.flag("illustrative");
    made.our_wording = file.our_wording();
    made.sources = file.sources(made.illustrative);
    for (const YamlNode& item : file.list("categories", Need::kOptional)) {
      Fields fields(item, "a category", known_, report_);
      exhibition::Category category;
      const auto id = fields.id<exhibition::CategoryId>(known_.categories.ids);
      category.title = fields.localised("title", Need::kRequired);
      fields.finish();
      if (id) category.id = *id;
      made.categories.push_back(std::move(category));
    }
    for (const YamlNode& item : file.list("halls", Need::kOptional)) {
      made.halls.push_back(read_hall(item));
    }
    file.finish();
    return made;
  }

 private:
  Hall read_hall(const YamlNode& item) {
    Fields fields(item, "a hall", known_, report_);
    Hall hall;
    if (const auto id = fields.id<exhibition::HallId>(halls_)) hall.id = *id;
    hall.title = fields.localised("title", Need::kRequired);
    hall.text = fields.localised("text", Need::kOptional, Shape::kProse);
    hall.width = fields.metres("width", Need::kRequired, 1, kLongestHallMetres);
    hall.depth = fields.metres("depth", Need::kRequired, 1, kLongestHallMetres);
    std::set<std::string> booths;
    std::set<ExhibitorId> here;
    std::vector<int> lines;
    for (const YamlNode& one : fields.list("booths", Need::kOptional)) {
      hall.booths.push_back(read_booth(one, hall, booths, here));
      lines.push_back(one.line);
    }
    fields.finish();
    if (hall.booths.size() > kMostBooths) {
      report_.error(fields.line_of("booths"), "there are more than 2,000 booths in the hall",
                    "Make several halls of it.");
      return hall;
    }
    for (const auto& [first, second] : exhibition::find_overlaps(hall.booths)) {
      report_.error(lines[second],
                    "the booth " + in_quotes(hall.booths[second].id.text()) + " stands on " +
                        in_quotes(hall.booths[first].id.text()),
                    "Move one of the two, or make it smaller: walls may touch.");
    }
    return hall;
  }

  Booth read_booth(const YamlNode& item, const Hall& hall, std::set<std::string>& taken,
                   std::set<ExhibitorId>& here) {
    Fields fields(item, "a booth", known_, report_);
    Booth booth;
    if (const auto id = fields.id<exhibition::BoothId>(taken)) booth.id = *id;
    booth.exhibitor =
        fields.reference<ExhibitorId>("exhibitor", Need::kOptional, known_.exhibitors);
    booth.x = fields.metres("x", Need::kRequired, 0, kLongestHallMetres);
    booth.y = fields.metres("y", Need::kRequired, 0, kLongestHallMetres);
    booth.width = fields.metres("width", Need::kRequired, 1, kLongestHallMetres);
    booth.depth = fields.metres("depth", Need::kRequired, 1, kLongestHallMetres);
    fields.finish();
    const bool measured = hall.width > 0 && hall.depth > 0 && booth.width > 0 && booth.depth > 0;
    if (measured && !exhibition::lies_within(booth, hall)) {
      report_.error(fields.line(), "the booth stands outside its hall",
                    "Mend its place or its size: the hall is `width` by `depth` metres.");
    }
    if (booth.exhibitor && !here.insert(*booth.exhibitor).second) {
      report_.error(fields.line_of("exhibitor"),
                    in_quotes(booth.exhibitor->text()) + " has a booth in this hall already",
                    "Give it one booth of the size of both.");
    }
    return booth;
  }

  Known& known_;
  Report& report_;
  std::set<std::string> halls_;
};

}  // namespace

exhibition::Exhibition read_exhibition(const YamlNode& root, Known& known, Report& report) {
  return ExhibitionReader(known, report).read(root);
}

}  // namespace plenary::conference
