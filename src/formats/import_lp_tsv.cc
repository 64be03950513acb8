// LP-TSV 0.4 and 0.5, the table form of Linked Places. The format is a promise to the registers that exchange it, so a
// row that breaks it is refused, with each breach named by row and column.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/geo.h"
#include "base/lang.h"
#include "formats/csv_reader.h"
#include "formats/dates.h"
#include "formats/draft_row.h"
#include "formats/geometry.h"
#include "formats/importers.h"
#include "formats/lp_table.h"
#include "formats/registers.h"

namespace stele::formats {
namespace {

constexpr std::array<std::string_view, 24> kColumns = {
    "id",       "title",    "title_source", "fclasses",    "aat_types", "attestation_year", "start",  "end",     "title_uri",  "ccodes", "matches",       "variants",
    "types",    "parent_name", "parent_id", "lon",         "lat",       "geowkt",           "geo_source", "geo_id", "approximation", "description", "source_year", "title_source_year"};

std::string_view trim(std::string_view text) {
  size_t from = text.find_first_not_of(" \t\r\n"), to = text.find_last_not_of(" \t\r\n");
  return from == std::string_view::npos ? std::string_view() : text.substr(from, to - from + 1);
}

std::vector<std::string_view> list_of(std::string_view text) {
  std::vector<std::string_view> out;
  for (size_t from = 0; from <= text.size() && !trim(text).empty();) {
    size_t end = std::min(text.find(';', from), text.size());
    if (std::string_view one = trim(text.substr(from, end - from)); !one.empty()) out.push_back(one);
    from = end + 1;
  }
  return out;
}

class LpTable {
 public:
  LpTable(std::vector<std::string> header, const ImportContext& context) : header_(std::move(header)), context_(context) {
    for (std::string& name : header_) name = std::string(trim(name));
    for (size_t i = 0; i < header_.size(); ++i) columns_.emplace(header_[i], i);
  }

  Status check_header() const {
    for (std::string_view needed : {"id", "title", "title_source"})
      if (!columns_.contains(needed)) return missing(needed, "");
    if (!columns_.contains("start") && !columns_.contains("attestation_year")) return missing("start", " (or attestation_year)");
    return {};
  }

  Row read(const TableRow& cells) {
    cells_ = &cells;
    DraftRow row(context_, "row", cells.number);
    row_ = &row;
    if (cells.cells.size() > header_.size()) problem("row-shape", "The row has more cells than the header has columns.", "");
    required();
    if (!row.has_error()) take();
    if (row.has_error()) row.take_back();
    return row.take();
  }

 private:
  Status missing(std::string_view column, std::string_view more) const {
    return fail(Code::kInvalid, "LP-TSV requires the column " + std::string(column) + std::string(more) + "; this table has none.",
                context_.file_name + " row 1, column " + std::string(column));
  }

  std::string_view cell(std::string_view column) const {
    auto at = columns_.find(column);
    return at == columns_.end() || at->second >= cells_->cells.size() ? std::string_view() : trim(cells_->cells[at->second]);
  }

  void problem(std::string_view rule, std::string message, std::string_view column) {
    row_->error(rule, std::move(message), column.empty() ? "" : "column " + std::string(column));
  }

  void required() {
    for (std::string_view column : {"id", "title", "title_source"})
      if (cell(column).empty()) problem("required", "LP-TSV requires a value here.", column);
    if (cell("start").empty() && cell("attestation_year").empty()) problem("required", "LP-TSV requires a start or an attestation_year.", "start");
    if (cell("fclasses").empty() && cell("aat_types").empty()) problem("required", "LP-TSV requires fclasses or aat_types.", "fclasses");
    if (!cell("id").empty() && !ids_.insert(std::string(cell("id"))).second) problem("row-shape", "This id stands in an earlier row; it must be unique.", "id");
  }

  void take() {
    row_->about(context_.dataset, cell("id"), "place");
    if (auto known = register_of(cell("id"))) row_->identifier(known->scheme, known->id);
    dates();
    names();
    classes();
    positions();
    matches();
    parent();
    row_->text("description", cell("description"));
    rest();
  }

