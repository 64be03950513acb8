// Data extension: columns of a table are filled with what the archive says. Only views are read, so a record that may
// not be seen has empty cells, exactly as one that is not there. Superseded statements are left out; contradicting ones
// stand together.
#include <fmt/format.h>

#include <algorithm>

#include "base/geo.h"
#include "base/lang.h"
#include "server/reconcile.h"
#include "server/reply.h"

namespace stele::server::reconcile {
namespace {

// One value, before it is written for a version.
struct Cell {
  enum class Kind : uint8_t { kText, kRecord, kInteger, kDecimal } kind = Kind::kText;
  std::string text, lang, id;
};

// "41.69,44.83" of a point, as people and other services write it; other shapes stay WKT, longitude first.
std::string position_text(const std::string& wkt) {
  size_t blank = wkt.find(' ', 7), close = wkt.find(')');
  if (!wkt.starts_with("POINT (") || blank == std::string::npos || close == std::string::npos || blank > close)
    return wkt;
  return wkt.substr(blank + 1, close - blank - 1) + "," + wkt.substr(7, blank - 7);
}

class Extender {
 public:
  Extender(const Site& site, const Reader& reader) : site_(site), reader_(reader), titles_(site, reader) {}

  std::vector<Cell> cells(const ExtendProperty& property, const model::View& view) {
    std::vector<Cell> out;
    for (const model::SeenStatement* s : view.of(property.id)) {
      if (property.limit && out.size() == property.limit) break;
      if (auto cell = cell_of(property, *s)) out.push_back(std::move(*cell));
    }
    return out;
  }

 private:
  std::optional<Cell> cell_of(const ExtendProperty& property, const model::SeenStatement& s) {
    if (const auto* name = std::get_if<model::Name>(&s.value))
      return in_language(property, {Cell::Kind::kText, name->text, name->lang, {}});
    if (const auto* text = std::get_if<model::Text>(&s.value)) {
      if (property.id == "type" && !property.wants_ids)
        return Cell{Cell::Kind::kText, type_label(text->text), std::string(reader_.words.tag()), {}};
      return in_language(property, {Cell::Kind::kText, text->text, text->lang, {}});
    }
    if (const auto* term = std::get_if<model::Term>(&s.value)) return term_cell(property, s, term->id);
    if (const auto* ref = std::get_if<model::Ref>(&s.value)) return record_cell(property, ref->id, {});
    if (const auto* membership = std::get_if<model::Membership>(&s.value))
      return record_cell(property, membership->unit, std::string(model::part(membership->parts, "unit-name")));
    if (const auto* position = std::get_if<model::Position>(&s.value))
      return Cell{Cell::Kind::kText, position_text(position->wkt), {}, {}};
    if (const auto* quantity = std::get_if<model::Quantity>(&s.value); quantity && quantity->unit.empty())
      return number_cell(quantity->number);
    return Cell{Cell::Kind::kText, model::plain_text(s.value), {}, {}};
  }

  static std::optional<Cell> in_language(const ExtendProperty& property, Cell cell) {
    bool fits = property.lang.empty() || cell.lang == property.lang || lang_of(cell.lang) == property.lang;
    return fits ? std::optional(std::move(cell)) : std::nullopt;
  }

  std::string type_label(const std::string& id) const {
    const model::TypeSpec* type = site_.schema().type(id);
    return type ? std::string(model::label(type->labels, reader_.words.tag())) : id;
  }

  Cell term_cell(const ExtendProperty& property, const model::SeenStatement& s, const std::string& id) const {
    const model::PropertySpec* spec = site_.schema().property(s.property);
    const model::TermSpec* term = spec ? site_.schema().term(spec->vocab, id) : nullptr;
    if (!term || property.wants_ids) return {Cell::Kind::kText, id, {}, {}};
    return {Cell::Kind::kText,
            std::string(model::label(term->labels, reader_.words.tag())),
            std::string(reader_.words.tag()),
            {}};
  }

  // A record that this reader may not see, or that has nothing said about it, has no title: what the statement itself
  // calls it stands there, or its id.
  Cell record_cell(const ExtendProperty& property, const Id& id, std::string called) {
    if (property.wants_ids) return {Cell::Kind::kText, id.text(), {}, {}};
    const Title& title = titles_.of(id);
    if (title.seen) return {Cell::Kind::kRecord, title.text, title.lang, id.text()};
    return {Cell::Kind::kText, called.empty() ? id.text() : std::move(called), {}, {}};
  }

