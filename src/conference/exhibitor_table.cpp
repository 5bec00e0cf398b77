#include "conference/exhibitor_table.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <optional>

#include "base/csv.h"
#include "base/text.h"
#include "conference/readers.h"
#include "conference/splice.h"

namespace plenary::conference {
namespace {

namespace json = boost::json;

/// How a field of the table becomes a value of the package.
enum class Form : std::uint8_t { kText, kWords, kFlag };

struct Column {
  std::string_view name;  ///< In the header; with `localised`, a language follows: "title:en".
  std::string_view key;   ///< In the file, "price.amount" for a key within a key.
  bool of_product = false;
  bool localised = false;
  Form form = Form::kText;
};

constexpr std::array kColumns = {
    Column{"title", "title", false, true},
    Column{"text", "text", false, true},
    Column{"organisation", "organisation"},
    Column{"categories", "categories", false, false, Form::kWords},
    Column{"tags", "tags", false, false, Form::kWords},
    Column{"languages", "languages", false, false, Form::kWords},
    Column{"country", "country"},
    Column{"website", "website"},
    Column{"logo", "logo"},
    Column{"illustrative", "illustrative", false, false, Form::kFlag},
    Column{"sources", "sources", false, false, Form::kWords},
    Column{"product_title", "title", true, true},
    Column{"product_text", "text", true, true},
    Column{"product_category", "category", true},
    Column{"price", "price.amount", true},
    Column{"currency", "price.currency", true},
    Column{"price_kind", "price.kind", true},
    Column{"price_unit", "price.unit", true, true},
    Column{"offers", "offers", true, false, Form::kFlag},
};
/// These are read by themselves.
constexpr std::array<std::string_view, 4> kOwn = {"exhibitor", "product", "hall", "booth"};

/// Where a value of a file came from, by the way to it: "products/router/price/currency".
struct Cell {
  std::size_t row = 0;
  std::string column;
};
using Cells = std::map<std::string, Cell>;

/// The way to what stands on a line, as far as it leads, steps joined by slashes.
std::string way_to(const YamlNode& node, int line) {
  if (node.kind == YamlNode::Kind::kMap) {
    const YamlEntry* found = nullptr;
    for (const YamlEntry& entry : node.entries) {
      if (entry.line <= line) found = &entry;
    }
    if (!found) return {};
    const std::string rest = way_to(found->value, line);
    return found->key + (rest.empty() ? "" : "/" + rest);
  }
  if (node.kind != YamlNode::Kind::kList) return {};
  const YamlNode* found = nullptr;
  for (const YamlNode& item : node.items) {
    if (item.line <= line) found = &item;
  }
  if (!found) return {};
  std::string id;
  for (const YamlEntry& entry : found->entries) {
    if (entry.key == "id") id = entry.value.text;
  }
  if (id.empty()) return {};
  const std::string rest = way_to(*found, line);
  return id + (rest.empty() ? "" : "/" + rest);
}

/// The cell from which the value at the way came, or the nearest above it.
const Cell* cell_at(const Cells& cells, std::string way) {
  for (;;) {
    const auto found = cells.find(way);
    if (found != cells.end()) return &found->second;
    if (way.empty()) return nullptr;
    const std::size_t slash = way.rfind('/');
    way.resize(slash == std::string::npos ? 0 : slash);
  }
}

class TableReader {
 public:
  explicit TableReader(const PackageFiles& package) : package_(package) {}

  TableImport read(std::string_view csv) {
    if (csv.size() > kMostTableBytes) {
      complain(0, "", "the table is larger than 16 MiB", "Send it in parts.");
      return finish();
    }
    const auto rows = base::read_csv(csv, kMostTableRows);
    if (!rows) {
      complain(0, "", rows.error().detail(), "Save the table again and send it once more.");
      return finish();
    }
    if (rows->empty() || !read_header(rows->front())) return finish();
    made_.rows = rows->size() - 1;
    for (std::size_t i = 1; i < rows->size(); ++i) read_row((*rows)[i]);
    write_files();
    if (made_.mistakes.empty()) check();
    return finish();
  }

