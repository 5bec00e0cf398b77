// Serves a playlist from memory and files from a folder through net::HttpServer, as the stage's
// delivery does, for the measurement beside nginx: bench/README.md, "Serving beside nginx".

#include <zlib.h>

#include <CLI/CLI.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <map>
#include <memory>
#include <string>

#include "net/http_server.h"
#include "net/router.h"

namespace {

using namespace plenary;

using Text = std::shared_ptr<const std::string>;

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string gzip(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

/// What the folder holds, opened once.
struct Content {
  struct File {
    std::shared_ptr<const net::OpenFile> open;
    std::uint64_t size = 0;
  };
  Text playlist;
  Text playlist_gzip;
  std::map<std::string, File, std::less<>> files;

  explicit Content(const std::filesystem::path& folder) {
    const std::string text = read_file(folder / "index.m3u8");
    playlist = std::make_shared<const std::string>(text);
    playlist_gzip = std::make_shared<const std::string>(gzip(text));
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().extension() != ".m4s") continue;
      auto open = net::OpenFile::open(entry.path().string());
      if (open) files["/" + entry.path().filename().string()] = {*open, entry.file_size()};
    }
  }
};

using Headers = std::shared_ptr<const net::SharedHeaders>;

Headers make_headers(const char* type, const char* caching, bool compressed) {
  net::SharedHeaders::Fields fields{
      {"content-type", type}, {"cache-control", caching}, {"access-control-allow-origin", "*"}};
  if (compressed) fields.emplace_back("content-encoding", "gzip");
  return std::make_shared<const net::SharedHeaders>(std::move(fields));
}

const char* const kPlaylistType = "application/vnd.apple.mpegurl";
const Headers kPlain = make_headers(kPlaylistType, "max-age=1", false);
const Headers kCompressed = make_headers(kPlaylistType, "max-age=1", true);
const Headers kSegment = make_headers("video/mp4", "max-age=31536000, immutable", false);

boost::asio::awaitable<net::Response> serve_playlist(const Content& content,
                                                     net::Request& request) {
  const bool compress = request.header("accept-encoding").find("gzip") != std::string_view::npos;
  net::Response response;
  response.shared = compress ? kCompressed : kPlain;
  response.body = compress ? content.playlist_gzip : content.playlist;
  response.with("vary", "accept-encoding");
  co_return response;
}

boost::asio::awaitable<net::Response> serve_file(const Content& content, net::Request& request) {
  const auto found = content.files.find(request.path);
  if (found == content.files.end()) co_return net::problem(404, "Not found");
  net::Response response;
  response.shared = kSegment;
  response.ranges = true;
  net::FileSlice slice;
  slice.file = found->second.open;
  slice.size = found->second.size;
  response.body = std::move(slice);
  co_return response;
}

void wait_for_signal() {
  boost::asio::io_context context;
  boost::asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([](const boost::system::error_code&, int) {});
  context.run();
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Serves FOLDER/index.m3u8 from memory and FOLDER/*.m4s by sendfile");
  std::string listen = "127.0.0.1:25080";
  std::string listen_tls;
  std::string folder;
  std::size_t threads = 1;
  net::TlsFiles tls;
  app.add_option("folder", folder)->required()->check(CLI::ExistingDirectory);
  app.add_option("--listen", listen);
  app.add_option("--listen-tls", listen_tls);
  app.add_option("--tls-cert", tls.certificate);
  app.add_option("--tls-key", tls.key);
  app.add_option("--threads", threads);
  CLI11_PARSE(app, argc, argv);

  try {
    net::ignore_sigpipe();
    const Content content(folder);
    net::Router router;
    router.exact(net::Method::kGet, "/index.m3u8",
                 [&content](net::Request& request) { return serve_playlist(content, request); });
    router.prefix(net::Method::kGet, "/",
                  [&content](net::Request& request) { return serve_file(content, request); });
    net::IoThreads io(threads);
    net::HttpServer server(io, std::move(router).handler());
    std::printf("http://127.0.0.1:%u/index.m3u8\n", server.listen(listen));
    if (!listen_tls.empty()) {
      std::printf("https://127.0.0.1:%u/index.m3u8\n", server.listen_tls(listen_tls, tls));
    }
    std::fflush(stdout);
    wait_for_signal();
    server.stop(std::chrono::seconds(5));
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "%s\n", failure.what());
    return 1;
  }
  return 0;
}
