// Compiles a mapping: names of columns become numbers and names of properties become their specs once, so that a row
// costs no look-ups.
#include "formats/mapping.h"

#include <algorithm>
#include <set>

#include "base/lang.h"

namespace stele::formats {

std::string Cell::of(const TableRow& row) const {
  if (column < 0) return text;
  auto index = static_cast<size_t>(column);
  std::string_view cell = index < row.cells.size() ? std::string_view(row.cells[index]) : std::string_view();
  size_t from = cell.find_first_not_of(" \t\r\n"), to = cell.find_last_not_of(" \t\r\n");
  cell = from == std::string_view::npos ? std::string_view() : cell.substr(from, to - from + 1);
  if (auto it = values.find(cell); it != values.end()) return it->second;
  return cell.empty() ? std::string() : text + std::string(cell);
}

Id RecordCell::of(const TableRow& row) const {
  if (!fixed.is_nil()) return fixed;
  std::string key = cell.of(row);
  return key.empty() ? Id{} : Id::derive(scheme, key);
}

namespace {

class Compiler {
 public:
  Compiler(const Json& json, const std::vector<std::string>& header, const ImportContext& context)
      : json_(json), header_(header), context_(context) {}

  Result<Mapping> compile() {
    if (json_.str("format") != "stele-mapping/v1") return wrong("/format", "it must be \"stele-mapping/v1\"");
    STELE_CHECK(known_members(json_, "", {"format", "type", "dataset", "subject", "key", "source", "contributor", "columns", "constants",
                                          "where", "sheet", "comment", "delimiter", "type_statement"}));
    if (const Json* said = json_.find("type_statement")) {
      if (!said->as_bool()) return wrong("/type_statement", "it must be true or false");
      if (!*said->as_bool()) out_.type_statement = Mapping::TypeStatement::kLeftOut;
    }
    STELE_CHECK(subject());
    STELE_TRY(out_.type, cell(json_.find("type"), "/type"));
    if (!out_.type.given()) return wrong("/type", "it must name the type of the records");
    STELE_TRY(out_.source, record(json_.find("source"), "/source", "source"));
    STELE_TRY(out_.contributor, record(json_.find("contributor"), "/contributor", "contributor"));
    STELE_CHECK(columns());
    STELE_CHECK(constants());
    STELE_CHECK(where());
    for (size_t i = 0; i < header_.size(); ++i)
      if (!used_.contains(static_cast<int>(i)) && !header_[i].empty()) out_.unused.push_back(header_[i]);
    return std::move(out_);
  }

 private:
  static std::unexpected<Error> wrong(const std::string& where, const std::string& why) {
    return fail(Code::kInvalid, "The mapping is wrong at " + where + ": " + why + ".", where);
  }

  static Status known_members(const Json& json, const std::string& where, std::initializer_list<std::string_view> known) {
    if (!json.as_object()) return wrong(where, "it must be an object");
    for (const auto& [key, value] : *json.as_object())
      if (std::find(known.begin(), known.end(), key) == known.end()) return wrong(where + "/" + key, "nothing reads a member of this name here");
    return {};
  }

  Result<int> column(const Json* name, const std::string& where) {
    if (!name || !name->as_string()) return wrong(where, "it must be the name of a column");
    auto at = std::find(header_.begin(), header_.end(), *name->as_string());
    if (at == header_.end()) {
      std::string all;
      for (const std::string& column : header_) all += (all.empty() ? "" : ", ") + column;
      return wrong(where, "the table has no column \"" + *name->as_string() + "\"; it has " + all.substr(0, 500));
    }
    int index = static_cast<int>(at - header_.begin());
    used_.insert(index);
    return index;
  }

  static Result<std::map<std::string, std::string, std::less<>>> dictionary(const Json* json, const std::string& where) {
    std::map<std::string, std::string, std::less<>> out;
    if (!json) return out;
    if (!json->as_object()) return wrong(where, "it must be an object of strings");
    for (const auto& [key, value] : *json->as_object()) {
      if (!value.as_string()) return wrong(where + "/" + key, "it must be a string");
      out.emplace(key, *value.as_string());
    }
    return out;
  }