 private:
  struct Bound {
    const Column* column = nullptr;  ///< Null for one of kOwn.
    std::string language;
    std::string header;
  };

  void complain(std::size_t row, std::string column, std::string what, std::string mend) {
    if (made_.mistakes.size() >= kMostTableMistakes) return;
    made_.mistakes.push_back({row, std::move(column), std::move(what), std::move(mend)});
  }

  bool read_header(const base::CsvRow& header) {
    std::set<std::string> seen;
    for (const std::string& field : header.fields) {
      Bound bound;
      bound.header = base::trim(field);
      const std::size_t colon = bound.header.find(':');
      const std::string name = bound.header.substr(0, colon);
      const auto column = std::find_if(kColumns.begin(), kColumns.end(),
                                       [&](const Column& one) { return one.name == name; });
      const bool own = std::find(kOwn.begin(), kOwn.end(), name) != kOwn.end();
      if (column != kColumns.end()) bound.column = &*column;
      if (column != kColumns.end() && column->localised && colon != std::string::npos) {
        bound.language = bound.header.substr(colon + 1);
      }
      if (!own && !bound.column) {
        complain(1, bound.header, "there is no column of this name",
                 suggest(name, names()) + " Columns stand in docs/formats.md.");
      } else if (bound.column && bound.column->localised && bound.language.empty()) {
        complain(1, bound.header, "the column names no language",
                 "Write it as `" + name + ":en`.");
      } else if (!seen.insert(bound.header).second) {
        complain(1, bound.header, "the column stands twice", "Delete one of the two.");
      }
      columns_.push_back(std::move(bound));
    }
    if (!seen.contains("exhibitor")) {
      complain(1, "exhibitor", "the table lacks the column `exhibitor`",
               "Add it: each row begins with the exhibitor's id.");
    }
    return made_.mistakes.empty();
  }

  static std::vector<std::string_view> names() {
    std::vector<std::string_view> all(kOwn.begin(), kOwn.end());
    for (const Column& column : kColumns) all.push_back(column.name);
    return all;
  }

  std::string own_field(const base::CsvRow& row, std::string_view name) const {
    for (std::size_t i = 0; i < columns_.size() && i < row.fields.size(); ++i) {
      if (columns_[i].header == name) return std::string(base::trim(row.fields[i]));
    }
    return {};
  }

  void read_row(const base::CsvRow& row) {
    if (row.fields.size() > columns_.size()) {
      complain(row.line, "", "the row has more fields than the header",
               "Put texts with commas into quotes.");
      return;
    }
    const std::string id = own_field(row, "exhibitor");
    const std::string product = own_field(row, "product");
    if (!base::is_slug(id)) {
      return complain(row.line, "exhibitor",
                      id.empty() ? "the row names no exhibitor"
                                 : conference::in_quotes(id) + " cannot stand in an address",
                      "Write an id of a-z, 0-9 and hyphens within, 64 characters at most.");
    }
    if (!product.empty() && !base::is_slug(product)) {
      return complain(row.line, "product",
                      conference::in_quotes(product) + " cannot stand in an address",
                      "Write an id of a-z, 0-9 and hyphens within, 64 characters at most.");
    }
    json::object* const file = file_of(id, row.line);
    if (!file) return;
    Cells& cells = cells_[id];
    cells.try_emplace("", Cell{row.line, "exhibitor"});
    json::object* target = nullptr;
    if (!product.empty()) target = product_of(*file, cells, id, product, row.line);
    if (!product.empty() && !target) return;
    for (std::size_t i = 0; i < row.fields.size(); ++i) {
      const Bound& bound = columns_[i];
      const std::string_view field = base::trim(row.fields[i]);
      if (!bound.column || field.empty()) continue;
      if (bound.column->of_product && !target) {
        complain(row.line, bound.header, "this belongs to a product, and the row names none",
                 "Write the product's id into the column `product`.");
        continue;
      }
      const std::string below = bound.column->of_product ? "products/" + product + "/" : "";
      put(bound.column->of_product ? *target : *file, bound, field, row.line, below, cells);
    }
    place(row, id);
  }

