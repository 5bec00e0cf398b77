#include <algorithm>
#include <cstdlib>

#include "flv/aac_config.h"
#include "flv/audio_tag.h"
#include "flv/avc_config.h"
#include "flv/video_tag.h"
#include "rtmp/publisher_script.h"
#include "rtmp/session.h"

using plenary::base::Bytes;
using plenary::base::ByteView;
namespace flv = plenary::flv;
namespace rtmp = plenary::rtmp;

namespace {

void fill(std::span<std::uint8_t> out) {
  std::fill(out.begin(), out.end(), std::uint8_t{7});
}

void parse(const rtmp::Media& media) {
  if (media.body.empty()) std::abort();
  if (media.kind == rtmp::Media::Kind::kVideo) {
    const auto tag = flv::parse_video_tag(media.body);
    if (tag && tag->kind == flv::VideoTag::Kind::kConfig) {
      static_cast<void>(flv::parse_avc_config(tag->data));
    }
  } else {
    const auto tag = flv::parse_audio_tag(media.body);
    if (tag && tag->kind == flv::AudioTag::Kind::kConfig) {
      static_cast<void>(flv::parse_aac_config(tag->data));
    }
  }
}

struct Plan {
  bool accept = true;
  bool end_early = false;  ///< The owner ends the publish at the third tag.
  std::size_t portion = 4096;
};

/// Drives a session as the door does; false once it has ended.
bool drain(rtmp::Session& session, const Plan& plan, int& tags, std::size_t& sent) {
  for (;;) {
    auto event = session.next();
    sent += session.take_output().size();
    if (!event) return false;
    if (!event->has_value()) return true;
    if (std::holds_alternative<rtmp::PublishRequest>(**event)) {
      if (plan.accept) session.accept_publish();
      if (!plan.accept) session.reject_publish("NetStream.Publish.Denied", "no");
    } else if (const auto* media = std::get_if<rtmp::Media>(&**event)) {
      parse(*media);
      if (plan.end_early && ++tags == 3) session.end_publish("NetStream.Failed", "enough");
    }
  }
}

}  // namespace

/// Whatever a peer sends in whatever portions, the session stays inside its bounds: what it holds,
/// and what it answers. The first byte of the input chooses the owner's behaviour; the handshake is
/// put in front unless that byte says otherwise, so that inputs stay short.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const std::uint8_t choice = data[0];
  Plan plan;
  plan.accept = (choice & 1) == 0;
  plan.end_early = (choice & 2) != 0;
  plan.portion = (choice & 4) != 0 ? 1 : 4096;
  const bool greet = (choice & 8) == 0;

  rtmp::PublisherScript script;
  if (greet) script.greet();
  script.raw({data + 1, size - 1});
  ByteView in(script.bytes());
  rtmp::Session session(fill);
  int tags = 0;
  std::size_t sent = 0;
  std::size_t fed = 0;
  while (!in.empty()) {
    const auto portion = std::min(plan.portion, in.size());
    if (!session.feed(in.first(portion))) break;
    fed += portion;
    in = in.subspan(portion);
    const bool alive = drain(session, plan, tags, sent);
    if (session.held_bytes() > fed) std::abort();
    if (sent > 8192 + 8 * fed) std::abort();
    if (!alive) break;
  }
  return 0;
}
