#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "account/grant.h"
#include "base/result.h"
#include "base/time.h"

namespace plenary::account {

/// How a ticket shop signs (RFC 7518 section 3.1, RFC 8037). One is agreed on with the shop and no
/// other is taken, whatever a token's header says.
enum class TokenAlgorithm : std::uint8_t { kHs256, kRs256, kEs256, kEdDsa };

/// "HS256", "RS256", "ES256", "EdDSA"; kMalformed for any other.
base::Result<TokenAlgorithm> parse_token_algorithm(std::string_view name);

/// What was agreed on with a ticket shop.
struct TicketShopSettings {
  std::string issuer;    ///< The tokens' `iss`.
  std::string audience;  ///< In the tokens' `aud`.
  TokenAlgorithm algorithm = TokenAlgorithm::kHs256;
  std::string key;  ///< HS256: a secret of at least 32 bytes; else the shop's public key as PEM.
  /// What a trait of a ticket gives, such as "pretix-item-5678" a grant of press:conference.
  std::vector<std::pair<std::string, Grant>> grants_of_traits;
};

/// "pretix-item-12=press:conference, crew=producer:stage/main" as grants_of_traits; kMalformed with
/// a sentence.
base::Result<std::vector<std::pair<std::string, Grant>>> parse_trait_grants(std::string_view text);

/// What a token vouches for.
struct ShopTicket {
  std::string account;        ///< The account's id: the same for the same issuer and `uid`.
  std::string name;           ///< `profile.display_name`; may be empty.
  std::vector<Grant> grants;  ///< attendee:conference and what the traits give.
  base::Instant expires_at;   ///< `exp`.
  std::string token;          ///< A hash of what makes the token one of a kind: it signs in once.
  bool operator==(const ShopTicket&) const = default;
};

/// Checks the signed tokens (JWT, RFC 7519) by which a ticket shop sends its guests:
/// {iss, aud, exp, iat?, nbf?, jti?, uid (at most 200 bytes), traits?: [...],
/// profile?: {display_name}}. Immutable; safe from every thread.
class TicketShop {
 public:
  /// Fails with kMalformed and a sentence for the operator: no issuer or audience, a short secret,
  /// a key that is none or of another kind than the algorithm, or an RSA key below 2048 bits.
  static base::Result<TicketShop> make(TicketShopSettings settings);

  /// kUnauthorised, with the reason for the operator's log, for whatever is not signed by the shop
  /// with the agreed algorithm, for us, and of now. At most 30 s of clock difference is forgiven,
  /// and nothing at `exp`; a token good for more than 400 days is refused.
  base::Result<ShopTicket> verify(std::string_view token, base::Instant now) const;

 private:
  struct PublicKey;
  TicketShop(TicketShopSettings settings, std::shared_ptr<const PublicKey> key);

  bool signature_right(const std::string& token, std::string_view signed_part,
                       std::string_view signature) const;

  TicketShopSettings settings_;
  std::shared_ptr<const PublicKey> key_;  ///< Null for HS256.
};

}  // namespace plenary::account
