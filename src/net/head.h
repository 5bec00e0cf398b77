#pragma once

#include <string>
#include <string_view>

#include "net/answer.h"

namespace plenary::net {

/// What an HTTP/1.1 head says beside the answer itself.
struct HeadContext {
  std::string_view date;
  std::string_view server;
  bool keep_alive = true;
  bool http10 = false;
};

/// Appends status line, fields and the empty line of an HTTP/1.1 response.
void append_head(std::string& out, const Answer& answer, const HeadContext& context);

/// True for fields that the server alone writes and a handler's are dropped: content-length,
/// connection and their like (RFC 9110 section 7.6.1).
bool is_own_field(std::string_view name);

/// True for what may stand in a field: no control characters, above all no line end.
bool is_field_text(std::string_view text);

/// "Not Found" for 404.
std::string_view reason_of(int status);

}  // namespace plenary::net
