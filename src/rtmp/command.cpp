#include "rtmp/command.h"

namespace plenary::rtmp {

using base::Errc;
using base::Error;

const AmfValue& Command::value(std::size_t index) const {
  static const AmfValue kAbsent;
  return index < values.size() ? values[index] : kAbsent;
}

base::Result<Command> read_command(base::ByteView payload, bool amf3) {
  base::ByteReader reader(payload);
  if (amf3) {
    const auto format = reader.u8();
    if (!format) return format.error();
    if (*format != 0) return Error(Errc::kUnsupported, "AMF3 command");
  }
  int budget = kAmfValues;
  const auto name = read_amf0(reader, budget);
  if (!name) return name.error();
  const auto transaction = read_amf0(reader, budget);
  if (!transaction) return transaction.error();
  if (name->kind != AmfValue::Kind::kText || transaction->kind != AmfValue::Kind::kNumber) {
    return Error(Errc::kMalformed, "a command begins with its name and number");
  }
  Command command{name->text, transaction->number, {}};
  while (!reader.at_end()) {
    auto value = read_amf0(reader, budget);
    if (!value && value.error().code() == Errc::kUnsupported) break;
    if (!value) return value.error();
    command.values.push_back(*std::move(value));
  }
  return command;
}

base::Bytes write_command(const Command& command) {
  base::Bytes payload;
  base::ByteWriter writer(payload);
  write_amf0(AmfValue(command.name), writer);
  write_amf0(AmfValue(command.transaction), writer);
  for (const AmfValue& value : command.values) write_amf0(value, writer);
  return payload;
}

}  // namespace plenary::rtmp
