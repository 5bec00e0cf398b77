#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "account/ticket.h"
#include "poll/receipt.h"
#include "storage/database.h"

namespace plenary::audience {

/// What is derived from the conference's one audience key, which lives in the data folder and is
/// destroyed with it: without it nobody can tell which viewer a hash, a pseudonym or a receipt is
/// of.
class Secrets {
 public:
  using Key = std::array<unsigned char, 32>;

  explicit Secrets(const Key& master);
  /// The key of a data folder, made at the first start. Blocks. Throws std::runtime_error.
  static Secrets open(storage::Database& database);

  const account::Tickets& tickets() const { return tickets_; }
  const poll::Receipts& receipts() const { return receipts_; }
  /// The public pseudonym of an author: 8 characters of [a-z2-7].
  std::string pseudonym(std::string_view author) const;
  /// What stands in the address of an author's calendar: 32 characters of [0-9a-f]. Always the same,
  /// so that only its hash has to be kept.
  std::string feed_token(std::string_view author) const;
  /// What a booth knows an author by, another at every booth: 24 characters of [0-9a-f].
  std::string contact(std::string_view exhibitor, std::string_view author) const;
  /// By which an author or a device is counted.
  std::uint64_t count_hash(std::string_view who) const;

 private:
  account::Tickets tickets_;
  poll::Receipts receipts_;
  Key pseudonyms_;
  Key feeds_;
  Key contacts_;
  std::array<unsigned char, 16> counts_;
};

/// 16 random characters of [a-z0-9].
std::string new_epoch();

}  // namespace plenary::audience
