#include "index/doc.h"

#include <algorithm>
#include <cstring>

#include "base/lang.h"

namespace stele::index {
namespace {

using model::SeenStatement;

constexpr size_t kMostFacetText = 80;  // a recorded value longer than this is a text, not something to count by
constexpr size_t kMostWords = 4000;    // bytes of folded words kept for search
constexpr std::string_view kVoices = "(voice)";  // no property is called so

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

void add_name(Doc& doc, const SeenStatement& s, const model::Name& name) {
  DocName out{name.text, name.lang, s.property == "name", model::marks_of(name), {}, model::voices_of(s, name)};
  if (s.holds) out.held = model::Held::of(*s.holds);
  doc.names.push_back(std::move(out));
}

void add_statement(Doc& doc, const SeenStatement& s, const model::PropertySpec& property) {
  if (s.holds) add_span(doc, *s.holds);
  add_facet(doc, s, property);
  if (const auto* name = std::get_if<model::Name>(&s.value)) {
    add_name(doc, s, *name);
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
  static const model::TitleRule kNothingAsked{model::Perspective{}};
  const model::Name* title = view.title_name(kNothingAsked);
  doc.title = title ? title->text : view.title(kNothingAsked);
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

Title title_of(const Doc& doc, const model::TitleRule& rule) {
  const std::string& by = rule.perspective().by;
  const DocName* best = choose_title(doc.names, rule, [&](const DocName& name) -> std::optional<model::NameFacts> {
    if (!name.is_title) return std::nullopt;
    bool is_asked = !by.empty() && std::ranges::count(name.voices, by) > 0;
    return model::NameFacts{name.lang, name.held, name.marks, is_asked};
  });
  return best ? Title{best->text, best->lang} : Title{doc.title, {}};
}

std::string all_words(const Doc& doc) {
  std::string out;
  for (const DocName& name : doc.names) {
    if (out.size() > kMostWords) break;
    std::string folded = fold(name.text);
    if (!out.empty() && !folded.empty()) out += ' ';
    out += folded;
  }
  if (!out.empty() && !doc.words.empty()) out += ' ';
  return out + doc.words;
}

namespace {

// The low bits of a name's first byte are its marks.
constexpr uint8_t kMarks = 7, kIsTitle = 8, kIsDated = 16, kIsInterval = 32;

Status put_name(std::string& out, const DocName& name, FacetNumbers& numbers) {
  int bits = (name.marks & kMarks) | (name.is_title ? kIsTitle : 0) | (name.held ? kIsDated : 0) |
             (name.held && name.held->interval ? kIsInterval : 0);
  put(out, name.text), put(out, name.lang), put(out, static_cast<uint64_t>(bits));
  if (name.held)
    for (Day day : {name.held->start_first, name.held->start_last, name.held->end_first, name.held->end_last})
      put_fixed(out, &day, sizeof day);
  put(out, name.voices.size());
  for (const std::string& voice : name.voices) {
    STELE_TRY(uint64_t number, numbers.number(kVoices, voice));
    put(out, number);
  }
  return {};
}

Result<DocName> name_from(Input& in, FacetNumbers& numbers) {
  DocName out;
  out.text = in.text(), out.lang = in.text();
  uint64_t bits = in.number();
  out.marks = static_cast<uint8_t>(bits & kMarks), out.is_title = (bits & kIsTitle) != 0;
  if (bits & kIsDated) {
    model::Held held;
    for (Day* day : {&held.start_first, &held.start_last, &held.end_first, &held.end_last}) in.fixed(day, sizeof(Day));
    held.interval = (bits & kIsInterval) != 0;
    out.held = held;
  }
  for (size_t n = in.count(); n > 0; --n) {
    STELE_TRY(auto voice, numbers.facet(in.number()));
    out.voices.push_back(std::move(voice.second));
  }
  return out;
}

}  // namespace

Result<std::string> to_bytes(const Doc& doc, FacetNumbers& numbers) {
  std::string out;
  put(out, doc.type), put(out, doc.title), put(out, doc.title_lang), put(out, uint64_t{doc.statements});
  put(out, doc.names.size());
  for (const DocName& name : doc.names) STELE_CHECK(put_name(out, name, numbers));
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
    STELE_TRY(DocName name, name_from(in, numbers));
    doc.names.push_back(std::move(name));
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
