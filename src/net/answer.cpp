#include "net/answer.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

#include "base/log.h"
#include "base/text.h"
#include "net/head.h"

namespace plenary::net {
namespace {

/// 1 to 18 digits and nothing else.
std::optional<std::uint64_t> parse_decimal(std::string_view text) {
  if (text.empty() || text.size() > 18) return std::nullopt;
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, value);
  if (failure != std::errc() || stop != end) return std::nullopt;
  return value;
}

std::string_view without_weakness(std::string_view etag) {
  if (etag.substr(0, 2) == "W/") etag.remove_prefix(2);
  return etag;
}

bool has_clean_headers(const Response& response) {
  return std::all_of(response.headers.begin(), response.headers.end(), [](const auto& header) {
    return !header.first.empty() && is_field_text(header.first) && is_field_text(header.second);
  });
}

/// RFC 9110 section 13.1.5: the range holds only if the representation is still the one it was cut
/// from.
bool range_still_holds(const Request& request, const Response& response) {
  const std::string_view condition = request.header("if-range");
  if (condition.empty()) return true;
  const std::string_view etag = response.header("etag");
  const bool weak = etag.substr(0, 2) == "W/";
  if (condition == etag) return !weak;
  return condition == response.header("last-modified");
}

void cut_range(const Request& request, Answer& answer, std::uint64_t size) {
  answer.response.with("accept-ranges", "bytes");
  if (request.method != Method::kGet) return;
  const std::string_view field = request.header("range");
  if (field.empty() || !range_still_holds(request, answer.response)) return;

  const RangeChoice choice = choose_range(field, size);
  if (choice.kind == RangeChoice::Kind::kUnsatisfiable) {
    Response refusal = problem(416, "Range not satisfiable", "The range begins behind the end.");
    refusal.with("content-range", "bytes */" + std::to_string(size));
    answer = unasked(std::move(refusal));
  }
  if (choice.kind == RangeChoice::Kind::kPart) {
    const Window& window = choice.window;
    answer.response.status = 206;
    answer.response.with("content-range", "bytes " + std::to_string(window.first) + "-" +
                                              std::to_string(window.first + window.size - 1) + "/" +
                                              std::to_string(size));
    answer.window = window;
    answer.content_length = window.size;
  }
}

bool is_unchanged(const Request& request, const Response& response) {
  if (request.method != Method::kGet && request.method != Method::kHead) return false;
  const std::string_view list = request.header("if-none-match");
  return !list.empty() && matches_etag(list, response.header("etag"));
}

void drop_body(Answer& answer) {
  answer.response.body = std::monostate();
  answer.window = {};
  answer.has_length = false;
}

}  // namespace

RangeChoice choose_range(std::string_view field, std::uint64_t size) {
  using Kind = RangeChoice::Kind;
  constexpr std::string_view kUnit = "bytes=";
  if (field.substr(0, kUnit.size()) != kUnit) return {};
  const std::string_view range = base::trim(field.substr(kUnit.size()));
  const std::size_t dash = range.find('-');
  if (dash == std::string_view::npos) return {};
  const auto first = parse_decimal(range.substr(0, dash));
  const auto last = parse_decimal(range.substr(dash + 1));

  if (dash == 0) {  // A suffix: the last bytes.
    if (!last) return {};
    const std::uint64_t length = std::min(*last, size);
    if (length == 0) return {Kind::kUnsatisfiable, {}};
    return {Kind::kPart, {size - length, length}};
  }
  const bool is_open = dash + 1 == range.size();
  if (!first || (!last && !is_open)) return {};
  if (last && *last < *first) return {};
  if (*first >= size) return {Kind::kUnsatisfiable, {}};
  const std::uint64_t end = is_open ? size : std::min(*last + 1, size);
  return {Kind::kPart, {*first, end - *first}};
}

bool matches_etag(std::string_view list, std::string_view etag) {
  if (etag.empty()) return false;
  if (base::trim(list) == "*") return true;
  for (const std::string_view item : base::split(list, ',')) {
    if (without_weakness(base::trim(item)) == without_weakness(etag)) return true;
  }
  return false;
}

Answer complete(const Request& request, Response&& response) {
  if (!has_clean_headers(response)) {
    base::log(base::Level::kError, "header_with_control_character", {{"path", request.path}});
    response = problem(500, "Internal error");
  }
  Answer answer;
  if (response.status == 200 && is_unchanged(request, response)) response.status = 304;
  const std::uint64_t size = size_of(response.body);
  answer.response = std::move(response);
  answer.window = {0, size};
  answer.content_length = size;

  const int status = answer.response.status;
  if (status == 101 || status == 204 || status == 304) {
    drop_body(answer);
    return answer;
  }
  if (status == 200 && answer.response.ranges) cut_range(request, answer, size);
  if (answer.response.status >= 400 && answer.response.header("cache-control").empty()) {
    answer.response.with("cache-control", "no-store");
  }
  if (request.method == Method::kHead) answer.window = {};
  return answer;
}

Answer unasked(Response&& response) {
  Request get;
  return complete(get, std::move(response));
}

}  // namespace plenary::net
