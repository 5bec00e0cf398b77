#include <cstdlib>
#include <string_view>

#include "hls/directives.h"
#include "hls/media_name.h"

namespace {

using namespace plenary::hls;

void expect(bool holds) {
  if (!holds) std::abort();
}

/// Whatever is asked for, a request is answered, refused, or held for something less than three
/// segments ahead: nobody waits for what never comes.
void decide_all(const Directives& directives) {
  const Shape shape;
  for (const PartSet set : {PartSet::kShort, PartSet::kWide, PartSet::kNone}) {
    for (const Edge edge : {Edge{0, 0}, Edge{100, 0}, Edge{100, 5}, Edge{830'000'000, 3}}) {
      const Decision decision = decide(directives, edge, false, shape, set);
      if (decision.kind == Decision::Kind::kWait) {
        expect(decision.until > edge);
        expect(decision.until <= Edge{edge.number + 2, shape.parts_per_wide});
        expect(decision.until.parts < shape.parts_per_segment);
      }
      if (decision.kind == Decision::Kind::kRefuse) expect(!decision.why.empty());
      const bool part_alone = directives.part && !directives.msn;
      expect((decide(directives, edge, true, shape, set).kind == Decision::Kind::kAnswer) !=
             part_alone);
    }
  }
}

std::string name_of(const MediaName& media) {
  switch (media.kind) {
    case MediaName::Kind::kHeader:
      return header_name(media.number);
    case MediaName::Kind::kSegment:
      return segment_name(media.number);
    case MediaName::Kind::kPart:
      return part_name(media.number, media.first);
    case MediaName::Kind::kWide:
      return wide_name(media.number, media.first, media.last);
  }
  return {};
}

}  // namespace

/// The bytes are taken for a query and for a file name: both come from a viewer.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto directives = parse_directives(text);
  if (directives) decide_all(*directives);
  const auto media = parse_media_name(text);
  if (media) expect(name_of(*media) == text);  // One address a thing.
  return 0;
}