  // A span that one column may give alone: "1480/1491" is 1480 to 1491.
  void dates() {
    std::string_view start = cell("start"), end = cell("end");
    if (size_t slash = start.find('/'); slash != std::string_view::npos) start = start.substr(0, slash);
    if (size_t slash = end.find('/'); slash != std::string_view::npos) end = end.substr(slash + 1);
    for (auto [column, value] : {std::pair{"start", start}, std::pair{"end", end}, std::pair{"attestation_year", cell("attestation_year")}})
      if (!value.empty() && !edtf_of_date(value)) problem("date", "\"" + std::string(value.substr(0, 40)) + "\" is not a date as ISO 8601 writes it.", column);
    if (row_->has_error()) return;
    if (start.empty()) {
      holds_ = holds_of_bounds(cell("attestation_year"), cell("attestation_year"));
      return;
    }
    holds_ = holds_of_bounds(start, end);
    if (!holds_.problem.empty()) problem("date", holds_.problem, "start");
    auto from = Period::parse(edtf_of_date(start).value_or("")), to = Period::parse(edtf_of_date(end).value_or(""));
    if (from && to && from->earliest() > to->latest()) problem("date", "The start lies after the end.", "start");
  }

  void qualify(model::Draft* draft) {
    if (!draft) return;
    draft->holds = holds_.period;
    draft->words = holds_.words;
  }

  void names() {
    std::string cited(cell("title_source"));
    if (!cell("title_uri").empty()) cited += ", " + std::string(cell("title_uri"));
    if (!cell("attestation_year").empty()) cited += ", " + std::string(cell("attestation_year"));
    if (model::Draft* draft = row_->name(cell("title"), "und", {}, "column title")) qualify(draft), draft->locator = cited;
    for (std::string_view variant : list_of(cell("variants"))) {
      size_t at = variant.rfind('@');
      std::string lang = "und";
      if (at != std::string_view::npos) {
        auto tag = parse_lang(trim(variant.substr(at + 1)));
        if (!tag) problem("language", tag.error().message, "variants");
        else lang = *tag, variant = trim(variant.substr(0, at));
      }
      qualify(row_->name(variant, lang, {{"status", "variant"}}, "column variants"));
    }
    row_->text("source-cited", cited);
  }

  void classes() {
    for (std::string_view code : list_of(cell("fclasses"))) {
      if (is_feature_class(code)) row_->say("feature-class", model::Term{std::string(code)});
      else problem("feature-class", "\"" + std::string(code.substr(0, 20)) + "\" is none of the feature classes A H L P R S T.", "fclasses");
    }
    for (std::string_view code : list_of(cell("ccodes"))) {
      std::string capitals(code);
      for (char& c : capitals) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      if (is_country_code(capitals)) row_->recorded("ccode", capitals);
      else problem("country", "\"" + std::string(code.substr(0, 20)) + "\" is no country code of ISO 3166-1 alpha-2.", "ccodes");
    }
    for (std::string_view aat : list_of(cell("aat_types"))) {
      bool shaped = aat.size() == 9 && aat.starts_with("300") && aat.find_first_not_of("0123456789") == std::string_view::npos;
      if (!shaped) problem("aat", "\"" + std::string(aat.substr(0, 20)) + "\" is no number of the Art and Architecture Thesaurus (300 and six digits).", "aat_types");
      else if (std::string_view term = settlement_of_aat(aat); !term.empty()) row_->say("settlement-type", model::Term{std::string(term)});
      if (shaped) row_->recorded("aat_type", aat);
    }
    for (std::string_view type : list_of(cell("types"))) row_->recorded("type", type);
  }

