#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "rtmp/amf0.h"
#include "rtmp/message.h"

namespace plenary::rtmp {

/// A remote procedure call or its answer (RTMP 1.0, section 7.2): a name, the number that ties an
/// answer to its call (0: no answer wanted), and values, the first of which is the command object.
struct Command {
  std::string name;
  double transaction = 0;
  std::vector<AmfValue> values;

  /// The value at `index`, undefined if there is none.
  const AmfValue& value(std::size_t index) const;
  bool operator==(const Command&) const = default;
};

/// Reads the payload of a command message; with `amf3` that of a type 17 message, which is the same
/// behind a zero byte. Values from an AMF3 one on, and what follows, are left out: no command that
/// Plenary acts on has any. Fails with kTruncated, kMalformed, kLimit, or kUnsupported where an
/// AMF3 message does not begin with the zero.
base::Result<Command> read_command(base::ByteView payload, bool amf3);

/// The payload of a type 20 message.
base::Bytes write_command(const Command& command);

}  // namespace plenary::rtmp
