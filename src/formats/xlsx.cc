// The archive is walked twice: for the workbook, which tells the sheet's file, and for that file with the shared strings
// and styles. Nothing else in it is unpacked.
#include "formats/xlsx.h"

#include <archive.h>
#include <archive_entry.h>
#include <pugixml.hpp>

#include <algorithm>
#include <map>
#include <set>

#include "base/json.h"

namespace stele::formats {
namespace {

constexpr size_t kMostColumns = 16384;

std::unexpected<Error> bad(std::string why) { return fail(Code::kInvalid, "This spreadsheet cannot be read: " + why + "."); }

std::string_view local(const char* name) {
  std::string_view text(name);
  return text.substr(text.find(':') == std::string_view::npos ? 0 : text.find(':') + 1);
}

pugi::xml_node child(pugi::xml_node node, std::string_view name) {
  for (pugi::xml_node one : node.children())
    if (local(one.name()) == name) return one;
  return {};
}

class Package {
 public:
  Package(const std::string& bytes, XlsxLimits limits) : bytes_(bytes), limits_(limits) {}

  // Unpacks the named parts that exist.
  Result<std::map<std::string, std::string>> parts(const std::set<std::string>& names) {
    std::unique_ptr<archive, int (*)(archive*)> reader(archive_read_new(), archive_read_free);
    archive_read_support_format_zip(reader.get());
    if (archive_read_open_memory(reader.get(), bytes_.data(), bytes_.size()) != ARCHIVE_OK) return bad("it is no ZIP archive");
    std::map<std::string, std::string> out;
    archive_entry* entry = nullptr;
    for (size_t count = 0;; ++count) {
      int status = archive_read_next_header(reader.get(), &entry);
      if (status == ARCHIVE_EOF) return out;
      if (status < ARCHIVE_WARN) return bad("its ZIP archive is broken");
      if (count >= limits_.entries) return bad("it has more than " + std::to_string(limits_.entries) + " entries");
      const char* name = archive_entry_pathname(entry);
      if (!name || !names.contains(name)) continue;
      STELE_TRY(std::string text, unpack(reader.get(), name));
      if (!out.emplace(name, std::move(text)).second) return bad("it has two entries named " + std::string(name));
    }
  }

 private:
  Result<std::string> unpack(archive* reader, const std::string& name) {
    std::string out;
    char chunk[65536];
    for (;;) {
      la_ssize_t got = archive_read_data(reader, chunk, sizeof chunk);
      if (got < 0) return bad("the part " + name + " cannot be unpacked (broken or encrypted)");
      if (got == 0) return out;
      out.append(chunk, static_cast<size_t>(got));
      unpacked_ += static_cast<size_t>(got);
      if (unpacked_ > limits_.unpacked) return bad("it unpacks to more than " + std::to_string(limits_.unpacked >> 20) + " MB");
      if (out.size() > (size_t{1} << 20) && out.size() / limits_.ratio > bytes_.size())
        return bad("the part " + name + " unpacks to more than " + std::to_string(limits_.ratio) + " times the size of the file");
    }
  }

  const std::string& bytes_;
  XlsxLimits limits_;
  size_t unpacked_ = 0;
};

Status parse(pugi::xml_document& document, const std::string& xml, std::string_view what) {
  auto result = document.load_buffer(xml.data(), xml.size(), pugi::parse_default | pugi::parse_ws_pcdata);
  if (!result) return bad("the part " + std::string(what) + " is not XML (" + result.description() + ")");
  return {};
}

// The file of the sheet in the archive.
Result<std::string> sheet_path(const std::map<std::string, std::string>& parts, std::string_view wanted) {
  auto book = parts.find("xl/workbook.xml"), links = parts.find("xl/_rels/workbook.xml.rels");
  if (book == parts.end() || links == parts.end()) return bad("it has no workbook; is it an XLSX file?");
  pugi::xml_document workbook, relations;
  STELE_CHECK(parse(workbook, book->second, "xl/workbook.xml"));
  STELE_CHECK(parse(relations, links->second, "xl/_rels/workbook.xml.rels"));
  std::string id, all;
  for (pugi::xml_node sheet : child(workbook.document_element(), "sheets").children()) {
    std::string name = sheet.attribute("name").value();
    all += (all.empty() ? "" : ", ") + name;
    if (!id.empty() || (!wanted.empty() && name != wanted)) continue;
    for (pugi::xml_attribute attribute : sheet.attributes())
      if (local(attribute.name()) == "id" && std::string_view(attribute.name()) != "id") id = attribute.value();
  }
  if (id.empty()) return bad("it has no sheet \"" + std::string(wanted) + "\"; it has: " + all.substr(0, 500));
  for (pugi::xml_node relation : relations.document_element().children()) {
    if (relation.attribute("Id").value() != id) continue;
    std::string target = relation.attribute("Target").value();
    return target.starts_with('/') ? target.substr(1) : "xl/" + target;
  }
  return bad("its workbook names a sheet that is not there");
}

void append_texts(std::string& out, pugi::xml_node node) {
  for (pugi::xml_node one : node.children()) {
    if (local(one.name()) == "t") out += one.text().get();
    else if (local(one.name()) == "r") append_texts(out, one);
  }
}

Result<std::vector<std::string>> shared_strings(const std::map<std::string, std::string>& parts) {
  std::vector<std::string> out;
  auto part = parts.find("xl/sharedStrings.xml");
  if (part == parts.end()) return out;
  pugi::xml_document document;
  STELE_CHECK(parse(document, part->second, "xl/sharedStrings.xml"));
  for (pugi::xml_node item : document.document_element().children()) append_texts(out.emplace_back(), item);
  return out;
}

bool is_date_code(std::string_view code) {
  bool quoted = false;
  for (char c : code) {
    if (c == '"') quoted = !quoted;
    if (c == '[') quoted = true;
    if (c == ']') quoted = false;
    if (!quoted && std::string_view("yYdDhH").find(c) != std::string_view::npos) return true;
  }
  return false;
}

// Which cell styles show their number as a date.
Result<std::vector<bool>> date_styles(const std::map<std::string, std::string>& parts) {
  std::vector<bool> out;
  auto part = parts.find("xl/styles.xml");
  if (part == parts.end()) return out;
  pugi::xml_document document;
  STELE_CHECK(parse(document, part->second, "xl/styles.xml"));
  std::set<int> dates;
  for (int id = 14; id <= 22; ++id) dates.insert(id);
  for (int id = 45; id <= 47; ++id) dates.insert(id);
  for (pugi::xml_node format : child(document.document_element(), "numFmts").children())
    if (is_date_code(format.attribute("formatCode").value())) dates.insert(format.attribute("numFmtId").as_int());
  for (pugi::xml_node style : child(document.document_element(), "cellXfs").children()) out.push_back(dates.contains(style.attribute("numFmtId").as_int()));
  return out;
}

// "AB12" -> 27; kMostColumns when it is no reference.
size_t column_of(std::string_view reference) {
  size_t column = 0, letters = 0;
  for (char c : reference) {
    if (c < 'A' || c > 'Z' || letters == 3) break;
    column = column * 26 + static_cast<size_t>(c - 'A') + 1;
    ++letters;
  }
  return letters == 0 || column > kMostColumns ? kMostColumns : column - 1;
}

class Sheet : public TableReader {
 public:
  std::vector<std::string> strings;
  std::vector<bool> dates;

