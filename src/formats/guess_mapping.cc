// A first mapping from the words of the header, in the order of the columns, made to be edited. What is not understood
// becomes a recorded value, so that nothing is left out by guessing.
#include <algorithm>
#include <array>

#include "base/lang.h"
#include "formats/csv_reader.h"

namespace stele::formats {
namespace {

class HeadReader : public Reader {
 public:
  explicit HeadReader(std::string_view head) : head_(head) {}
  Result<size_t> read(std::span<char> out) override {
    size_t n = std::min(out.size(), head_.size());
    std::copy_n(head_.data(), n, out.data());
    head_.remove_prefix(n);
    return n;
  }

 private:
  std::string_view head_;
};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// "name_az", "name (ru)", "name:hy-Latn", "title-ka" -> the tag; "und" for the bare word; "" for another column.
std::string name_tag(std::string_view column) {
  std::string word = lower(column);
  constexpr std::array<std::string_view, 4> kNames = {"toponym", "place name", "name", "title"};
  for (std::string_view stem : kNames) {
    if (word == stem) return "und";
    if (!word.starts_with(stem) || word.size() < stem.size() + 3) continue;
    std::string rest(column.substr(stem.size()));
    std::erase_if(rest, [](char c) { return c == '(' || c == ')' || c == ' '; });
    if (rest.starts_with('_') || rest.starts_with(':') || rest.starts_with('-')) rest.erase(0, 1);
    std::replace(rest.begin(), rest.end(), '_', '-');
    auto tag = parse_lang(rest);
    if (tag && lang_of(*tag).size() <= 3) return *tag;
  }
  return {};
}

Json column_of(const std::string& name) { return Json(Json::Object{{"column", Json(name)}}); }

class Guesser {
 public:
  explicit Guesser(const std::vector<std::string>& header) : header_(header) {
    for (const std::string& column : header) roles_.push_back(role_of(column));
  }

  Json guess() {
    Json::Object out = {{"format", Json("stele-mapping/v1")}, {"type", type()}};
    if (has("id")) out.emplace_back("key", Json(first("id")));
    if (has("source")) out.emplace_back("source", Json(Json::Object{{"column", Json(first("source"))}, {"scheme", Json("source")}}));
    for (size_t i = 0; i < header_.size(); ++i)
      if (!header_[i].empty()) take(i);
    out.emplace_back("columns", Json(std::move(columns_)));
    return Json(std::move(out));
  }

 private:
  static std::string role_of(const std::string& column) {
    std::string word = lower(column);
    if (one_of(word, {"id", "key", "no", "number", "row"})) return "id";
    if (one_of(word, {"lat", "latitude", "y"})) return "lat";
    if (one_of(word, {"lon", "lng", "long", "longitude", "x"})) return "lon";
    if (one_of(word, {"type", "record type"})) return "type";
    if (one_of(word, {"start", "from", "date_from", "start_date"})) return "start";
    if (one_of(word, {"end", "to", "until", "date_to", "end_date"})) return "end";
    if (one_of(word, {"date", "year", "when"})) return "date";
    if (one_of(word, {"source", "source_id"})) return "source";
    if (one_of(word, {"wkt", "geowkt", "geometry", "geom"})) return "wkt";
    if (one_of(word, {"description", "note", "notes", "comment"})) return "description";
    if (one_of(word, {"wikidata", "geonames", "wof", "pleiades", "wof_id", "geonames_id", "wikidata_id"})) return "identifier";
    return name_tag(column).empty() ? "" : "name";
  }

  bool has(std::string_view role) const { return std::find(roles_.begin(), roles_.end(), role) != roles_.end(); }
  const std::string& first(std::string_view role) const {
    return header_[static_cast<size_t>(std::find(roles_.begin(), roles_.end(), role) - roles_.begin())];
  }
  Json type() const { return has("type") ? column_of(first("type")) : Json("place"); }

  Json holds() const {
    if (has("date")) return column_of(first("date"));
    Json::Object span;
    if (has("start")) span.emplace_back("start", column_of(first("start")));
    if (has("end")) span.emplace_back("end", column_of(first("end")));
    return span.empty() ? Json() : Json(std::move(span));
  }

  void take(size_t i) {
    const std::string& column = header_[i];
    const std::string& role = roles_[i];
    if (one_of(role, {"id", "type", "source"}) && column == first(role)) return;
    if (role == "lat" && has("lon")) return;
    if (role == "lon" && has("lat")) return point(column);
    if (one_of(role, {"start", "end", "date"}) && has("name")) return;
    Json::Object out = {{"column", Json(column)}};
    if (role == "name") {
      out.emplace_back("property", Json("name"));
      out.emplace_back("lang", Json(name_tag(column)));
      if (Json span = holds(); !span.is_null()) out.emplace_back("holds", std::move(span));
    } else if (role == "wkt") {
      out.emplace_back("property", Json("position"));
    } else if (role == "description") {
      out.emplace_back("property", Json("description"));
    } else if (role == "identifier") {
      out.emplace_back("property", Json("identifier"));
      out.emplace_back("scheme", Json(lower(column).substr(0, column.find('_'))));
    } else {
      out.emplace_back("property", Json("recorded-value"));
      out.emplace_back("key", Json(column));
    }
    columns_.push_back(Json(std::move(out)));
  }

  void point(const std::string& lon) {
    Json::Object pair = {{"lon", Json(lon)}, {"lat", Json(first("lat"))}};
    columns_.push_back(Json(Json::Object{{"columns", Json(std::move(pair))}, {"property", Json("position")}}));
  }

  const std::vector<std::string>& header_;
  std::vector<std::string> roles_;
  Json::Array columns_;
};

}  // namespace

Result<Json> guess_mapping(std::string_view head, std::string_view file_name, const model::Schema&) {
  HeadReader bytes(head);
  Utf8Reader utf8(bytes);
  CsvReader table(utf8, '\0', Quotes::kRfc4180);
  TableRow header;
  STELE_TRY(bool any, table.next(header));
  if (!any || header.cells.size() < 2)
    return fail(Code::kInvalid, "The first line does not look like a table's header: it has fewer than two columns.", std::string(file_name));
  for (std::string& cell : header.cells) {
    while (cell.ends_with(' ')) cell.pop_back();
    while (cell.starts_with(' ')) cell.erase(0, 1);
  }
  return Guesser(header.cells).guess();
}

}  // namespace stele::formats
