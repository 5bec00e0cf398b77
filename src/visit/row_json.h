#pragma once

#include <string>

#include "storage/visit_store.h"
#include "visit/things.h"

/// How things stand in the rows of storage::VisitStore. Reading throws std::runtime_error for a row
/// that nobody here wrote: a record is never mended by guessing.
namespace plenary::visit {

using Row = storage::VisitRow;

/// Which messages of a conversation have been handed out.
struct ReadMarks {
  std::string exhibitor;
  std::string visitor;
  std::uint64_t visitor_read = 0;
  std::uint64_t staff_read = 0;
};
/// Somebody was at a booth on that day.
struct Seen {
  std::string exhibitor;
  std::string day;   ///< "2020-07-23", the conference's.
  std::string hash;  ///< Of whom; nobody is known by it.
};

/// A message belongs to a conversation, which alone knows between whom it is.
struct StoredMessage {
  std::string exhibitor;
  std::string visitor;
  Message message;
};

Row row_of(const StoredMessage& message);
Row row_of(const ReadMarks& marks);
Row row_of(const Lead& lead);
Row row_of(const Booking& booking);
Row row_of(const Offer& offer);
Row row_of(const SignUp& sign_up);
Row row_of(const Saved& saved);
Row row_of(const Notice& notice);
Row row_of(const Seen& seen);

/// The row without its body: takes the thing off the disk.
template <class Thing>
Row erased(const Thing& thing) {
  Row row = row_of(thing);
  row.body.reset();
  return row;
}

StoredMessage message_of(const Row& row);
ReadMarks marks_of(const Row& row);
Lead lead_of(const Row& row);
Booking booking_of(const Row& row);
Offer offer_of(const Row& row);
SignUp sign_up_of(const Row& row);
Saved saved_of(const Row& row);
Notice notice_of(const Row& row);
Seen seen_of(const Row& row);

}  // namespace plenary::visit