  Status load(const std::string& xml, const std::string& path) {
    STELE_CHECK(parse(document_, xml, path));
    row_ = child(document_.document_element(), "sheetData").first_child();
    return {};
  }

  Result<bool> next(TableRow& out) override {
    for (; row_; row_ = row_.next_sibling()) {
      if (local(row_.name()) != "row") continue;
      number_ = row_.attribute("r") ? row_.attribute("r").as_ullong() : number_ + 1;
      STELE_CHECK(take(row_, out));
      if (std::all_of(out.cells.begin(), out.cells.end(), [](const std::string& cell) { return cell.empty(); })) continue;
      row_ = row_.next_sibling();
      if (width_ == 0) width_ = out.cells.size();
      // A spreadsheet leaves out empty cells at the end; they are no sign of a broken row.
      if (out.cells.size() < width_) out.cells.resize(width_);
      return true;
    }
    return false;
  }

 private:
  Status take(pugi::xml_node row, TableRow& out) {
    out.number = number_;
    out.cells.clear();
    out.trouble.clear();
    size_t column = 0;
    for (pugi::xml_node cell : row.children()) {
      if (local(cell.name()) != "c") continue;
      if (cell.attribute("r")) column = column_of(cell.attribute("r").value());
      if (column >= kMostColumns) return bad("row " + std::to_string(number_) + " has a cell that is in no column");
      if (out.cells.size() <= column) out.cells.resize(column + 1);
      out.cells[column] = text_of(cell, out);
      if (!is_valid_utf8(out.cells[column])) return bad("row " + std::to_string(number_) + " holds text that is not UTF-8");
      ++column;
    }
    return {};
  }

  std::string text_of(pugi::xml_node cell, TableRow& out) const {
    std::string_view type = cell.attribute("t").value();
    std::string value = child(cell, "v").text().get();
    if (type == "s") {
      size_t index = child(cell, "v").text().as_uint(UINT32_MAX);
      if (index < strings.size()) return strings[index];
      out.trouble = "A cell names a text that the spreadsheet does not have.";
      return {};
    }
    if (type == "inlineStr") {
      std::string text;
      append_texts(text, child(cell, "is"));
      return text;
    }
    if (type == "b") return value == "1" ? "true" : "false";
    if (type == "e") out.trouble = "A cell holds the error " + value + " instead of a value.";
    if (type == "e") return {};
    size_t style = cell.attribute("s").as_uint();
    if ((type.empty() || type == "n") && !value.empty() && style < dates.size() && dates[style])
      out.trouble = "The spreadsheet keeps a date as the number " + value + "; it is left as this number. Format the column as text and type the dates.";
    return value;
  }

  pugi::xml_document document_;
  pugi::xml_node row_;
  uint64_t number_ = 0;
  size_t width_ = 0;
};

}  // namespace

Result<std::unique_ptr<TableReader>> open_xlsx(std::string bytes, std::string_view sheet, XlsxLimits limits) {
  Package package(bytes, limits);
  STELE_TRY(auto book, package.parts({"xl/workbook.xml", "xl/_rels/workbook.xml.rels"}));
  STELE_TRY(std::string path, sheet_path(book, sheet));
  STELE_TRY(auto parts, package.parts({path, "xl/sharedStrings.xml", "xl/styles.xml"}));
  if (!parts.contains(path)) return bad("its sheet " + path + " is not there");
  auto out = std::make_unique<Sheet>();
  STELE_TRY(out->strings, shared_strings(parts));
  STELE_TRY(out->dates, date_styles(parts));
  STELE_CHECK(out->load(parts[path], path));
  return std::unique_ptr<TableReader>(std::move(out));
}

}  // namespace stele::formats