  /// The exhibitor's file as a value, of the package where it has one; null if that cannot be read.
  json::object* file_of(const std::string& id, std::size_t line) {
    const auto known = values_.find(id);
    if (known != values_.end()) return &known->second.as_object();
    auto value = yaml_value(package_.text("exhibitors/" + id + ".yaml"));
    if (!value || !value->is_object()) {
      complain(line, "exhibitor", "the file exhibitors/" + id + ".yaml cannot be read",
               "Mend it first.");
      return nullptr;
    }
    ++made_.exhibitors;
    return &values_.emplace(id, std::move(*value)).first->second.as_object();
  }

  json::object* product_of(json::object& file, Cells& cells, const std::string& id,
                           const std::string& product, std::size_t line) {
    if (!products_.insert(id + "/" + product).second) {
      complain(line, "product",
               "the product " + conference::in_quotes(product) + " stands in two rows",
               "Give one of the two another id.");
      return nullptr;
    }
    ++made_.products;
    json::value& list = file["products"];
    if (!list.is_array()) list = json::array();
    cells.try_emplace("products/" + product, Cell{line, "product"});
    for (json::value& item : list.as_array()) {
      if (!item.is_object()) continue;
      const json::value* const its = item.as_object().if_contains("id");
      if (its && its->is_string() && its->as_string() == product) return &item.as_object();
    }
    list.as_array().emplace_back(json::object{{"id", product}});
    return &list.as_array().back().as_object();
  }

  void put(json::object& object, const Bound& bound, std::string_view field, std::size_t row,
           const std::string& below, Cells& cells) {
    const std::string key(bound.column->key);
    const std::size_t point = key.find('.');
    json::object* target = &object;
    if (point != std::string::npos) {
      json::value& inner = object[key.substr(0, point)];
      if (!inner.is_object()) inner = json::object();
      target = &inner.as_object();
      cells.try_emplace(below + key.substr(0, point), Cell{row, bound.header});
    }
    std::string way = below + key;
    std::replace(way.begin(), way.end(), '.', '/');
    const std::string last = point == std::string::npos ? key : key.substr(point + 1);
    json::value value = value_of(bound, field, row);
    if (value.is_null()) return;
    if (!bound.language.empty()) {
      json::value& text = (*target)[last];
      if (!text.is_object()) text = json::object();
      text.as_object()[bound.language] = std::move(value);
      cells[way + "/" + bound.language] = {row, bound.header};
    } else {
      (*target)[last] = std::move(value);
    }
    cells[way] = {row, bound.header};
  }

  json::value value_of(const Bound& bound, std::string_view field, std::size_t row) {
    switch (bound.column->form) {
      case Form::kText:
        return json::string(field);
      case Form::kWords: {
        json::array words;
        for (std::string_view word : base::split(field, field.find('|') == std::string_view::npos
                                                            ? ';'
                                                            : '|')) {
          word = base::trim(word);
          if (!word.empty()) words.emplace_back(word);
        }
        return words;
      }
      case Form::kFlag:
        if (field == "yes" || field == "true" || field == "1") return true;
        if (field == "no" || field == "false" || field == "0") return false;
        complain(row, bound.header, conference::in_quotes(field) + " is neither yes nor no",
                 "Write `yes` or `no`.");
        return nullptr;
    }
    return nullptr;
  }

  /// Gives the exhibitor the booth that the row names.
  void place(const base::CsvRow& row, const std::string& id) {
    const std::string hall = own_field(row, "hall");
    const std::string booth = own_field(row, "booth");
    if (hall.empty() && booth.empty()) return;
    if (!exhibition_) {
      auto value = yaml_value(package_.text("exhibition.yaml"));
      exhibition_ = value && value->is_object() ? std::move(*value) : json::object();
    }
    json::object* const found = item_of(*exhibition_, "halls", hall);
    if (!found) {
      return complain(row.line, "hall", "there is no hall " + conference::in_quotes(hall),
                      "Halls and their booths stand in exhibition.yaml.");
    }
    json::object* const stand = item_of(*found, "booths", booth);
    if (!stand) {
      return complain(row.line, "booth", "the hall has no booth " + conference::in_quotes(booth),
                      "Draw it in the plan first, or mend its number.");
    }
    const json::value* const taken = stand->if_contains("exhibitor");
    if (taken && taken->is_string() && taken->as_string() != id) {
      return complain(row.line, "booth",
                      "the booth belongs to " + conference::in_quotes(std::string(taken->as_string())),
                      "Choose one that is free.");
    }
    (*stand)["exhibitor"] = id;
    booths_["halls/" + hall + "/booths/" + booth] = {row.line, "booth"};
  }

