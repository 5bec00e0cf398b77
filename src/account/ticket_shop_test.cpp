#include "account/ticket_shop.h"

#include <gtest/gtest.h>
#include <jwt.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <cstdlib>
#include <memory>

#include "account/base64url.h"

namespace plenary::account::ticket_shop_test {
namespace {

using namespace std::chrono_literals;
using Algorithm = TokenAlgorithm;

const base::Instant kNoon{std::chrono::sys_days{std::chrono::year{2020} / 7 / 23} + 12h};
const std::string kSecret = "a secret of at least 32 bytes of chance";

std::int64_t seconds(base::Instant instant) {
  return instant.time_since_epoch().count() / 1000;
}

std::string claims(const std::string& more = "", base::Instant expires_at = kNoon + 1h) {
  return R"({"iss":"https://shop.example","aud":"cic2020","uid":"p-17","exp":)" +
         std::to_string(seconds(expires_at)) + more + "}";
}

std::string encode(std::string_view text) {
  return to_base64url({reinterpret_cast<const unsigned char*>(text.data()), text.size()});
}

/// A token signed by libjwt.
std::string signed_token(jwt_alg_t algorithm, const std::string& key, const std::string& payload) {
  jwt_t* jwt = nullptr;
  jwt_new(&jwt);
  EXPECT_EQ(jwt_add_grants_json(jwt, payload.c_str()), 0);
  EXPECT_EQ(jwt_set_alg(jwt, algorithm, reinterpret_cast<const unsigned char*>(key.data()),
                        static_cast<int>(key.size())),
            0);
  char* const text = jwt_encode_str(jwt);
  std::string token(text == nullptr ? "" : text);
  std::free(text);
  jwt_free(jwt);
  return token;
}

std::string hs256(const std::string& payload, const std::string& key = kSecret) {
  return signed_token(JWT_ALG_HS256, key, payload);
}

struct KeyPair {
  std::string secret;
  std::string shown;
  EVP_PKEY* key;
};

KeyPair key_pair(EVP_PKEY* key) {
  const auto text = [](auto write) {
    BIO* const bio = BIO_new(BIO_s_mem());
    write(bio);
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    std::string pem(data, static_cast<std::size_t>(size));
    BIO_free(bio);
    return pem;
  };
  return {text([&](BIO* bio) {
            PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
          }),
          text([&](BIO* bio) { PEM_write_bio_PUBKEY(bio, key); }), key};
}

class Keys {
 public:
  static const KeyPair& rsa() {
    static const KeyPair pair =
        key_pair(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048}));
    return pair;
  }
  static const KeyPair& small_rsa() {
    static const KeyPair pair =
        key_pair(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{1024}));
    return pair;
  }
  static const KeyPair& p256() {
    static const KeyPair pair = key_pair(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
    return pair;
  }
  static const KeyPair& ed25519() {
    static const KeyPair pair = key_pair(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
    return pair;
  }
};

std::string eddsa(const std::string& payload) {
  const std::string part = encode(R"({"alg":"EdDSA","typ":"JWT"})") + "." + encode(payload);
  std::array<unsigned char, 64> signature{};
  std::size_t size = signature.size();
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  EVP_DigestSignInit(context, nullptr, nullptr, nullptr, Keys::ed25519().key);
  EVP_DigestSign(context, signature.data(), &size,
                 reinterpret_cast<const unsigned char*>(part.data()), part.size());
  EVP_MD_CTX_free(context);
  return part + "." + to_base64url(signature);
}

TicketShop shop(Algorithm algorithm = Algorithm::kHs256, std::string key = kSecret) {
  auto made = TicketShop::make({.issuer = "https://shop.example",
                                .audience = "cic2020",
                                .algorithm = algorithm,
                                .key = std::move(key),
                                .grants_of_traits = *parse_trait_grants(
                                    "press=press:conference, crew=producer:stage/main")});
  EXPECT_TRUE(made);
  return std::move(*made);
}

std::string refusal(const std::string& token, const TicketShop& at = shop()) {
  const auto ticket = at.verify(token, kNoon);
  return ticket ? "admitted" : ticket.error().detail();
}

TEST(TicketShop, AdmitsItsGuests) {
  const auto ticket = shop().verify(
      hs256(claims(
          R"(,"jti":"1","traits":["pretix-event-1","crew"],"profile":{"display_name":" Li "})")),
      kNoon);
  ASSERT_TRUE(ticket);
  EXPECT_EQ(ticket->name, "Li");
  EXPECT_EQ(ticket->expires_at, kNoon + 1h);
  const std::vector<Grant> expected{*parse_grant("attendee:conference"),
                                    *parse_grant("producer:stage/main")};
  EXPECT_EQ(ticket->grants, expected);
}

TEST(TicketShop, KnowsAGuestAgainAndATokenToo) {
  const auto first = *shop().verify(hs256(claims(R"(,"jti":"1")")), kNoon);
  const auto again = *shop().verify(hs256(claims(R"(,"jti":"1")", kNoon + 2h)), kNoon);
  const auto other = *shop().verify(hs256(claims(R"(,"jti":"2")")), kNoon);
  EXPECT_EQ(first.account, again.account);
  EXPECT_EQ(first.token, again.token);
  EXPECT_EQ(first.account, other.account);
  EXPECT_NE(first.token, other.token);
  const auto unnamed = *shop().verify(hs256(claims()), kNoon);
  const auto unnamed_later = *shop().verify(hs256(claims("", kNoon + 2h)), kNoon);
  EXPECT_NE(unnamed.token, unnamed_later.token);
  EXPECT_EQ(unnamed.token, shop().verify(hs256(claims()), kNoon)->token);
}

TEST(TicketShop, TakesTheAgreedAlgorithmWithItsKey) {
  EXPECT_EQ(refusal(signed_token(JWT_ALG_RS256, Keys::rsa().secret, claims()),
                    shop(Algorithm::kRs256, Keys::rsa().shown)),
            "admitted");
  EXPECT_EQ(refusal(signed_token(JWT_ALG_ES256, Keys::p256().secret, claims()),
                    shop(Algorithm::kEs256, Keys::p256().shown)),
            "admitted");
  EXPECT_EQ(refusal(eddsa(claims()), shop(Algorithm::kEdDsa, Keys::ed25519().shown)), "admitted");
}

TEST(TicketShop, RefusesEveryOtherAlgorithm) {
  EXPECT_EQ(refusal(signed_token(JWT_ALG_HS512, kSecret, claims())), "another algorithm");
  for (const char* none : {"none", "None", "NONE", "nOnE", ""}) {
    const std::string token = encode(R"({"alg":")" + std::string(none) + R"(","typ":"JWT"})") +
                              "." + encode(claims()) + ".";
    EXPECT_EQ(refusal(token), "another algorithm") << none;
    EXPECT_EQ(refusal(token, shop(Algorithm::kRs256, Keys::rsa().shown)), "another algorithm");
  }
  EXPECT_EQ(refusal(encode("{}") + "." + encode(claims()) + "."), "another algorithm");
}

TEST(TicketShop, IsNotFooledByAPublicKeyAsASecret) {
  // Signed with HMAC under the text of the public key, which everybody may know.
  const std::string confused = hs256(claims(), Keys::rsa().shown);
  EXPECT_EQ(refusal(confused, shop(Algorithm::kRs256, Keys::rsa().shown)), "another algorithm");
  // The same with a header that claims the agreed algorithm.
  const std::size_t dot = confused.find('.');
  const std::string renamed = encode(R"({"alg":"RS256","typ":"JWT"})") + confused.substr(dot);
  EXPECT_EQ(refusal(renamed, shop(Algorithm::kRs256, Keys::rsa().shown)), "wrong signature");
}

TEST(TicketShop, LetsNoHeaderBringAKey) {
  const std::string header =
      R"({"alg":"HS256","typ":"JWT","jwk":{"kty":"oct","k":"AAAA"},"jku":"https://evil.example/k"})";
  EXPECT_EQ(refusal(encode(header) + "." + encode(claims()) + "." + encode("AAAA")),
            "wrong signature");
  EXPECT_EQ(refusal(encode(R"({"alg":"HS256","crit":["b64"]})") + "." + encode(claims()) + ".AAAA"),
            "a critical extension");
}

TEST(TicketShop, RefusesWhatAnotherSigned) {
  EXPECT_EQ(refusal(hs256(claims(), "another secret of at least 32 bytes")), "wrong signature");
  const std::string token = hs256(claims());
  for (std::size_t at = 0; at < token.size(); ++at) {
    for (const char other : {'A', 'z', '.', '=', '\0', '-'}) {
      std::string forged = token;
      if (forged[at] == other) continue;
      forged[at] = other;
      EXPECT_NE(refusal(forged), "admitted") << at;
    }
  }
  EXPECT_NE(refusal(token + "A"), "admitted");
  EXPECT_NE(refusal(token + "."), "admitted");
  EXPECT_NE(refusal(token.substr(0, token.size() - 1)), "admitted");
}

TEST(TicketShop, RefusesAnotherIssuersAndAnothersTokens) {
  const std::string exp = R"(,"exp":)" + std::to_string(seconds(kNoon + 1h)) + "}";
  EXPECT_EQ(refusal(hs256(R"({"iss":"https://evil.example","aud":"cic2020","uid":"1")" + exp)),
            "another issuer");
  EXPECT_EQ(refusal(hs256(R"({"aud":"cic2020","uid":"1")" + exp)), "another issuer");
  EXPECT_EQ(refusal(hs256(R"({"iss":"https://shop.example","aud":"other","uid":"1")" + exp)),
            "for another audience");
  EXPECT_EQ(refusal(hs256(R"({"iss":"https://shop.example","uid":"1")" + exp)),
            "for another audience");
  EXPECT_EQ(
      refusal(hs256(R"({"iss":"https://shop.example","aud":["x","cic2020"],"uid":"1")" + exp)),
      "admitted");
}

TEST(TicketShop, RefusesWhatIsNotOfNow) {
  EXPECT_EQ(refusal(hs256(claims("", kNoon))), "expired");
  EXPECT_EQ(refusal(hs256(claims("", kNoon + 24h * 401))), "good for too long");
  EXPECT_EQ(refusal(hs256(R"({"iss":"https://shop.example","aud":"cic2020","uid":"1"})")),
            "no exp");
  EXPECT_EQ(refusal(hs256(
                R"({"iss":"https://shop.example","aud":"cic2020","uid":"1","exp":"9999999999"})")),
            "no exp");
  for (const char* claim : {"nbf", "iat"}) {
    const auto from = [&](base::Instant instant) {
      return hs256(claims(",\"" + std::string(claim) + "\":" + std::to_string(seconds(instant))));
    };
    EXPECT_EQ(refusal(from(kNoon + 31s)), std::string(claim) + " is not yet");
    EXPECT_EQ(refusal(from(kNoon + 30s)), "admitted");
    EXPECT_EQ(refusal(hs256(claims(",\"" + std::string(claim) + "\":\"now\""))),
              std::string(claim) + " is not yet");
  }
}

TEST(TicketShop, RefusesAGuestWithoutAnId) {
  const std::string rest = R"("iss":"https://shop.example","aud":"cic2020","exp":)" +
                           std::to_string(seconds(kNoon + 1h)) + "}";
  EXPECT_EQ(refusal(hs256("{" + rest)), "no uid of 1 to 200 bytes");
  EXPECT_EQ(refusal(hs256(R"({"uid":"",)" + rest)), "no uid of 1 to 200 bytes");
  EXPECT_EQ(refusal(hs256(R"({"uid":")" + std::string(201, 'x') + "\"," + rest)),
            "no uid of 1 to 200 bytes");
  EXPECT_EQ(refusal(hs256(R"({"uid":")" + std::string(200, 'x') + "\"," + rest)), "admitted");
}

TEST(TicketShop, RefusesWhatIsNoToken) {
  EXPECT_EQ(refusal(""), "not three parts of base64url");
  EXPECT_EQ(refusal("a.b"), "not three parts of base64url");
  EXPECT_EQ(refusal("...."), "not three parts of base64url");
  EXPECT_EQ(refusal(".."), "header or claims are no JSON object");
  EXPECT_EQ(refusal(std::string(9000, 'A')), "too long");
  EXPECT_EQ(refusal(encode("[]") + "." + encode("{}") + ".AAAA"),
            "header or claims are no JSON object");
  EXPECT_EQ(refusal(encode(std::string(20, '[')) + "." + encode("{}") + ".AAAA"),
            "header or claims are no JSON object");
}

TEST(TicketShop, IsOnlyMadeOfWhatFits) {
  const auto problem = [](Algorithm algorithm, const std::string& key) {
    const auto made = TicketShop::make({.issuer = "i",
                                        .audience = "a",
                                        .algorithm = algorithm,
                                        .key = key,
                                        .grants_of_traits = {}});
    return made ? std::string("made") : made.error().detail();
  };
  EXPECT_EQ(problem(Algorithm::kHs256, "short"), "an HS256 secret has at least 32 bytes");
  EXPECT_EQ(problem(Algorithm::kRs256, "PEM"), "the shop's key is no public key in PEM");
  EXPECT_EQ(problem(Algorithm::kRs256, Keys::rsa().shown), "made");
  for (const auto& [algorithm, pair] : {std::pair{Algorithm::kRs256, &Keys::p256()},
                                        std::pair{Algorithm::kRs256, &Keys::small_rsa()},
                                        std::pair{Algorithm::kEs256, &Keys::ed25519()},
                                        std::pair{Algorithm::kEdDsa, &Keys::rsa()}}) {
    EXPECT_NE(problem(algorithm, pair->shown).find("does not fit"), std::string::npos);
  }
  EXPECT_FALSE(
      TicketShop::make({.issuer = "", .audience = "a", .key = kSecret, .grants_of_traits = {}}));
}

TEST(TraitGrants, AreReadOrRefused) {
  EXPECT_TRUE(parse_trait_grants("")->empty());
  EXPECT_EQ(parse_trait_grants(" a = speaker:conference , b=press:conference,")->size(), 2u);
  for (const char* text : {"a", "=press:conference", "a=press", "a=owner:conference"}) {
    EXPECT_FALSE(parse_trait_grants(text)) << text;
  }
}

}  // namespace
}  // namespace plenary::account::ticket_shop_test
