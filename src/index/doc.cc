#include "index/doc.h"

#include <algorithm>
#include <cstring>

#include "base/lang.h"

namespace stele::index {
namespace {

using model::SeenStatement;

constexpr size_t kMostFacetText = 80;  // a recorded value longer than this is a text, not something to count by
constexpr size_t kMostWords = 4000;    // bytes of folded words kept for search

template <class T>
void sort_unique(std::vector<T>& items) {
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
}

void add_words(Doc& doc, std::string_view text) {
  std::string folded = fold(text);
  if (folded.empty() || doc.words.size() > kMostWords) return;
  if (!doc.words.empty()) doc.words += ' ';
  doc.words += folded;
}

void add_facet(Doc& doc, const SeenStatement& s, const model::PropertySpec& property) {
  if (const auto* keyed = std::get_if<model::Keyed>(&s.value)) {
    const auto& keys = property.facet_keys;
    if (keyed->text.size() <= kMostFacetText && std::find(keys.begin(), keys.end(), keyed->key) != keys.end())
      doc.facets.emplace_back(property.id + ":" + keyed->key, keyed->text);
    return;
  }
  if (property.facet && model::kind_of(s.value) != model::ValueKind::kUnknown)
    doc.facets.emplace_back(property.id, model::plain_text(s.value));
}

void add_span(Doc& doc, const Period& period) { doc.spans.emplace_back(period.earliest(), period.latest()); }

void add_statement(Doc& doc, const SeenStatement& s, const model::PropertySpec& property) {
  if (s.holds) add_span(doc, *s.holds);
  add_facet(doc, s, property);
  if (const auto* name = std::get_if<model::Name>(&s.value)) {
    doc.names.emplace_back(name->text, name->lang);
  } else if (const auto* text = std::get_if<model::Text>(&s.value)) {
    if (property.text_search) add_words(doc, text->text);
  } else if (const auto* when = std::get_if<model::When>(&s.value)) {
    add_span(doc, when->period);
  } else if (const auto* id = std::get_if<model::Identifier>(&s.value)) {
    doc.identifiers.push_back(id->scheme + ":" + id->id);
  } else if (const auto* ref = std::get_if<model::Ref>(&s.value)) {
    doc.links.emplace_back(s.property, ref->id);
  } else if (const auto* membership = std::get_if<model::Membership>(&s.value)) {
    doc.links.emplace_back(s.property, membership->unit);
  } else if (const auto* position = std::get_if<model::Position>(&s.value)) {
    if (auto shape = parse_wkt(position->wkt); shape && !doc.point) doc.point = shape->centre();
  }
}

// --- bytes: lengths as varints, nothing aligned ---

void put(std::string& out, uint64_t n) {
  for (; n >= 0x80; n >>= 7) out += static_cast<char>(n | 0x80);
  out += static_cast<char>(n);
}
void put(std::string& out, std::string_view text) {
  put(out, text.size());
  out += text;
}
void put_fixed(std::string& out, const void* data, size_t size) { out.append(static_cast<const char*>(data), size); }

class Input {
 public:
  explicit Input(std::string_view bytes) : rest_(bytes) {}
  uint64_t number() {
    uint64_t n = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (rest_.empty()) return bad_ = true, 0;
      auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      n |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (!(byte & 0x80)) return n;
    }
    return bad_ = true, 0;
  }
  // How many items follow: never more than there are bytes.
  size_t count() {
    uint64_t n = number();
    if (n > rest_.size()) bad_ = true;
    return bad_ ? 0 : static_cast<size_t>(n);
  }
  std::string text() {
    size_t n = count();
    std::string out(rest_.substr(0, n));
    rest_.remove_prefix(n);
    return out;
  }
  void fixed(void* data, size_t size) {
    if (rest_.size() < size) return void(bad_ = true);
    std::memcpy(data, rest_.data(), size);
    rest_.remove_prefix(size);
  }
  bool good() const { return !bad_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool bad_ = false;
};

}  // namespace

std::optional<Doc> make_doc(const model::View& view, const model::Schema& schema) {
  if (view.empty()) return std::nullopt;
  const model::TypeSpec* type = schema.type(view.type());
  if (!type || !type->listed) return std::nullopt;
  Doc doc;
  doc.type = view.type();
  const model::Name* title = view.title_name();
  doc.title = title ? title->text : view.title();
  doc.title_lang = title ? title->lang : "";
  for (const SeenStatement& s : view.statements()) {
    const model::PropertySpec* property = schema.property(s.property);
    if (!property || s.superseded) continue;
    ++doc.statements;
    add_statement(doc, s, *property);
    if (!s.source.is_nil()) doc.facets.emplace_back("source", s.source.text());
  }
  if (doc.names.empty()) add_words(doc, doc.title);
  sort_unique(doc.facets);
  sort_unique(doc.spans);
  sort_unique(doc.identifiers);
  sort_unique(doc.links);
  return doc;
}

std::string all_words(const Doc& doc) {
  std::string out;
  for (const auto& [text, lang] : doc.names) {
    if (out.size() > kMostWords) break;
    std::string folded = fold(text);
    if (!out.empty() && !folded.empty()) out += ' ';
    out += folded;
  }
  if (!out.empty() && !doc.words.empty()) out += ' ';
  return out + doc.words;
}

Result<std::string> to_bytes(const Doc& doc, FacetNumbers& numbers) {
  std::string out;
  put(out, doc.type), put(out, doc.title), put(out, doc.title_lang), put(out, uint64_t{doc.statements});
  put(out, doc.names.size());
  for (const auto& [text, lang] : doc.names) put(out, text), put(out, lang);
  put(out, doc.facets.size());
  for (const auto& [facet, value] : doc.facets) {
    STELE_TRY(uint64_t number, numbers.number(facet, value));
    put(out, number);
  }
  put(out, doc.spans.size());
  for (const auto& [lo, hi] : doc.spans) put_fixed(out, &lo, sizeof lo), put_fixed(out, &hi, sizeof hi);
  put(out, doc.identifiers.size());
  for (const auto& id : doc.identifiers) put(out, id);
  put(out, doc.links.size());
  for (const auto& [property, id] : doc.links) put(out, property), put_fixed(out, id.bytes.data(), id.bytes.size());
  put(out, uint64_t{doc.point ? 1u : 0u});
  if (doc.point) put_fixed(out, &doc.point->lon, 8), put_fixed(out, &doc.point->lat, 8);
  put(out, doc.words);
  return out;
}

Result<Doc> doc_from_bytes(std::string_view bytes, FacetNumbers& numbers) {
  Input in(bytes);
  Doc doc;
  doc.type = in.text(), doc.title = in.text(), doc.title_lang = in.text();
  doc.statements = static_cast<uint32_t>(in.number());
  for (size_t n = in.count(); n > 0; --n) {
    std::string text = in.text(), lang = in.text();
    doc.names.emplace_back(std::move(text), std::move(lang));
  }
  for (size_t n = in.count(); n > 0; --n) {
    STELE_TRY(auto facet, numbers.facet(in.number()));
    doc.facets.push_back(std::move(facet));
  }
  for (size_t n = in.count(); n > 0; --n) {
    std::pair<Day, Day> span;
    in.fixed(&span.first, sizeof(Day)), in.fixed(&span.second, sizeof(Day));
    doc.spans.push_back(span);
  }
  for (size_t n = in.count(); n > 0; --n) doc.identifiers.push_back(in.text());
  for (size_t n = in.count(); n > 0; --n) {
    std::pair<std::string, Id> link;
    link.first = in.text();
    in.fixed(link.second.bytes.data(), link.second.bytes.size());
    doc.links.push_back(std::move(link));
  }
  if (in.number()) {
    doc.point = Point{};
    in.fixed(&doc.point->lon, 8), in.fixed(&doc.point->lat, 8);
  }
  doc.words = in.text();
  if (!in.good()) return fail(Code::kCorrupt, "A record in the index is damaged; rebuild the index.");
  return doc;
}

}  // namespace stele::index
