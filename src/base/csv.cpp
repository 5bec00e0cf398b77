#include "base/csv.h"

#include <utility>

#include "base/text.h"

namespace plenary::base {

std::string csv_field(std::string_view text) {
  std::string field;
  if (!text.empty() && std::string_view("=+-@\t\r\n").find(text[0]) != std::string_view::npos) {
    field = "'";
  }
  field += text;
  if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
  std::string quoted = "\"";
  for (const char c : field) {
    quoted += c;
    if (c == '"') quoted += '"';
  }
  return quoted + "\"";
}

namespace {

/// Of ",", ";" and tab, what stands most often in the first line, outside of quotes.
char separator_of(std::string_view text) {
  std::size_t commas = 0;
  std::size_t semicolons = 0;
  std::size_t tabs = 0;
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') break;
    commas += c == ',' ? 1 : 0;
    semicolons += c == ';' ? 1 : 0;
    tabs += c == '\t' ? 1 : 0;
  }
  if (semicolons > commas && semicolons >= tabs) return ';';
  return tabs > commas ? '\t' : ',';
}

/// Takes a table apart, byte by byte.
class CsvReader {
 public:
  CsvReader(std::string_view text, std::size_t most_rows)
      : text_(text), most_rows_(most_rows), separator_(separator_of(text)) {}

  Result<std::vector<CsvRow>> read() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"' && field_.empty() && !was_quoted_) {
        if (!read_quoted()) {
          return Error(Errc::kMalformed, "The quote that begins on line " +
                                             std::to_string(line_) + " does not end.");
        }
        continue;
      }
      if (c == separator_) {
        end_field();
      } else if (c == '\n' || c == '\r') {
        if (c == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') ++at_;
        end_row();
        ++line_;
        row_.line = line_;
        if (rows_.size() > most_rows_) {
          return Error(Errc::kLimit,
                       "The table has more than " + std::to_string(most_rows_) + " rows.");
        }
      } else {
        field_ += c;
      }
      ++at_;
    }
    end_row();
    return std::move(rows_);
  }

 private:
  /// False if it does not end.
  bool read_quoted() {
    was_quoted_ = true;
    std::size_t lines = 0;
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\n') ++lines;
      if (c != '"') {
        field_ += c;
      } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        field_ += text_[++at_];
      } else {
        ++at_;
        line_ += lines;
        return true;
      }
    }
    return false;
  }

  void end_field() {
    const bool guarded = field_.size() > 1 && field_[0] == '\'' &&
                         std::string_view("=+-@\t\r\n").find(field_[1]) != std::string_view::npos;
    row_.fields.push_back(guarded ? field_.substr(1) : std::move(field_));
    field_.clear();
    was_quoted_ = false;
  }

  void end_row() {
    const bool empty = row_.fields.empty() && field_.empty() && !was_quoted_;
    if (!empty) {
      end_field();
      rows_.push_back(std::move(row_));
    }
    row_ = {};
  }

  const std::string_view text_;
  const std::size_t most_rows_;
  const char separator_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::string field_;
  bool was_quoted_ = false;
  CsvRow row_;
  std::vector<CsvRow> rows_;
};

}  // namespace

Result<std::vector<CsvRow>> read_csv(std::string_view text, std::size_t most_rows) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (!is_utf8(text)) {
    return Error(Errc::kMalformed, "The table is not UTF-8: save it as \"CSV UTF-8\".");
  }
  return CsvReader(text, most_rows).read();
}

}  // namespace plenary::base
