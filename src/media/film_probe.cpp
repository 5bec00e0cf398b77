#include "media/film_probe.h"

#include <memory>

#include "media/libav.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

namespace plenary::media {
namespace {

struct Closed {
  void operator()(AVFormatContext* context) const { avformat_close_input(&context); }
};

/// A film by its picture: a drawing such as a song's cover is none.
bool has_picture(const AVFormatContext& file) {
  for (unsigned i = 0; i < file.nb_streams; ++i) {
    const AVStream& stream = *file.streams[i];
    const AVCodecParameters& codec = *stream.codecpar;
    const bool cover = (stream.disposition & AV_DISPOSITION_ATTACHED_PIC) != 0;
    if (codec.codec_type == AVMEDIA_TYPE_VIDEO && !cover && codec.width > 0 && codec.height > 0) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::string fault_of_film(const std::filesystem::path& path) {
  AVFormatContext* opened = nullptr;
  // Only files: a playlist in the guise of a film must not fetch anything.
  AVDictionary* options = nullptr;
  av_dict_set(&options, "protocol_whitelist", "file", 0);
  av_dict_set(&options, "format_whitelist", "mov,matroska,mpegts,avi,flv,ogg", 0);
  av_dict_set(&options, "probesize", "5000000", 0);
  av_dict_set(&options, "analyzeduration", "2000000", 0);
  const std::string address = "file:" + path.string();
  const int outcome = avformat_open_input(&opened, address.c_str(), nullptr, &options);
  av_dict_free(&options);
  if (outcome < 0) return "it cannot be read as one";
  const std::unique_ptr<AVFormatContext, Closed> file(opened);
  if (avformat_find_stream_info(file.get(), nullptr) < 0) return "its streams cannot be read";
  return has_picture(*file) ? std::string() : "it holds no moving picture";
}

}  // namespace plenary::media
