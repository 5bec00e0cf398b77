#include "conference/document.h"

#include <openssl/evp.h>
#include <zlib.h>

#include <array>

#include "base/check.h"
#include "base/text.h"

namespace plenary::conference {
namespace {

base::Bytes compress(std::string_view body) {
  z_stream stream{};
  constexpr int kGzip = 15 + 16;  // A window of 32 KiB, and the gzip header in place of zlib's.
  PLENARY_CHECK(deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzip, 8,
                             Z_DEFAULT_STRATEGY) == Z_OK);
  base::Bytes out(deflateBound(&stream, static_cast<uLong>(body.size())));
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
  stream.avail_in = static_cast<uInt>(body.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  const int outcome = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  PLENARY_CHECK(outcome == Z_STREAM_END);
  return out;
}

std::string tag_of(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  PLENARY_CHECK(EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) ==
                1);
  constexpr std::size_t kBytes = 12;
  const std::string_view start(reinterpret_cast<const char*>(digest.data()), kBytes);
  return "W/\"" + base::hex(start) + "\"";
}

}  // namespace

Document make_document(std::string_view body, std::string_view same_as) {
  Document document;
  const base::ByteView view = base::view_of(body);
  document.body = std::make_shared<const base::Bytes>(view.begin(), view.end());
  document.gzip = std::make_shared<const base::Bytes>(compress(body));
  document.etag = tag_of(same_as.empty() ? body : same_as);
  return document;
}

}  // namespace plenary::conference
