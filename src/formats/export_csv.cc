// A table for spreadsheets: one row a record. A cell that a spreadsheet would take for a formula (it begins with = + - @
// or a control character) gets an apostrophe in front, except numbers: opening an export must not run anything.
#include <algorithm>
#include <cstdio>
#include <map>

#include "base/geo.h"
#include "formats/export_parts.h"
#include "formats/importers.h"

namespace stele::formats {
namespace {

void append_cell(std::string& out, std::string_view text) {
  bool formula = !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos && !parse_decimal(text);
  std::string cell = formula ? "'" : "";
  cell += text;
  if (!out.empty() && out.back() != '\n') out += ',';
  if (cell.find_first_of(",\"\r\n") == std::string::npos) {
    // An empty first cell still needs its place; the id never is empty.
    out += cell;
    return;
  }
  out += '"';
  for (char c : cell) out.append(c == '"' ? 2 : 1, c);
  out += '"';
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : "; ") + text;
  return out;
}

void add_once(std::vector<std::string>& texts, std::string text) {
  if (!text.empty() && std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(std::move(text));
}

// The characters of a point as they were written; of another shape, its centre.
std::pair<std::string, std::string> lon_lat(const model::View& view) {
  for (const model::SeenStatement* s : view.of("position")) {
    const auto* position = std::get_if<model::Position>(&s->value);
    auto shape = position ? parse_wkt(position->wkt) : Result<Shape>(fail(Code::kInvalid, ""));
    if (!shape) continue;
    const std::string& wkt = position->wkt;
    size_t open = wkt.find('('), blank = wkt.find(' ', open), close = wkt.find(')');
    if (wkt.starts_with("POINT (") && blank != std::string::npos && close != std::string::npos && blank < close)
      return {wkt.substr(open + 1, blank - open - 1), wkt.substr(blank + 1, close - blank - 1)};
    char lon[32], lat[32];
    std::snprintf(lon, sizeof lon, "%.6f", shape->centre().lon);
    std::snprintf(lat, sizeof lat, "%.6f", shape->centre().lat);
    return {lon, lat};
  }
  return {};
}

std::string names_by_language(const model::View& view) {
  std::map<std::string, std::vector<std::string>> by_language;
  for (const model::SeenStatement* s : view.of("name"))
    if (const auto* name = std::get_if<model::Name>(&s->value)) add_once(by_language[name->lang], name->text);
  std::vector<std::string> out;
  for (const auto& [lang, names] : by_language) {
    std::string one = lang + ":";
    for (const std::string& name : names) one += (&name == &names.front() ? " " : " | ") + name;
    out.push_back(std::move(one));
  }
  return joined(out);
}

std::string row_of(const model::View& view, ViewSource& views) {
  std::vector<std::string> periods, sources;
  for (const model::SeenStatement& s : view.statements()) {
    if (s.superseded) continue;
    if (s.holds) add_once(periods, s.holds->text());
    model::Draft bare;
    bare.source = s.source;
    add_once(sources, source_label(views, bare));
  }
  auto [lon, lat] = lon_lat(view);
  std::string out;
  for (const std::string& cell : {view.id().text(), view.type(), view.title(), lat, lon, names_by_language(view), joined(periods), joined(sources)})
    append_cell(out, cell);
  return out + "\r\n";
}

}  // namespace

Result<uint64_t> write_csv(ViewSource& views, const model::Schema&, Writer& out) {
  uint64_t records = 0;
  STELE_CHECK(out.write("id,type,title,lat,lon,names,period,sources\r\n"));
  for (;;) {
    STELE_TRY(const model::View* view, views.next());
    if (!view) return records;
    if (view->empty()) continue;
    STELE_CHECK(out.write(row_of(*view, views)));
    ++records;
  }
}

}  // namespace stele::formats
