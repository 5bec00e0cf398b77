#include "app/welcome.h"

#include <fmt/format.h>

#include <string_view>

namespace plenary::app {
namespace {

/// The host to print: the public name, or localhost for an address that only the machine itself has.
std::string host(const Settings& settings) {
  return settings.public_host.empty() ? "localhost" : settings.public_host;
}

std::string port_of(const std::string& address) { return address.substr(address.rfind(':') + 1); }

}  // namespace

std::string site_address(const Settings& settings) {
  const bool tls = !settings.tls_cert.empty();
  const std::string port = port_of(settings.listen);
  const bool usual = port == (tls ? "443" : "80");
  return fmt::format("{}://{}{}", tls ? "https" : "http", host(settings), usual ? "" : ":" + port);
}

std::string rtmp_address(const Settings& settings) {
  return fmt::format("rtmp://{}:{}/live", host(settings), port_of(settings.rtmp));
}

std::string welcome_text(const Welcome& welcome) {
  std::string text = fmt::format(
      "\n"
      "  Plenary is on air.\n"
      "\n"
      "  Lobby         {0}/\n"
      "  Stage         {0}/stage/{1}\n"
      "  Stage desk    {0}/studio\n"
      "  Organiser     {0}/admin\n"
      "                name {2}, password {3}\n"
      "\n"
      "  Send your own camera: it takes the demonstration's place, which returns when you stop.\n"
      "  OBS           server {4}\n"
      "                stream key {1}?key={5}\n"
      "\n"
      "  or a test picture, in another terminal:\n"
      "  ffmpeg -re -f lavfi -i testsrc2=size=1280x720:rate=25 -f lavfi -i sine=frequency=440 \\\n"
      "    -c:v libx264 -preset veryfast -tune zerolatency -pix_fmt yuv420p -g 50 -b:v 2M -c:a aac \\\n"
      "    -f flv \"{4}/{1}?key={5}\"\n"
      "\n",
      welcome.site, welcome.stage, welcome.organiser, welcome.password, welcome.rtmp, welcome.key);
  return text;
}

}  // namespace plenary::app
