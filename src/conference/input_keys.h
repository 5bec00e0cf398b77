#pragma once

#include <boost/asio/awaitable.hpp>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/guarded.h"
#include "base/ids.h"
#include "base/mailbox.h"
#include "base/result.h"
#include "base/time.h"
#include "storage/database.h"

namespace plenary::conference {

/// Who may publish where: one key an input, of which only the hash is known. Reads are from memory
/// and safe from every thread.
class InputKeys {
 public:
  /// Reads the stored keys. Throws std::runtime_error if the database cannot be read. `database`
  /// outlives this.
  InputKeys(storage::Database& database, base::UtcClock utc);

  /// Whose key this is. Fails with kForbidden, whether the stage, the input or the key is wrong:
  /// the answer does not tell a stranger which stages exist.
  base::Result<base::InputId> authorise(std::string_view stage, std::string_view key) const;

  /// True once the input has ever had a key.
  bool has_key(const base::StageId& stage, const base::InputId& input) const;

  /// The person whose key it is, as given to rotate(); empty for one that the desk made.
  std::string holder(const base::StageId& stage, const base::InputId& input) const;

  /// Makes a new key, returns it once it is stored; the old one is then worthless. The caller ends
  /// whoever publishes with it. `holder` is the speaker who makes it, or empty.
  boost::asio::awaitable<base::Result<std::string>> rotate(base::StageId stage, base::InputId input,
                                                           std::string holder = {});
  /// The same, blocking: for start-up.
  base::Result<std::string> rotate_now(base::StageId stage, base::InputId input);

 private:
  using Keys = std::map<std::pair<base::StageId, base::InputId>, std::string>;
  using Holders = std::map<std::string, std::string>;  ///< "opening/home" to a person's id.

  void remember(const storage::InputKeyRecord& record);
  boost::asio::awaitable<base::Status> keep_holder(std::string place, std::string holder);

  storage::Database& database_;
  base::UtcClock utc_;
  base::Latest<std::shared_ptr<const Keys>> keys_;
  base::Guarded<Holders> holders_;
};

}  // namespace plenary::conference
