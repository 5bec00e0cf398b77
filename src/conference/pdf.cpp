#include "conference/pdf.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace plenary::conference {
namespace {

struct Refused {
  std::string_view name;  ///< Of a PDF name object, without the slash.
  std::string_view why;
};

constexpr Refused kRefused[] = {
    {"Encrypt", "is encrypted"},
    {"JavaScript", "holds a script"},
    {"JS", "holds a script"},
    {"Launch", "can start a program"},
    {"EmbeddedFile", "holds another file"},
    {"EmbeddedFiles", "holds another file"},
    {"GoToE", "opens another file"},
    {"RichMedia", "holds a program of another kind"},
    {"XFA", "holds a form with scripts"},
    {"SubmitForm", "sends what is written into it elsewhere"},
    {"ImportData", "reads files of the reader"},
};

bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

bool ends_name(char c) {
  return is_space(c) || std::string_view("()<>[]{}/%").find(c) != std::string_view::npos;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The name behind a slash at `at`, its escapes (#4A) undone, cut where no name of ours is longer.
std::string name_at(std::string_view text, std::size_t at) {
  constexpr std::size_t kLongest = 16;
  std::string name;
  for (std::size_t i = at + 1; i < text.size() && name.size() < kLongest; ++i) {
    if (ends_name(text[i])) break;
    if (text[i] == '#' && i + 2 < text.size()) {
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high >= 0 && low >= 0) {
        name += static_cast<char>(high * 16 + low);
        i += 2;
        continue;
      }
    }
    name += text[i];
  }
  return name;
}

std::string_view refused_name(std::string_view text) {
  for (std::size_t at = text.find('/'); at != std::string_view::npos; at = text.find('/', at + 1)) {
    // Names of ours begin so, or with an escape: most of what is packed is passed by quickly.
    if (at + 1 >= text.size() || std::string_view("EJLGRXSI#").find(text[at + 1]) ==
                                     std::string_view::npos) {
      continue;
    }
    const std::string name = name_at(text, at);
    for (const Refused& one : kRefused) {
      if (name == one.name) return one.why;
    }
  }
  return {};
}

bool has_name(std::string_view text, std::string_view wanted) {
  for (std::size_t at = text.find('/'); at != std::string_view::npos; at = text.find('/', at + 1)) {
    if (name_at(text, at) == wanted) return true;
  }
  return false;
}

/// What `packed` begins with, unpacked (RFC 1950), at most `most`; nothing if it is not that.
std::optional<std::string> unpack(std::string_view packed, std::size_t most) {
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return std::nullopt;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string made;
  std::array<char, 32'768> piece{};
  int outcome = Z_OK;
  while (outcome == Z_OK && made.size() <= most) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    outcome = inflate(&stream, Z_NO_FLUSH);
    made.append(piece.data(), piece.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  if (outcome != Z_STREAM_END || made.size() > most) return std::nullopt;
  return made;
}

/// Looks into streams that hold objects (7.5.7): what the file's own bytes do not show.
std::string fault_of_packed(std::string_view text) {
  constexpr std::string_view kStream = "stream";
  std::size_t budget = kMostUnpackedBytes;
  std::size_t before = 0;
  for (std::size_t at = text.find(kStream); at != std::string_view::npos;
       at = text.find(kStream, at + 1)) {
    const bool end = at >= 3 && text.substr(at - 3, 3) == "end";
    const std::size_t dictionary = std::exchange(before, at);
    if (end) continue;
    // A dictionary of objects is short; what stands far before it is another object's.
    constexpr std::size_t kFar = 4'096;
    const std::size_t from = std::max(dictionary, at - std::min(at, kFar));
    if (!has_name(text.substr(from, at - from), "ObjStm")) continue;
    std::size_t begin = at + kStream.size();
    if (begin < text.size() && text[begin] == '\r') ++begin;
    if (begin < text.size() && text[begin] == '\n') ++begin;
    const auto objects = unpack(text.substr(begin), budget);
    if (!objects) return "packs its objects so that they cannot be looked at";
    budget -= objects->size();
    if (const auto why = refused_name(*objects); !why.empty()) return std::string(why);
  }
  return {};
}

}  // namespace

std::string fault_of_pdf(base::ByteView bytes) {
  const std::string_view text = base::text_of(bytes);
  constexpr std::size_t kHead = 1'024;
  if (text.substr(0, kHead).find("%PDF-") == std::string_view::npos) return "is no PDF";
  const std::size_t tail = text.size() - std::min(text.size(), kHead);
  if (text.substr(tail).find("%%EOF") == std::string_view::npos) return "is not whole";
  if (const auto why = refused_name(text); !why.empty()) return std::string(why);
  return fault_of_packed(text);
}

}  // namespace plenary::conference
