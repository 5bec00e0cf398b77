#include "formats/guid.h"

#include <openssl/evp.h>

#include <array>
#include <cctype>

#include "base/check.h"
#include "base/text.h"

namespace plenary::formats {
namespace {

// RFC 9562 section 6.6: the namespace of URLs.
constexpr std::array<unsigned char, 16> kUrls = {0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1,
                                                 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};

}  // namespace

std::string uuid_of(std::string_view name) {
  std::string input(reinterpret_cast<const char*>(kUrls.data()), kUrls.size());
  input += name;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  PLENARY_CHECK(EVP_Digest(input.data(), input.size(), digest.data(), &size, EVP_sha1(), nullptr) ==
                1);
  digest[6] = static_cast<unsigned char>((digest[6] & 0x0FU) | 0x50U);
  digest[8] = static_cast<unsigned char>((digest[8] & 0x3FU) | 0x80U);
  std::string text = base::hex({reinterpret_cast<const char*>(digest.data()), 16});
  for (const std::size_t at : {8U, 13U, 18U, 23U}) text.insert(at, 1, '-');
  return text;
}

std::string guid(const base::ConferenceId& conference, std::string_view kind, std::string_view id) {
  return uuid_of("plenary:" + conference.text() + "/" + std::string(kind) + "/" + std::string(id));
}

std::uint32_t number_of(std::string_view uuid) {
  std::uint32_t number = 0;
  for (const char c : uuid.substr(0, 8)) {
    const auto digit = static_cast<std::uint32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    number = number << 4U | (digit & 0xFU);
  }
  number &= 0x7FFFFFFFU;
  return number == 0 ? 1 : number;
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : std::isxdigit(static_cast<unsigned char>(text[i])) == 0) {
      return false;
    }
  }
  return true;
}

}  // namespace plenary::formats
