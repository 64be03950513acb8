// The columns of the answer are put behind those of the list, so that a list can be opened, sorted and sent on as it
// was. A cell of ours that a spreadsheet would take for a formula gets an apostrophe; the list's own stay as they are.
#include "app/match_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "base/lang.h"
#include "server/params.h"

namespace stele::app {
namespace {

constexpr size_t kLongName = 400;
constexpr std::string_view kVerdictColumn = "match_verdict";

// Words of headers in the languages of the lists people have; compared folded.
constexpr std::string_view kNameWords[] = {
    "name",         "place",  "place name", "placename", "toponym", "title",    "village", "settlement",
    "label",        "ad",     "adi",        "kend",      "koy",     "yer adi",  "isim",    "название",
    "наименование", "имя",    "село",       "топоним",   "անուն",   "անվանում", "գյուղ",   "სახელი",
    "დასახელება",   "სოფელი", "نام",        "روستا",     "اسم"};
constexpr std::string_view kLatWords[] = {"lat",   "latitude",    "y",      "широта", "enlik",
                                          "enlem", "լայնություն", "განედი", "عرض"};
constexpr std::string_view kLonWords[] = {"lon",     "lng",    "long",          "longitude", "x",  "долгота",
                                          "uzunluq", "boylam", "երկայնություն", "გრძედი",    "طول"};
constexpr std::string_view kDuringWords[] = {"during", "period", "date", "year", "when", "год",
                                             "дата",   "il",     "yil",  "տարի", "წელი", "سال"};

std::string folded_header(std::string_view cell) {
  std::string text(cell);
  std::ranges::replace(text, '_', ' ');
  return fold(text);
}

int column_called(const std::vector<std::string>& header, std::string_view name) {
  auto at = std::ranges::find(header, name);
  return at == header.end() ? -1 : static_cast<int>(at - header.begin());
}

int column_like(const std::vector<std::string>& header, std::span<const std::string_view> words) {
  for (std::string_view word : words)
    for (size_t i = 0; i < header.size(); ++i)
      if (folded_header(header[i]) == fold(word)) return static_cast<int>(i);
  return -1;
}

// "name_az", "name (ru)", "Name in 1910": the first column that begins so.
int column_beginning_with_name(const std::vector<std::string>& header) {
  for (size_t i = 0; i < header.size(); ++i)
    if (folded_header(header[i]).starts_with("name")) return static_cast<int>(i);
  return -1;
}

std::string quoted_list(const std::vector<std::string>& header) {
  std::string out;
  for (size_t i = 0; i < std::min<size_t>(header.size(), 30); ++i)
    out += fmt::format("{}\"{}\"", i ? ", " : "", header[i]);
  return header.size() > 30 ? out + ", ..." : out;
}

Status name_column(const std::vector<std::string>& header, const std::string& wanted, std::string_view option,
                   ListColumn& out) {
  if (wanted.empty()) return {};
  out = {column_called(header, wanted), true};
  if (out.at >= 0) return {};
  return fail(Code::kInvalid,
              fmt::format("{}: there is no column \"{}\". The columns are {}.", option, wanted, quoted_list(header)));
}

Status check_header(const std::vector<std::string>& header, char delimiter) {
  if (column_called(header, kVerdictColumn) >= 0)
    return fail(Code::kInvalid, "This list has a column \"match_verdict\": it is an answer of this command already.");
  if (header.size() > 1) return {};
  for (char other : std::string_view("\t;,|"))
    if (other != delimiter && header[0].find(other) != std::string::npos)
      return fail(
          Code::kInvalid,
          fmt::format("The first line is one column that holds \"{}\": the columns seem to be divided by that sign. "
                      "Say so with --delimiter.",
                      other == '\t' ? std::string("tab") : std::string(1, other)));
  return {};
}

std::string_view cell(const formats::TableRow& row, ListColumn column) {
  if (column.at < 0 || static_cast<size_t>(column.at) >= row.cells.size()) return {};
  std::string_view text = row.cells[static_cast<size_t>(column.at)];
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

std::string shortened(std::string_view text) {
  size_t end = std::min<size_t>(text.size(), 60);
  while (end > 0 && end < text.size() && (static_cast<uint8_t>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + (end < text.size() ? "..." : "");
}

bool steers_direction(std::string_view text) {
  for (size_t at = 0; (at = text.find('\xE2', at)) != std::string_view::npos; ++at) {
    std::string_view sign = text.substr(at, 3);
    bool embeds = sign.starts_with("\xE2\x80") && sign.size() == 3 && static_cast<uint8_t>(sign[2]) >= 0xAA &&
                  static_cast<uint8_t>(sign[2]) <= 0xAE;
    bool isolates = sign.starts_with("\xE2\x81") && sign.size() == 3 && static_cast<uint8_t>(sign[2]) >= 0xA6 &&
                    static_cast<uint8_t>(sign[2]) <= 0xA9;
    if (embeds || isolates) return true;
  }
  return false;
}

// A word with letters of two alphabets that look alike: often one letter was typed or recognised wrongly. Japanese
// writes with several scripts in one word, and rightly.
std::string mixed_word(std::string_view name) {
  for (size_t begin = 0; begin < name.size();) {
    size_t end = std::min(name.find(' ', begin), name.size());
    std::string_view word = name.substr(begin, end - begin);
    size_t alphabets = 0;
    for (const std::string& script : scripts_in(word))
      alphabets += script == "Latn" || script == "Cyrl" || script == "Grek" || script == "Armn";
    if (alphabets > 1) return std::string(word);
    begin = end + 1;
  }
  return {};
}

class RowReader {
 public:
  RowReader(const formats::TableRow& row, const ListColumns& columns, double radius_m, const model::Schema& schema)
      : row_(row), columns_(columns), radius_m_(radius_m), schema_(schema) {}

  RowQuestion read() {
    if (!row_.trouble.empty()) finding("cells", row_.trouble);
    if (row_.cells.size() > columns_.header.size()) {
      finding("cells", fmt::format("The row has {} cells where the header has {}; it was not matched.",
                                   row_.cells.size(), columns_.header.size()));
      out_.is_asked = false;
      return std::move(out_);
    }
    position();
    during();
    type();
    name();
    if (out_.query.types.empty()) out_.query.types = columns_.only_types;
    out_.query.limit = kCandidatesShown;
    return std::move(out_);
  }

 private:
  void finding(std::string kind, std::string sentence) {
    out_.findings.push_back({std::move(kind), std::move(sentence)});
  }
  static model::Wants wants(ListColumn column) {
    return column.is_named ? model::Wants::kPossibly : model::Wants::kRather;
  }

  void name() {
    std::string_view name = cell(row_, columns_.name);
    out_.query.name = name;
    if (fold(name).empty() && !out_.query.near) {
      finding("name", name.empty() ? "There is no name." : "The name has no letters.");
      out_.is_asked = false;
      return;
    }
    if (name.size() > kLongName)
      finding("name", fmt::format("The name is longer than {} bytes; its beginning was looked for.", kLongName));
    if (std::string word = mixed_word(name.substr(0, kLongName)); !word.empty())
      finding("letters", fmt::format("\"{}\" has letters of two alphabets.", shortened(word)));
    if (steers_direction(name)) finding("letters", "The name holds signs that steer the direction of writing.");
  }

  void position() {
    std::string_view lat = cell(row_, columns_.lat), lon = cell(row_, columns_.lon);
    if (lat.empty() && lon.empty()) return;
    auto y = parse_decimal(lat), x = parse_decimal(lon);
    if (!y || !x || *y < -90 || *y > 90 || *x < -180 || *x > 180)
      return finding("position", fmt::format("\"{}\", \"{}\" is no latitude and longitude; it was not used.",
                                             shortened(lat), shortened(lon)));
    out_.query.near = model::Near{{*x, *y}, radius_m_};
    out_.query.near_wanted = wants(columns_.lat);
  }

  void during() {
    std::string_view text = cell(row_, columns_.during);
    if (text.empty()) return;
    auto period = server::read_period(text, {});
    if (!period)
      return finding("time", fmt::format("\"{}\" was not used as a time. {}", shortened(text), period.error().message));
    out_.query.during = std::move(*period);
    out_.query.during_wanted = wants(columns_.during);
  }

  // A type's id, or its word in any language.
  void type() {
    std::string_view text = cell(row_, columns_.type);
    if (text.empty()) return;
    std::string wanted = fold(text);
    for (const model::TypeSpec& type : schema_.types()) {
      bool is_word = std::ranges::any_of(type.labels, [&](const auto& label) { return fold(label.second) == wanted; });
      if (type.kind != model::TypeSpec::Kind::kRecord || (type.id != text && !is_word)) continue;
      out_.query.types = {type.id};
      return;
    }
    finding("type",
            fmt::format("\"{}\" is no type of record; it was not used. `stele types` lists them.", shortened(text)));
  }

  const formats::TableRow& row_;
  const ListColumns& columns_;
  double radius_m_;
  const model::Schema& schema_;
  RowQuestion out_;
};

void append_cell(std::string& out, std::string_view text, char delimiter) {
  bool is_plain =
      text.find_first_of("\"\r\n") == std::string_view::npos && text.find(delimiter) == std::string_view::npos;
  if (is_plain) {
    out += text;
    return;
  }
  out += '"';
  for (char c : text) out.append(c == '"' ? 2 : 1, c);
  out += '"';
}

// One of our own.
void append_told(std::string& out, std::string_view text, char delimiter) {
  bool is_formula = !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos;
  out += delimiter;
  append_cell(out, is_formula ? "'" + std::string(text) : std::string(text), delimiter);
}

constexpr std::string_view kCandidateColumns[] = {"id", "name", "type", "score", "matched", "lang", "km", "reason"};

void append_candidate(std::string& out, const model::Candidate& c, char delimiter) {
  append_told(out, c.hit.id.text(), delimiter);
  append_told(out, c.hit.title, delimiter);
  append_told(out, c.hit.type, delimiter);
  append_told(out, fmt::format("{:.3f}", c.score), delimiter);
  append_told(out, c.name, delimiter);
  append_told(out, c.name_lang, delimiter);
  append_told(out, c.distance_m ? fmt::format("{:.2f}", *c.distance_m / 1000) : std::string(), delimiter);
  append_told(out, model::reason(c), delimiter);
}

}  // namespace

Result<ListColumns> find_columns(const formats::TableRow& first, char delimiter, const NamedColumns& named) {
  ListColumns out;
  out.header = first.cells;
  out.delimiter = first.cells.size() == 1 ? ',' : delimiter;  // nothing told which sign divides them
  STELE_CHECK(check_header(out.header, delimiter));
  STELE_CHECK(name_column(out.header, named.name, "--name", out.name));
  STELE_CHECK(name_column(out.header, named.lat, "--lat", out.lat));
  STELE_CHECK(name_column(out.header, named.lon, "--lon", out.lon));
  STELE_CHECK(name_column(out.header, named.type, "--type", out.type));
  STELE_CHECK(name_column(out.header, named.during, "--during", out.during));
  if (named.lat.empty() != named.lon.empty()) return fail(Code::kInvalid, "A position needs both --lat and --lon.");
  if (out.name.at < 0) out.name.at = column_like(out.header, kNameWords);
  if (out.name.at < 0) out.name.at = column_beginning_with_name(out.header);
  if (out.name.at < 0 && out.header.size() == 1) out.name.at = 0;
  if (out.name.at < 0)
    return fail(Code::kInvalid,
                fmt::format("No column looks like one of names; say which it is with --name. The columns are {}.",
                            quoted_list(out.header)));
  if (out.lat.at < 0) out.lat.at = column_like(out.header, kLatWords), out.lon.at = column_like(out.header, kLonWords);
  if (out.lat.at < 0 || out.lon.at < 0) out.lat = out.lon = {};
  if (out.during.at < 0) out.during.at = column_like(out.header, kDuringWords);
  return out;
}

RowQuestion question_of(const formats::TableRow& row, const ListColumns& columns, double radius_m,
                        const model::Schema& schema) {
  return RowReader(row, columns, radius_m, schema).read();
}

std::string row_key(const formats::TableRow& row, const ListColumns& columns) {
  std::string out = row.cells.size() > columns.header.size() ? std::to_string(row.cells.size()) : std::string();
  out += row.trouble;
  for (ListColumn column : {columns.name, columns.lat, columns.lon, columns.type, columns.during}) {
    out += '\x1f';
    out += cell(row, column);
  }
  return out;
}

std::string answer_header(const ListColumns& columns) {
  std::string out;
  for (size_t i = 0; i < columns.header.size(); ++i) {
    if (i) out += columns.delimiter;
    append_cell(out, columns.header[i], columns.delimiter);
  }
  out += fmt::format("{}{}{}match_finding", columns.delimiter, kVerdictColumn, columns.delimiter);
  for (size_t k = 1; k <= kCandidatesShown; ++k)
    for (std::string_view column : kCandidateColumns) out += fmt::format("{}match{}_{}", columns.delimiter, k, column);
  return out + "\r\n";
}

std::string row_beginning(const formats::TableRow& row, const ListColumns& columns) {
  std::string out;
  for (size_t i = 0; i < columns.header.size(); ++i) {
    if (i) out += columns.delimiter;
    if (i < row.cells.size()) append_cell(out, row.cells[i], columns.delimiter);
  }
  return out;
}

std::string row_answer(const std::vector<model::Candidate>& candidates, const std::vector<RowFinding>& findings,
                       char delimiter) {
  std::string out, sentences;
  for (const RowFinding& finding : findings) sentences += (sentences.empty() ? "" : " ") + finding.sentence;
  append_told(out, model::verdict_name(model::verdict(candidates)), delimiter);
  append_told(out, sentences, delimiter);
  for (size_t k = 0; k < kCandidatesShown; ++k) {
    if (k < candidates.size()) append_candidate(out, candidates[k], delimiter);
    else out.append(std::size(kCandidateColumns), delimiter);
  }
  return out + "\r\n";
}

}  // namespace stele::app