  static Cell number_cell(const std::string& number) {
    bool is_integer =
        number.size() < 16 && number.find_first_not_of("0123456789") == std::string::npos && whole_number(number);
    bool is_json = parse_json(number).has_value() && parse_decimal(number);
    return {is_integer ? Cell::Kind::kInteger : is_json ? Cell::Kind::kDecimal : Cell::Kind::kText, number, {}, {}};
  }

  const Site& site_;
  const Reader& reader_;
  Titles titles_;
};

void append_cell(std::string& out, const Cell& cell, Version version) {
  ObjectText object(out);
  if (cell.kind == Cell::Kind::kInteger) return void(object.member("int") += cell.text);
  if (cell.kind == Cell::Kind::kDecimal) return void(object.member("float") += cell.text);
  if (cell.kind == Cell::Kind::kRecord) object.text("id", cell.id);
  object.text(cell.kind == Cell::Kind::kRecord ? "name" : "str", cell.text);
  if (version != Version::kDraft || cell.lang.empty()) return;
  object.text("lang", cell.lang);
  object.text("dir", direction_of(cell.lang));
}

void append_meta(std::string& out, const ExtendProperty& property, const Site& site, const Reader& reader) {
  const model::PropertySpec* spec = site.schema().property(property.id);
  ObjectText object(out);
  object.text("id", property.id);
  object.text("name", spec ? model::label(spec->labels, reader.words.tag()) : property.id);
  const model::TypeSpec* type = spec && spec->ref_types.size() == 1 ? site.schema().type(spec->ref_types[0]) : nullptr;
  if (!type || property.wants_ids) return;
  ObjectText of(object.member("type"));
  of.text("id", type->id);
  of.text("name", model::label(type->labels, reader.words.tag()));
}

// "id": {"name": [..], "position": [..]}
void append_legacy_row(std::string& out, const std::string& id, const Extend& extend,
                       const std::vector<std::vector<Cell>>& columns) {
  append_json_string(out, id);
  out += ':';
  ObjectText row(out);
  for (size_t i = 0; i < columns.size(); ++i)
    append_array(row.member(extend.properties[i].id), columns[i],
                 [](std::string& text, const Cell& cell) { append_cell(text, cell, Version::kLegacy); });
}

// {"id": "..", "properties": [{"id": "name", "values": [..]}]}
void append_draft_row(std::string& out, const std::string& id, const Extend& extend,
                      const std::vector<std::vector<Cell>>& columns) {
  ObjectText row(out);
  row.text("id", id);
  std::string& properties = row.member("properties");
  properties += '[';
  for (size_t i = 0; i < columns.size(); ++i) {
    if (i) properties += ',';
    ObjectText property(properties);
    property.text("id", extend.properties[i].id);
    append_array(property.member("values"), columns[i],
                 [](std::string& text, const Cell& cell) { append_cell(text, cell, Version::kDraft); });
  }
  properties += ']';
}

Result<std::vector<std::vector<Cell>>> columns_of(Extender& extender, const Extend& extend, const Site& site,
                                                  const std::string& id) {
  std::vector<std::vector<Cell>> out(extend.properties.size());
  STELE_TRY(std::optional<model::View> view, listed_view(site, id));
  for (size_t i = 0; view && i < out.size(); ++i) out[i] = extender.cells(extend.properties[i], *view);
  return out;
}

}  // namespace

Result<std::string> extended(const Extend& extend, const Site& site, const Reader& reader, Version version) {
  Extender extender(site, reader);
  std::string rows;
  for (const std::string& id : extend.ids) {
    STELE_TRY(std::vector<std::vector<Cell>> columns, columns_of(extender, extend, site, id));
    if (!rows.empty()) rows += ',';
    if (version == Version::kDraft) append_draft_row(rows, id, extend, columns);
    else append_legacy_row(rows, id, extend, columns);
  }
  return object_text([&](ObjectText& whole) {
    append_array(whole.member("meta"), extend.properties,
                 [&](std::string& text, const ExtendProperty& property) { append_meta(text, property, site, reader); });
    whole.member("rows") += version == Version::kDraft ? "[" + rows + "]" : "{" + rows + "}";
  });
}

}  // namespace stele::server::reconcile
