#include "app/publisher_command.h"

#include "app/demo_picture.h"
#include "app/demo_sound.h"

namespace plenary::app {
namespace {

using Arguments = std::vector<std::string>;

void append(Arguments& to, const Arguments& more) {
  to.insert(to.end(), more.begin(), more.end());
}

const Arguments kQuiet = {"-hide_banner", "-nostdin", "-loglevel", "error"};

void append_output(Arguments& to, const std::string& address) {
  append(to, {"-c:a", "aac", "-b:a", "128k", "-ar", "48000", "-ac", "2"});
  append(to, {"-flvflags", "no_duration_filesize", "-f", "flv", address});
}

void blot_out(std::string& text, const std::string& secret, const std::string& blot) {
  if (secret.empty()) return;
  for (std::size_t at; (at = text.find(secret)) != std::string::npos;) {
    text.replace(at, secret.size(), blot);
  }
}

}  // namespace

Arguments demo_publisher_arguments(const std::string& ffmpeg, const std::string& address) {
  const std::string size =
      std::to_string(DemoPicture::kWidth) + "x" + std::to_string(DemoPicture::kHeight);
  Arguments arguments = {ffmpeg};
  append(arguments, kQuiet);
  append(arguments, {"-probesize", "32", "-f", "rawvideo", "-pixel_format", "yuv420p"});
  append(arguments, {"-video_size", size, "-framerate",
                     std::to_string(DemoPicture::kFramesPerSecond), "-i", "pipe:0"});
  append(arguments, {"-probesize", "32", "-f", "s16le", "-ar",
                     std::to_string(DemoSound::kSampleRate), "-ac", "2", "-i", "pipe:3"});
  append(arguments, {"-map", "0:v", "-map", "1:a"});
  // One thread: the picture hardly moves, and slices on several threads only cost.
  append(arguments, {"-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency"});
  append(arguments, {"-threads", "1", "-g", "50", "-crf", "20", "-maxrate", "2500k"});
  append(arguments, {"-bufsize", "2500k", "-colorspace", "bt709", "-color_primaries", "bt709"});
  append(arguments, {"-color_trc", "bt709", "-color_range", "tv"});
  append_output(arguments, address);
  return arguments;
}

Arguments film_publisher_arguments(const std::string& ffmpeg, const std::string& film, bool loop,
                                   const std::string& address) {
  Arguments arguments = {ffmpeg};
  append(arguments, kQuiet);
  append(arguments, {"-re"});
  if (loop) append(arguments, {"-stream_loop", "-1"});
  append(arguments, {"-protocol_whitelist", "file"});
  append(arguments, {"-format_whitelist", "mov,matroska,webm,mpegts,mpeg,avi,flv,ogg"});
  append(arguments, {"-i", "file:" + film, "-map", "0:v:0?", "-map", "0:a:0?", "-sn", "-dn"});
  // At most full HD with even sides.
  append(arguments, {"-vf",
                     "scale='min(1920,iw)':'min(1080,ih)':"
                     "force_original_aspect_ratio=decrease:force_divisible_by=2"});
  append(arguments, {"-c:v", "libx264", "-preset", "superfast", "-tune", "zerolatency"});
  append(arguments, {"-pix_fmt", "yuv420p", "-g", "50", "-crf", "20", "-maxrate", "5000k"});
  append(arguments, {"-bufsize", "5000k"});
  append_output(arguments, address);
  return arguments;
}

std::string without_key(std::string text, const std::string& address) {
  blot_out(text, address, "the input's address");
  const std::size_t key = address.find("key=");
  if (key == std::string::npos) return text;
  const std::size_t first = key + 4;
  blot_out(text, address.substr(first, address.find('&', first) - first), "...");
  return text;
}

}  // namespace plenary::app
