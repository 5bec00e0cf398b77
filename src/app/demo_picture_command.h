#pragma once

namespace CLI {
class App;
}

namespace plenary::app {

/// Adds the hidden command `demo-picture`, which `serve --demo` starts beside ffmpeg: reads a
/// DemoScript as JSON from standard input, then writes pictures (rawvideo yuv420p, 1280x720, 25 a
/// second) to standard output and sound (s16le, 48 kHz, stereo) to descriptor 3, in real time,
/// until nobody reads any more or SIGTERM comes. It runs while the command line is parsed.
CLI::App* add_demo_picture_command(CLI::App& app);

/// What the command does; its exit status.
int run_demo_picture(int script, int pictures, int sound);

}  // namespace plenary::app