  template <class Value>
  static json::object* item_of(Value& value, const char* list, const std::string& id) {
    json::object* object = nullptr;
    if constexpr (std::is_same_v<Value, json::object>) {
      object = &value;
    } else {
      object = value.if_object();
    }
    json::value* const items = object ? object->if_contains(list) : nullptr;
    if (!items || !items->is_array()) return nullptr;
    for (json::value& item : items->as_array()) {
      if (!item.is_object()) continue;
      const json::value* const its = item.as_object().if_contains("id");
      if (its && its->is_string() && its->as_string() == id) return &item.as_object();
    }
    return nullptr;
  }

  void write_files() {
    for (const auto& [id, value] : values_) write("exhibitors/" + id + ".yaml", value, cells_[id]);
    if (exhibition_ && !booths_.empty()) write("exhibition.yaml", *exhibition_, booths_);
  }

  void write(const std::string& path, const json::value& value, const Cells& cells) {
    const auto text = rewrite(package_.text(path), value);
    if (!text) {
      const Cell* const cell = cell_at(cells, "");
      return complain(cell ? cell->row : 0, "", path + ": " + text.error().detail(),
                      "Mend the file first, or the row's texts.");
    }
    if (*text == package_.text(path) && package_.files.contains(path)) return;
    const auto view = base::view_of(*text);
    made_.files[path] = std::make_shared<const base::Bytes>(view.begin(), view.end());
  }

  /// What the package would then have of mistakes, by the cells they came from. Those that it has
  /// already, elsewhere, are not the table's.
  void check() {
    PackageFiles whole = package_;
    for (const auto& [path, bytes] : made_.files) whole.files[path] = bytes;
    for (const Mistake& mistake : load(whole).mistakes) {
      if (mistake.severity == Mistake::Severity::kWarning) continue;
      const auto changed = made_.files.find(mistake.file);
      if (changed == made_.files.end()) continue;
      const bool fair = mistake.file == "exhibition.yaml";
      const std::size_t begin = mistake.file.find('/') + 1;
      const std::string id = mistake.file.substr(begin, mistake.file.rfind('.') - begin);
      const auto tree = parse_for_edits(base::text_of(*changed->second));
      std::string way = tree ? way_to(*tree, mistake.line) : std::string();
      // What a map lacks stands on the line of its first key, and belongs to none of its keys.
      const bool lacks = mistake.what.find(" lacks the key ") != std::string::npos ||
                         mistake.what.ends_with(" names no source");
      if (lacks) way.resize(way.find('/') == std::string::npos ? 0 : way.rfind('/'));
      const Cell* const cell = cell_at(fair ? booths_ : cells_[id], way);
      complain(cell ? cell->row : 0, cell ? cell->column : "", mistake.what, mistake.mend);
    }
  }

  TableImport finish() {
    std::stable_sort(
        made_.mistakes.begin(), made_.mistakes.end(),
        [](const TableMistake& one, const TableMistake& other) { return one.row < other.row; });
    if (!made_.mistakes.empty()) made_.files.clear();
    return std::move(made_);
  }

  const PackageFiles& package_;
  std::vector<Bound> columns_;
  std::map<std::string, json::value> values_;  // Of exhibitors' files, by id.
  std::map<std::string, Cells> cells_;         // Likewise.
  std::set<std::string> products_;
  std::optional<json::value> exhibition_;
  Cells booths_;
  TableImport made_;
};

}  // namespace

TableImport read_exhibitor_table(std::string_view csv, const PackageFiles& package) {
  return TableReader(package).read(csv);
}

}  // namespace plenary::conference
