#include "account/ticket_shop.h"

#include <jwt.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <cstdlib>

#include "account/base64url.h"
#include "account/secret.h"
#include "base/text.h"

namespace plenary::account {
namespace {

namespace json = boost::json;
using base::Errc;
using base::Error;
using base::Instant;
using Algorithm = TokenAlgorithm;

constexpr std::size_t kLongestToken = 8192;
constexpr std::size_t kShortestSecret = 32;  // RFC 7518 section 3.2.
constexpr std::size_t kLongestUid = 200;
constexpr std::size_t kLongestName = 80;
constexpr std::size_t kMostTraits = 100;
constexpr std::chrono::seconds kForgiven{30};
constexpr std::chrono::hours kLongestGood{24 * 400};

constexpr std::pair<Algorithm, std::string_view> kAlgorithms[] = {
    {Algorithm::kHs256, "HS256"},
    {Algorithm::kRs256, "RS256"},
    {Algorithm::kEs256, "ES256"},
    {Algorithm::kEdDsa, "EdDSA"},
};

std::string_view name(Algorithm algorithm) {
  for (const auto& [known, word] : kAlgorithms) {
    if (known == algorithm) return word;
  }
  return {};
}

jwt_alg_t libjwt_name(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::kHs256:
      return JWT_ALG_HS256;
    case Algorithm::kRs256:
      return JWT_ALG_RS256;
    case Algorithm::kEs256:
      return JWT_ALG_ES256;
    case Algorithm::kEdDsa:
      break;  // libjwt 1.10 does not know it.
  }
  return JWT_ALG_NONE;
}

Error refused(std::string reason) {
  return Error(Errc::kUnauthorised, std::move(reason));
}

std::optional<json::object> object_of(std::string_view part) {
  const auto text = from_base64url(part);
  if (!text || !base::is_utf8(*text)) return std::nullopt;
  json::parse_options options;
  options.max_depth = 8;
  boost::system::error_code failed;
  json::value value = json::parse(*text, failed, {}, options);
  if (failed || !value.is_object()) return std::nullopt;
  return std::move(value.as_object());
}

std::string_view text_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string_view(value->as_string())
                                                : std::string_view();
}

/// A NumericDate (RFC 7519 section 2): seconds, also with a fraction. Nothing for what is none.
std::optional<Instant> instant_of(const json::object& claims, std::string_view name) {
  const json::value* value = claims.if_contains(name);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  const double seconds = value->to_number<double>();
  if (!std::isfinite(seconds) || seconds < 0 || seconds > 253402300799.0) return std::nullopt;
  return Instant(base::Milliseconds(static_cast<std::int64_t>(seconds * 1000)));
}

bool is_for(const json::object& claims, std::string_view audience) {
  const json::value* value = claims.if_contains("aud");
  if (value == nullptr || !value->is_array()) return text_of(claims, "aud") == audience;
  const json::array& names = value->as_array();
  return std::any_of(names.begin(), names.end(), [&](const json::value& candidate) {
    return candidate.is_string() && std::string_view(candidate.as_string()) == audience;
  });
}

/// Why the claims hold at no time, or not now.
std::optional<std::string> out_of_time(const json::object& claims, Instant now) {
  const auto expires_at = instant_of(claims, "exp");
  if (!expires_at) return "no exp";
  if (*expires_at <= now) return "expired";
  if (*expires_at > now + kLongestGood) return "good for too long";
  for (const char* begins : {"nbf", "iat"}) {
    if (!claims.contains(begins)) continue;
    const auto from = instant_of(claims, begins);
    if (!from || *from > now + kForgiven) return std::string(begins) + " is not yet";
  }
  return std::nullopt;
}

std::vector<std::string_view> traits_of(const json::object& claims) {
  std::vector<std::string_view> traits;
  const json::value* value = claims.if_contains("traits");
  if (value == nullptr || !value->is_array()) return traits;
  for (const json::value& trait : value->as_array()) {
    if (traits.size() == kMostTraits) break;
    if (trait.is_string()) traits.emplace_back(trait.as_string());
  }
  return traits;
}

std::string display_name(const json::object& claims) {
  const json::value* profile = claims.if_contains("profile");
  if (profile == nullptr || !profile->is_object()) return {};
  const std::string_view shown = base::trim(text_of(profile->as_object(), "display_name"));
  return shown.size() <= kLongestName ? std::string(shown) : std::string();
}

}  // namespace

struct TicketShop::PublicKey {
  explicit PublicKey(EVP_PKEY* given) : key(given) {}
  ~PublicKey() { EVP_PKEY_free(key); }
  PublicKey(const PublicKey&) = delete;
  PublicKey& operator=(const PublicKey&) = delete;

  bool is_of(Algorithm algorithm) const {
    switch (algorithm) {
      case Algorithm::kHs256:
        return false;
      case Algorithm::kRs256:
        return EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA && EVP_PKEY_get_bits(key) >= 2048;
      case Algorithm::kEs256:
        return EVP_PKEY_get_base_id(key) == EVP_PKEY_EC && EVP_PKEY_get_bits(key) == 256;
      case Algorithm::kEdDsa:
        return EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519;
    }
    return false;
  }

  EVP_PKEY* key;
};

base::Result<TokenAlgorithm> parse_token_algorithm(std::string_view word) {
  for (const auto& [algorithm, known] : kAlgorithms) {
    if (known == word) return algorithm;
  }
  return Error(Errc::kMalformed, "is one of HS256, RS256, ES256, EdDSA");
}

