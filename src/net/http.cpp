#include "net/http.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/check.h"
#include "base/log.h"
#include "net/head.h"
#include "net/target.h"

namespace plenary::net {
namespace {

std::uint64_t size_of_slice(const std::variant<base::SharedBytes, FileSlice>& slice) {
  if (const auto* file = std::get_if<FileSlice>(&slice)) return file->size;
  const auto& bytes = std::get<base::SharedBytes>(slice);
  return bytes ? bytes->size() : 0;
}

struct SizeOf {
  std::uint64_t operator()(std::monostate) const { return 0; }
  std::uint64_t operator()(const std::string& text) const { return text.size(); }
  std::uint64_t operator()(const base::SharedBytes& bytes) const {
    return bytes ? bytes->size() : 0;
  }
  std::uint64_t operator()(const std::shared_ptr<const std::string>& text) const {
    return text ? text->size() : 0;
  }
  std::uint64_t operator()(const FileSlice& slice) const { return slice.size; }
  template <class Slices>
  std::uint64_t operator()(const Slices& slices) const {
    std::uint64_t sum = 0;
    for (const auto& slice : slices) sum += size_of_slice(slice);
    return sum;
  }
};

std::string_view find_field(const SharedHeaders::Fields& fields, std::string_view name) {
  for (const auto& [key, value] : fields) {
    if (key == name) return value;
  }
  return {};
}

struct Meaning {
  int status;
  const char* title;
  const char* detail;
};

Meaning meaning_of(base::Errc code) {
  using base::Errc;
  switch (code) {
    case Errc::kTruncated:
    case Errc::kMalformed:
      return {400, "Not understood",
              "The request does not say what is wanted in a form known here."};
    case Errc::kUnsupported:
      return {501, "Not supported", "This server does not do that."};
    case Errc::kLimit:
      return {413, "Too much", "The request goes beyond what is allowed here."};
    case Errc::kNotFound:
      return {404, "Not found", "There is nothing at this address."};
    case Errc::kConflict:
      return {409, "Conflict", "The state has changed in the meantime; look again and repeat."};
    case Errc::kUnauthorised:
      return {401, "Sign in first", "This needs an account."};
    case Errc::kForbidden:
      return {403, "Not allowed", "This account may not do that."};
    case Errc::kTimeout:
      return {504, "Took too long", "The answer did not come in time; try again."};
    case Errc::kClosed:
    case Errc::kUnavailable:
      return {503, "Not available now", "Try again in a moment."};
  }
  return {500, "Internal error", ""};
}

}  // namespace

SharedHeaders::SharedHeaders(Fields fields) : fields_(std::move(fields)) {
  for (const auto& [name, value] : fields_) {
    PLENARY_CHECK(is_field_text(name) && is_field_text(value) && !is_own_field(name));
    text_.append(name).append(": ").append(value).append("\r\n");
  }
}

std::string_view Response::header(std::string_view name) const {
  const auto own = find_field(headers, name);
  return own.empty() && shared ? find_field(shared->fields(), name) : own;
}

std::string_view Request::header(std::string_view name) const {
  return find_field(headers, name);
}

std::optional<std::string> Request::query_value(std::string_view name) const {
  return find_query_value(query, name);
}

std::string_view Request::cookie(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key != "cookie") continue;
    if (const auto found = find_cookie(value, name)) return *found;
  }
  return {};
}

base::Result<std::shared_ptr<const OpenFile>> OpenFile::open(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (fd < 0) {
    const auto code = errno == ENOENT ? base::Errc::kNotFound : base::Errc::kUnavailable;
    return base::Error(code, path + ": " + std::strerror(errno));
  }
  return std::make_shared<const OpenFile>(fd);
}

OpenFile::~OpenFile() {
  ::close(fd_);
}

std::uint64_t size_of(const Body& body) {
  return std::visit(SizeOf{}, body);
}

Response problem(int status, std::string_view title, std::string_view detail) {
  std::string body = R"({"type":"about:blank","title":)" + base::json_quote(title) +
                     R"(,"status":)" + std::to_string(status);
  if (!detail.empty()) body += R"(,"detail":)" + base::json_quote(detail);
  body += "}";
  Response response;
  response.status = status;
  response.with("content-type", "application/problem+json");
  response.body = std::move(body);
  return response;
}

Response problem(const base::Error& error) {
  const Meaning meaning = meaning_of(error.code());
  return problem(meaning.status, meaning.title, meaning.detail);
}

Response json(std::string body, int status) {
  Response response;
  response.status = status;
  response.with("content-type", "application/json");
  response.body = std::move(body);
  return response;
}

}  // namespace plenary::net
