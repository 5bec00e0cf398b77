#pragma once

#include <string>
#include <vector>

namespace plenary::app {

/// ffmpeg's command line to publish the demonstration: raw pictures from standard input, raw sound
/// from descriptor 3, H.264 and AAC by RTMP to `address`. Encoded fast and lightly: the stage
/// encodes it again for its audience.
std::vector<std::string> demo_publisher_arguments(const std::string& ffmpeg,
                                                  const std::string& address);

/// ffmpeg's command line to publish a film file at its own pace, again and again if `loop`. Only
/// media containers and only local files are opened, whatever the file says inside.
std::vector<std::string> film_publisher_arguments(const std::string& ffmpeg,
                                                  const std::string& film, bool loop,
                                                  const std::string& address);

/// `text` with every occurrence of `address` and of the key in it ("...?key=KEY") blotted out, for
/// logs: ffmpeg names the address in its complaints.
std::string without_key(std::string text, const std::string& address);

}  // namespace plenary::app