base::Result<std::vector<std::pair<std::string, Grant>>> parse_trait_grants(std::string_view text) {
  std::vector<std::pair<std::string, Grant>> grants;
  for (std::string_view entry : base::split(text, ',')) {
    entry = base::trim(entry);
    if (entry.empty()) continue;
    const std::size_t equals = entry.find('=');
    if (equals == 0 || equals == std::string_view::npos) {
      return Error(Errc::kMalformed, "is TRAIT=ROLE:SCOPE, more of them after commas");
    }
    auto grant = parse_grant(base::trim(entry.substr(equals + 1)));
    if (!grant)
      return Error(Errc::kMalformed, "is TRAIT=ROLE:SCOPE, such as crew=producer:stage/main");
    grants.emplace_back(std::string(base::trim(entry.substr(0, equals))), std::move(*grant));
  }
  return grants;
}

TicketShop::TicketShop(TicketShopSettings settings, std::shared_ptr<const PublicKey> key)
    : settings_(std::move(settings)), key_(std::move(key)) {}

base::Result<TicketShop> TicketShop::make(TicketShopSettings settings) {
  if (settings.issuer.empty() || settings.audience.empty()) {
    return Error(Errc::kMalformed, "a ticket shop needs an issuer and an audience");
  }
  if (settings.algorithm == Algorithm::kHs256) {
    if (settings.key.size() < kShortestSecret) {
      return Error(Errc::kMalformed, "an HS256 secret has at least 32 bytes");
    }
    return TicketShop(std::move(settings), nullptr);
  }
  BIO* const pem = BIO_new_mem_buf(settings.key.data(), static_cast<int>(settings.key.size()));
  EVP_PKEY* const read = PEM_read_bio_PUBKEY(pem, nullptr, nullptr, nullptr);
  BIO_free(pem);
  if (read == nullptr) return Error(Errc::kMalformed, "the shop's key is no public key in PEM");
  auto key = std::make_shared<const PublicKey>(read);
  if (!key->is_of(settings.algorithm)) {
    return Error(Errc::kMalformed,
                 "the shop's key does not fit the algorithm (RSA of at least 2048 "
                 "bits, P-256, Ed25519)");
  }
  return TicketShop(std::move(settings), std::move(key));
}

bool TicketShop::signature_right(const std::string& token, std::string_view signed_part,
                                 std::string_view signature) const {
  if (settings_.algorithm == Algorithm::kEdDsa) {
    const auto bytes = from_base64url(signature);
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    const bool right =
        bytes && EVP_DigestVerifyInit(context, nullptr, nullptr, nullptr, key_->key) == 1 &&
        EVP_DigestVerify(context, reinterpret_cast<const unsigned char*>(bytes->data()),
                         bytes->size(), reinterpret_cast<const unsigned char*>(signed_part.data()),
                         signed_part.size()) == 1;
    EVP_MD_CTX_free(context);
    return right;
  }
  jwt_t* decoded = nullptr;
  const int failed = jwt_decode(&decoded, token.c_str(),
                                reinterpret_cast<const unsigned char*>(settings_.key.data()),
                                static_cast<int>(settings_.key.size()));
  const bool right = failed == 0 && jwt_get_alg(decoded) == libjwt_name(settings_.algorithm);
  jwt_free(decoded);
  return right;
}

base::Result<ShopTicket> TicketShop::verify(std::string_view token, Instant now) const {
  if (token.size() > kLongestToken) return refused("too long");
  const auto parts = base::split(token, '.');
  if (parts.size() != 3 || !from_base64url(parts[2]))
    return refused("not three parts of base64url");
  // The header is only asked whether it says what was agreed on. Nothing in it chooses anything: no
  // algorithm, no key, no address of one.
  const auto header = object_of(parts[0]);
  const auto claims = object_of(parts[1]);
  if (!header || !claims) return refused("header or claims are no JSON object");
  if (text_of(*header, "alg") != name(settings_.algorithm)) return refused("another algorithm");
  if (header->contains("crit")) return refused("a critical extension");
  const std::string_view signed_part = token.substr(0, parts[0].size() + 1 + parts[1].size());
  if (!signature_right(std::string(token), signed_part, parts[2]))
    return refused("wrong signature");

  if (text_of(*claims, "iss") != settings_.issuer) return refused("another issuer");
  if (!is_for(*claims, settings_.audience)) return refused("for another audience");
  if (auto reason = out_of_time(*claims, now)) return refused(std::move(*reason));
  const std::string_view uid = text_of(*claims, "uid");
  if (uid.empty() || uid.size() > kLongestUid) return refused("no uid of 1 to 200 bytes");

  ShopTicket ticket;
  const std::string zero(1, '\0');
  ticket.account = "t-" + hash_token(settings_.issuer + zero + std::string(uid)).substr(0, 24);
  ticket.name = display_name(*claims);
  ticket.expires_at = *instant_of(*claims, "exp");
  const std::string_view jti = text_of(*claims, "jti");
  ticket.token =
      hash_token(jti.empty() ? std::string(token) : settings_.issuer + zero + std::string(jti));
  ticket.grants.push_back({Role::kAttendee, {}});
  for (const std::string_view trait : traits_of(*claims)) {
    for (const auto& [wanted, grant] : settings_.grants_of_traits) {
      const bool new_to_it =
          std::find(ticket.grants.begin(), ticket.grants.end(), grant) == ticket.grants.end();
      if (wanted == trait && new_to_it) ticket.grants.push_back(grant);
    }
  }
  return ticket;
}

}  // namespace plenary::account