  Result<Cell> cell(const Json* json, const std::string& where) {
    Cell out;
    if (!json) return out;
    if (json->as_string()) return out.text = *json->as_string(), out;
    STELE_CHECK(known_members(*json, where, {"column", "values", "prefix"}));
    STELE_TRY(out.column, column(json->find("column"), where + "/column"));
    STELE_TRY(out.values, dictionary(json->find("values"), where + "/values"));
    out.text = json->str("prefix");
    return out;
  }

  // {"column","scheme"}, {"id"} or {"title"}.
  Result<RecordCell> record(const Json* json, const std::string& where, std::string_view title_scheme) {
    RecordCell out;
    if (!json) return out;
    STELE_CHECK(known_members(*json, where, {"column", "scheme", "id", "title"}));
    if (json->find("id")) {
      auto id = Id::parse(json->str("id"));
      if (!id) return wrong(where + "/id", id.error().message);
      out.fixed = *id;
      return out;
    }
    if (json->find("title")) {
      out.title = json->str("title");
      out.fixed = Id::derive(title_scheme, out.title);
      return out;
    }
    STELE_TRY(out.cell.column, column(json->find("column"), where + "/column"));
    out.scheme = json->find("scheme") ? std::string(json->str("scheme")) : context_.dataset;
    return out;
  }

  Status subject() {
    out_.scheme = json_.str("dataset").empty() ? context_.dataset : std::string(json_.str("dataset"));
    if (const Json* key = json_.find("key")) {
      STELE_TRY(out_.key, column(key, "/key"));
    }
    const Json* subject = json_.find("subject");
    if (!subject) return {};
    STELE_CHECK(known_members(*subject, "/subject", {"scheme", "column"}));
    if (!subject->str("scheme").empty()) out_.scheme = subject->str("scheme");
    STELE_TRY(out_.subject, column(subject->find("column"), "/subject/column"));
    return {};
  }

  Result<const model::PropertySpec*> property(const Json& json, const std::string& where) {
    const model::PropertySpec* spec = context_.schema->property(json.str("property"));
    if (!spec) return wrong(where + "/property", "there is no property \"" + std::string(json.str("property")) + "\"");
    return spec;
  }

  Status columns() {
    const Json* list = json_.find("columns");
    if (!list || !list->as_array()) return wrong("/columns", "it must be a list");
    for (size_t i = 0; i < list->as_array()->size(); ++i) {
      STELE_TRY(ColumnRule rule, column_rule((*list->as_array())[i], "/columns/" + std::to_string(i)));
      out_.columns.push_back(std::move(rule));
    }
    return {};
  }

  Result<ColumnRule> column_rule(const Json& json, const std::string& where) {
    STELE_CHECK(known_members(json, where,
                              {"column", "columns", "property", "lang", "parts", "holds", "certainty", "locator", "original", "split", "scheme",
                               "unit", "label", "key", "values", "prefix", "skip", "unknown", "audience", "source", "dates", "comment"}));
    ColumnRule rule;
    STELE_TRY(rule.property, property(json, where));
    STELE_CHECK(main_cell(json, where, rule));
    struct Member { std::string_view name; Cell* cell; };
    for (auto [name, target] : {Member{"lang", &rule.lang}, Member{"unit", &rule.unit}, Member{"label", &rule.label}, Member{"key", &rule.key},
                                Member{"certainty", &rule.certainty}, Member{"locator", &rule.locator}, Member{"original", &rule.original}}) {
      STELE_TRY(*target, cell(json.find(name), where + "/" + std::string(name)));
    }
    STELE_CHECK(parts(json.find("parts"), where + "/parts", rule));
    STELE_CHECK(holds(json.find("holds"), where + "/holds", rule));
    STELE_CHECK(details(json, where, rule));
    return rule;
  }

  Status main_cell(const Json& json, const std::string& where, ColumnRule& rule) {
    const Json* two = json.find("columns");
    if (!two) {
      STELE_TRY(rule.main.column, column(json.find("column"), where + "/column"));
      STELE_TRY(rule.main.values, dictionary(json.find("values"), where + "/values"));
      rule.main.text = json.str("prefix");
      rule.place = "column " + header_[static_cast<size_t>(rule.main.column)];
      return {};
    }
    if (rule.property->kind != model::ValueKind::kPosition) return wrong(where + "/columns", "only a position is made of two columns");
    STELE_TRY(rule.lon.column, column(two->find("lon"), where + "/columns/lon"));
    STELE_TRY(rule.lat.column, column(two->find("lat"), where + "/columns/lat"));
    rule.place = "columns " + std::string(two->str("lon")) + ", " + std::string(two->str("lat"));
    return {};
  }

