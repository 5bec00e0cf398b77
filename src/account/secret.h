#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace plenary::account {

/// 256 random bits in base64url without padding (43 characters): an input's key, a login's cookie,
/// a CSRF token. Shown once where a person must see it; only hash_token() of it is ever stored.
std::string new_token();

/// BLAKE2b-256 of a token, as 64 hexadecimal digits. A token has 256 bits of chance, so it needs no
/// salt and no slow hash.
std::string hash_token(std::string_view token);

/// Compares two equally long secrets without telling by time where they differ.
bool equal_secrets(std::string_view left, std::string_view right);

/// A password that a person can type from a slip of paper: four groups of five letters and digits,
/// 99 bits.
std::string new_password();

/// Argon2id (19 MiB, 2 passes) of a password with a fresh salt, in the PHC string form. About 50 ms
/// and 19 MiB: run at most two at a time, and never on an io thread. Fails with kMalformed for a
/// password shorter than 10 or longer than 256 bytes, kUnavailable when memory is short.
base::Result<std::string> hash_password(std::string_view password);

/// True if `password` gives `phc_hash`. As costly as hash_password.
bool verify_password(std::string_view phc_hash, std::string_view password);

/// A well-formed hash that no password gives: verified in place of an unknown account's, so that
/// the time taken does not tell which names exist.
std::string_view decoy_hash();

}  // namespace plenary::account