  void positions() {
    model::Draft* draft = nullptr;
    std::string_view wkt = cell("geowkt"), lon = cell("lon"), lat = cell("lat");
    if (!wkt.empty()) {
      auto shape = parse_wkt(wkt);
      draft = row_->position(shape ? Result<std::string>(std::string(wkt)) : Result<std::string>(std::unexpected(shape.error())), {}, "column geowkt");
    }
    if (lon.empty() != lat.empty() && !wkt.empty()) {
      row_->warning("position", "One of lon and lat is missing; the geowkt is taken.", "columns lon, lat");
    } else if (!lon.empty() || !lat.empty()) {
      auto point = point_wkt(lon, lat);
      if (!point) row_->position(std::move(point), {}, "columns lon, lat");
      else if (wkt.empty()) draft = row_->position(std::move(point), {}, "columns lon, lat");
    }
    std::string source(cell("geo_source"));
    if (!cell("geo_id").empty()) source += (source.empty() ? "" : ", ") + std::string(cell("geo_id"));
    if (draft && !source.empty()) draft->locator = source;
    row_->recorded("approximation", cell("approximation"));
  }

  void matches() {
    for (std::string_view uri : list_of(cell("matches"))) {
      auto known = register_of(uri);
      if (known) row_->identifier(known->scheme, known->id);
      else if (uri.starts_with("http")) row_->say("link", model::Link{std::string(uri), "closeMatch"});
      else problem("alias", "\"" + std::string(uri.substr(0, 60)) + "\" starts with none of the prefixes bnf cerl dbp gn gnd gov loc pl tgn viaf wd wp.", "matches");
    }
  }

  void parent() {
    std::string_view name = cell("parent_name"), id = cell("parent_id");
    if (id.empty()) return row_->recorded("parent_name", name);
    Id unit = id.starts_with('#') ? Id::derive(context_.dataset, id.substr(1)) : Id::derive("uri", id);
    model::Parts parts = {{"perspective", "source-view"}};
    if (!name.empty()) parts.emplace_back("unit-name", name);
    qualify(&row_->say("part-of", model::Membership{unit, std::move(parts)}));
  }

  // Columns that the format does not have are kept as they are labelled.
  void rest() {
    for (size_t i = 0; i < header_.size() && i < cells_->cells.size(); ++i) {
      if (std::find(kColumns.begin(), kColumns.end(), header_[i]) != kColumns.end() || header_[i].empty() || trim(cells_->cells[i]).empty()) continue;
      row_->recorded(header_[i], trim(cells_->cells[i]));
      row_->warning("columns", "LP-TSV has no such column; its value is kept as recorded.", "column " + header_[i]);
    }
  }

  std::vector<std::string> header_;
  const ImportContext& context_;
  std::map<std::string, size_t, std::less<>> columns_;
  std::set<std::string> ids_;
  const TableRow* cells_ = nullptr;
  DraftRow* row_ = nullptr;
  Holds holds_;
};

}  // namespace

bool is_lp_header(const std::vector<std::string>& cells) {
  auto has = [&](std::string_view name) { return std::any_of(cells.begin(), cells.end(), [&](const std::string& cell) { return trim(cell) == name; }); };
  return has("id") && has("title") && (has("title_source") || (has("geowkt") && has("variants")));
}

Status read_lp_rows(TableReader& table, std::vector<std::string> header, const ImportContext& context, const RowSink& sink) {
  LpTable lp(std::move(header), context);
  STELE_CHECK(lp.check_header());
  TableRow cells;
  for (;;) {
    STELE_TRY(bool any, table.next(cells));
    if (!any) return {};
    STELE_CHECK(sink(lp.read(cells)));
  }
}

bool recognises_lp_tsv(std::string_view head, std::string_view) {
  std::string_view line = head.substr(0, head.find('\n'));
  if (line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
  std::vector<std::string> cells;
  char delimiter = guess_delimiter(line);
  for (size_t from = 0; from <= line.size();) {
    size_t end = std::min(line.find(delimiter, from), line.size());
    cells.emplace_back(line.substr(from, end - from));
    from = end + 1;
  }
  return is_lp_header(cells);
}

Status read_lp_tsv(Reader& in, const ImportContext& context, const RowSink& sink) {
  Utf8Reader utf8(in);
  CsvReader table(utf8, '\0', name_ends(context.file_name, ".csv") ? Quotes::kRfc4180 : Quotes::kNone);
  TableRow header;
  STELE_TRY(bool any, table.next(header));
  if (!any) return fail(Code::kInvalid, "The table is empty: it has no header line.", context.file_name);
  return read_lp_rows(table, std::move(header.cells), context, sink);
}

}  // namespace stele::formats