  Status parts(const Json* json, const std::string& where, ColumnRule& rule) {
    if (!json) return {};
    if (!json->as_object()) return wrong(where, "it must be an object");
    for (const auto& [name, value] : *json->as_object()) {
      STELE_TRY(Cell part, cell(&value, where + "/" + name));
      rule.parts.emplace_back(name, std::move(part));
    }
    return {};
  }

  Status holds(const Json* json, const std::string& where, ColumnRule& rule) {
    if (!json) return {};
    if (!json->find("start") && !json->find("end")) {
      STELE_TRY(rule.holds, cell(json, where));
      return {};
    }
    STELE_CHECK(known_members(*json, where, {"start", "end"}));
    STELE_TRY(rule.holds_start, cell(json->find("start"), where + "/start"));
    STELE_TRY(rule.holds_end, cell(json->find("end"), where + "/end"));
    return {};
  }

  Status details(const Json& json, const std::string& where, ColumnRule& rule) {
    rule.scheme = json.find("scheme") ? std::string(json.str("scheme")) : out_.scheme;
    rule.split = json.str("split");
    rule.dates_lang = json.str("dates");
    STELE_TRY(rule.unknown, dictionary(json.find("unknown"), where + "/unknown"));
    STELE_TRY(rule.source, record(json.find("source"), where + "/source", "source"));
    if (json.find("audience")) {
      auto audience = model::audience_named(json.str("audience"));
      if (!audience) return wrong(where + "/audience", audience.error().message);
      rule.audience = *audience;
    }
    if (const Json* skip = json.find("skip"); skip && skip->as_array())
      for (const Json& word : *skip->as_array()) rule.skip.emplace_back(word.scalar());
    return {};
  }

  Status constants() {
    const Json* list = json_.find("constants");
    if (!list) return {};
    if (!list->as_array()) return wrong("/constants", "it must be a list");
    for (size_t i = 0; i < list->as_array()->size(); ++i) {
      std::string where = "/constants/" + std::to_string(i);
      const Json& one = (*list->as_array())[i];
      STELE_TRY(const model::PropertySpec* spec, property(one, where));
      const Json* json = one.find("value");
      auto value = json ? model::value_from_json(spec->kind, *json) : Result<model::Value>(wrong(where, "there is no value"));
      if (!value) return wrong(where + "/value", value.error().message);
      out_.constants.emplace_back(spec, std::move(*value));
    }
    return {};
  }

  Status where() {
    const Json* list = json_.find("where");
    if (!list) return {};
    if (!list->as_array()) return wrong("/where", "it must be a list");
    for (size_t i = 0; i < list->as_array()->size(); ++i) {
      std::string where = "/where/" + std::to_string(i);
      const Json& one = (*list->as_array())[i];
      STELE_CHECK(known_members(one, where, {"column", "is", "not"}));
      RowTest test;
      STELE_TRY(test.column, column(one.find("column"), where + "/column"));
      const Json* values = one.find("is");
      if (!values) values = one.find("not"), test.wants = RowTest::Wants::kNoneOf;
      if (!values) return wrong(where, "it needs \"is\" or \"not\"");
      if (values->as_string()) test.values.push_back(*values->as_string());
      else if (values->as_array())
        for (const Json& value : *values->as_array()) test.values.emplace_back(value.scalar());
      out_.where.push_back(std::move(test));
    }
    return {};
  }

  const Json& json_;
  const std::vector<std::string>& header_;
  const ImportContext& context_;
  Mapping out_;
  std::set<int> used_;
};

}  // namespace

Result<Mapping> compile_mapping(const Json& json, const std::vector<std::string>& header, const ImportContext& context) {
  if (!context.schema) return fail(Code::kInternal, "A table cannot be read without the schema.");
  return Compiler(json, header, context).compile();
}

}  // namespace stele::formats
