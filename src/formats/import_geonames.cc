// GeoNames: the dump (allCountries.txt, AM.txt: 19 columns, no header), alternateNamesV2 (10 columns, no header), and
// lists of names with a header that has geonameid, lang and name. Every record is a place with a feature class, because
// the files of names do not say what it is and a record should not get two types.
#include <algorithm>
#include <array>

#include "base/lang.h"
#include "formats/csv_reader.h"
#include "formats/dates.h"
#include "formats/draft_row.h"
#include "formats/geometry.h"
#include "formats/importers.h"
#include "formats/registers.h"

namespace stele::formats {
namespace {

enum class Shape { kNone, kDump, kAlternates, kNames };

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 12 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

Shape shape_of(const std::vector<std::string>& cells) {
  if (cells.size() == 19 && is_number(cells[0])) return Shape::kDump;
  if ((cells.size() == 10 || cells.size() == 8) && is_number(cells[0]) && is_number(cells[1])) return Shape::kAlternates;
  auto has = [&](std::string_view name) { return std::find(cells.begin(), cells.end(), name) != cells.end(); };
  return has("geonameid") && has("lang") && has("name") ? Shape::kNames : Shape::kNone;
}

std::vector<std::string> first_line(std::string_view head) {
  std::vector<std::string> cells;
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  std::string_view line = head.substr(0, head.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  for (size_t from = 0; from <= line.size();) {
    size_t end = std::min(line.find('\t', from), line.size());
    cells.emplace_back(line.substr(from, end - from));
    from = end + 1;
  }
  return cells;
}

void take_state(DraftRow& row, std::string_view code) {
  if (code == "PPLX") row.say("settlement-type", model::Term{"quarter"});
  if (code == "PPLW") row.say("existence-state", model::Term{"destroyed"});
  if (code == "PPLQ") row.say("existence-state", model::Term{"abandoned"});
}

void read_dump(const std::vector<std::string>& c, DraftRow& row) {
  row.about("geonames", c[0], "place");
  row.identifier("geonames", c[0]);
  row.name(c[1], "und", {}, "column name");
  for (size_t from = 0; from < c[3].size();) {
    size_t end = std::min(c[3].find(',', from), c[3].size());
    std::string_view one = std::string_view(c[3]).substr(from, end - from);
    if (one.starts_with("http")) row.say("link", model::Link{std::string(one), {}});
    else row.name(one, "und", {{"status", "variant"}}, "column alternatenames");
    from = end + 1;
  }
  row.position(point_wkt(c[5], c[4]), {{"method", "gazetteer"}, {"role", "centre-point"}}, "columns longitude, latitude");
  if (is_feature_class(c[6])) row.say("feature-class", model::Term{c[6]});
  take_state(row, c[7]);
  static constexpr std::array<std::pair<size_t, std::string_view>, 9> kRecorded = {{{7, "feature code"}, {8, "country code"}, {9, "cc2"},
                                                                                   {10, "admin1 code"}, {11, "admin2 code"}, {12, "admin3 code"},
                                                                                   {13, "admin4 code"}, {15, "elevation"}, {18, "modification date"}}};
  for (auto [index, key] : kRecorded) row.recorded(key, c[index]);
  if (c[14] != "0") row.recorded("population", c[14]);
}

// GeoNames mixes codes for other things into its column of languages.
void take_alternate(DraftRow& row, const std::string& lang, const std::string& text, model::Parts parts, const Holds& holds) {
  if (lang == "link") return static_cast<void>(row.say("link", model::Link{text, {}}));
  if (lang == "wkdt") return row.identifier("wikidata", text);
  auto tag = lang.empty() ? Result<std::string>("und") : parse_lang(lang);
  if (!tag || lang_of(*tag).size() > 3) return row.recorded("name " + lang, text);
  if (model::Draft* draft = row.name(text, *tag, std::move(parts), "column alternate name")) {
    draft->holds = holds.period;
    draft->words = holds.words;
  }
}

void read_alternate(const std::vector<std::string>& c, DraftRow& row) {
  row.about("geonames", c[1], "place");
  model::Parts parts;
  if (c[6] == "1") model::set_part(parts, "status", "local-usage");
  if (c[7] == "1") model::set_part(parts, "status", "historical");
  Holds holds = c.size() == 10 ? holds_of_bounds(c[8], c[9]) : Holds{};
  if (!c.empty() && c.size() == 10 && c[8].empty() && c[9].empty()) holds = {};
  take_alternate(row, c[2], c[3], std::move(parts), holds);
  if (!holds.problem.empty()) row.warning("date", holds.problem + " The words are kept.", "columns from, to");
}

void read_names(const std::vector<std::string>& header, const std::vector<std::string>& c, DraftRow& row) {
  auto cell = [&](std::string_view name) -> std::string {
    auto at = std::find(header.begin(), header.end(), name);
    return at == header.end() ? std::string() : c[static_cast<size_t>(at - header.begin())];
  };
  row.about("geonames", cell("geonameid"), "place");
  row.identifier("wof", cell("wof_id"));
  take_alternate(row, cell("lang"), cell("name"), {}, {});
}

}  // namespace

bool recognises_geonames(std::string_view head, std::string_view) { return shape_of(first_line(head)) != Shape::kNone; }

Status read_geonames(Reader& in, const ImportContext& context, const RowSink& sink) {
  Utf8Reader utf8(in);
  CsvReader table(utf8, '\t', Quotes::kNone);
  TableRow cells;
  STELE_TRY(bool any, table.next(cells));
  if (!any) return {};
  Shape shape = shape_of(cells.cells);
  if (shape == Shape::kNone)
    return fail(Code::kInvalid, "This is neither GeoNames' dump (19 columns), nor alternateNamesV2 (10), nor a list with geonameid, lang and name.",
                context.file_name);
  std::vector<std::string> first = cells.cells;
  if (shape == Shape::kNames) {
    STELE_TRY(any, table.next(cells));
  }
  while (any) {
    DraftRow row(context, "row", cells.number);
    if (cells.cells.size() != first.size())
      row.error("row-shape", "The row has " + std::to_string(cells.cells.size()) + " cells and should have " + std::to_string(first.size()) + ".");
    else if (shape == Shape::kDump) read_dump(cells.cells, row);
    else if (shape == Shape::kAlternates) read_alternate(cells.cells, row);
    else read_names(first, cells.cells, row);
    STELE_CHECK(sink(row.take()));
    STELE_TRY(any, table.next(cells));
  }
  return {};
}

}  // namespace stele::formats
