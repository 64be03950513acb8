// The one list of rules. A rule looks at one draft and says what is wrong with it in a sentence that a person can act
// on; it never changes the draft. To add one: write the function, add its line to kRules, add its case to
// rules_test.cc.
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>

#include "base/geo.h"
#include "base/lang.h"
#include "model/check.h"

namespace stele::model {
namespace {

constexpr size_t kLongestText = 20000;
constexpr size_t kLongestName = 500;

std::string quoted(std::string_view text) {
  return "\"" + std::string(text.substr(0, 80)) + (text.size() > 80 ? "...\"" : "\"");
}

void envelope(const Draft& d, const Schema&, const FindingSink& found) {
  if (d.subject.is_nil()) found(Severity::kError, "The statement does not say what it is about (subject).");
  if (d.source.is_nil())
    found(Severity::kError, "The statement does not say where it comes from (source); own memory is a source too.");
  if (d.contributor.is_nil()) found(Severity::kError, "The statement does not say who says it (contributor).");
}

void known_property(const Draft& d, const Schema& schema, const FindingSink& found) {
  const PropertySpec* property = schema.property(d.property);
  if (!property)
    return found(Severity::kError, "There is no property called " + quoted(d.property) + "; `stele types` lists them.");
  if (kind_of(d.value) != property->kind && kind_of(d.value) != ValueKind::kUnknown)
    found(Severity::kError, "The property " + quoted(d.property) + " takes a value of kind " +
                                std::string(kind_name(property->kind)) + ", not " +
                                std::string(kind_name(kind_of(d.value))) + ".");
}

void known_type(const Draft& d, const Schema& schema, const FindingSink& found) {
  if (d.property != "type") return;
  const Text* text = std::get_if<Text>(&d.value);
  const TypeSpec* type = text ? schema.type(text->text) : nullptr;
  if (!type || type->kind != TypeSpec::Kind::kRecord)
    found(Severity::kError, "There is no type called " + quoted(plain_text(d.value)) + "; `stele types` lists them.");
}

void known_term(const Draft& d, const Schema& schema, const FindingSink& found) {
  auto must_be_in = [&](std::string_view vocab, std::string_view term) {
    if (!term.empty() && !schema.term(vocab, term))
      found(Severity::kError, quoted(term) + " is not a term of the vocabulary " + quoted(vocab) + ".");
  };
  const PropertySpec* property = schema.property(d.property);
  if (!property) return;
  if (const Term* term = std::get_if<Term>(&d.value)) must_be_in(property->vocab, term->id);
  must_be_in("certainty", d.certainty);
  if (const When* when = std::get_if<When>(&d.value)) must_be_in("calendar", when->calendar);
  if (d.property == "audience" && !audience_named(plain_text(d.value)))
    found(Severity::kError, quoted(plain_text(d.value)) + " is no audience: public, community, restricted or sealed.");
}

void known_parts(const Draft& d, const Schema& schema, const FindingSink& found) {
  const Parts* parts = nullptr;
  if (const Name* name = std::get_if<Name>(&d.value)) parts = &name->parts;
  if (const Position* position = std::get_if<Position>(&d.value)) parts = &position->parts;
  if (const Membership* membership = std::get_if<Membership>(&d.value)) parts = &membership->parts;
  if (!parts) return;
  for (const auto& [key, text] : *parts) {
    auto specs = schema.parts(kind_of(d.value));
    auto spec = std::find_if(specs.begin(), specs.end(), [&](const PartSpec& s) { return s.id == key; });
    if (spec == specs.end())
      found(Severity::kError,
            "A " + std::string(kind_name(kind_of(d.value))) + " has no part called " + quoted(key) + ".");
    else if (!spec->vocab.empty() && !schema.term(spec->vocab, text))
      found(Severity::kError,
            quoted(text) + " is not a term of the vocabulary " + quoted(spec->vocab) + " (part " + quoted(key) + ").");
  }
}

void own_reference(const Draft& d, const Schema&, const FindingSink& found) {
  const Ref* ref = std::get_if<Ref>(&d.value);
  const Membership* membership = std::get_if<Membership>(&d.value);
  if ((ref && ref->id == d.subject) || (membership && membership->unit == d.subject))
    found(Severity::kError, "The record refers to itself.");
}

void on_the_globe(const Draft& d, const Schema&, const FindingSink& found) {
  const Position* position = std::get_if<Position>(&d.value);
  if (!position) return;
  auto shape = parse_wkt(position->wkt);
  if (!shape) return found(Severity::kError, shape.error().message);
  Point p = shape->centre();
  if (shape->points.size() == 1 && p.lon == 0 && p.lat == 0)
    found(Severity::kWarning, "The position is 0, 0, which usually means that none was known.");
}

void language(const Draft& d, const Schema&, const FindingSink& found) {
  const Name* name = std::get_if<Name>(&d.value);
  const Text* text = std::get_if<Text>(&d.value);
  std::string_view tag = name ? std::string_view(name->lang) : text ? std::string_view(text->lang) : std::string_view();
  if (name && tag.empty())
    return found(Severity::kError,
                 "The name " + quoted(name->text) + " has no language; write und when it is not known.");
  if (tag.empty()) return;
  auto parsed = parse_lang(tag);
  if (!parsed) found(Severity::kError, parsed.error().message);
}

// The known dirt of gazetteers: letters of another script than the tag says, and letters of several scripts in one word
// (which is how look-alike letters hide).
void script(const Draft& d, const Schema&, const FindingSink& found) {
  const Name* name = std::get_if<Name>(&d.value);
  if (!name) return;
  std::string want = script_of_tag(name->lang);
  if (want == "Latn" && std::all_of(name->text.begin(), name->text.end(), [](unsigned char c) { return c < 0x80; }))
    return;
  std::vector<std::string> have = scripts_in(name->text);
  if (have.empty()) return found(Severity::kWarning, "The name " + quoted(name->text) + " has no letters.");
  auto fits = [&](const std::string& s) {
    return s == want || (want == "Jpan" && (s == "Hani" || s == "Hira" || s == "Kana")) ||
           (want == "Kore" && (s == "Hang" || s == "Hani")) || ((want == "Hans" || want == "Hant") && s == "Hani");
  };
  if (!want.empty() && !fits(have[0]))
    found(Severity::kWarning, "The language tag " + quoted(name->lang) + " means " + want + " letters, but " +
                                  quoted(name->text) + " is written in " + have[0] + ".");
  if (have.size() > 1 && !(fits(have[0]) && fits(have[1])))
    found(Severity::kWarning, "The name " + quoted(name->text) + " mixes letters of " + have[0] + " and " + have[1] +
                                  "; one of them may be a look-alike.");
}

void wiki_anchor(const Draft& d, const Schema&, const FindingSink& found) {
  const Name* name = std::get_if<Name>(&d.value);
  if (name && name->text.find('#') != std::string::npos)
    found(Severity::kWarning,
          "The name " + quoted(name->text) + " holds a '#': it looks like a link into a page, not like a name.");
}

void invisible(const Draft& d, const Schema&, const FindingSink& found) {
  const Name* name = std::get_if<Name>(&d.value);
  const std::string* text = name ? &name->text : std::get_if<Text>(&d.value) ? &std::get<Text>(d.value).text : nullptr;
  if (!text || std::all_of(text->begin(), text->end(), [](unsigned char c) { return c >= 0x20 && c < 0x7f; })) return;
  int32_t length = static_cast<int32_t>(text->size());
  for (int32_t i = 0; i < length;) {
    UChar32 c;
    U8_NEXT(text->data(), i, length, c);
    if (c < 0) return found(Severity::kError, "The text is not valid UTF-8.");
    if (c == '\n' || c == '\t' || c == '\r') {
      if (name) return found(Severity::kWarning, "The name " + quoted(*text) + " holds a line break or tab.");
      continue;
    }
    if (u_charType(c) == U_CONTROL_CHAR)
      return found(Severity::kError, "The text " + quoted(*text) + " holds a control character.");
    if (!name) continue;
    if ((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069))
      return found(Severity::kError,
                   "The name " + quoted(*text) +
                       " holds a sign that turns the direction of writing; it could make the page lie.");
    if (c == 0x200c && script_of_tag(name->lang) == "Arab")
      return found(Severity::kNote,
                   "The name " + quoted(*text) +
                       " holds a zero-width non-joiner, as Persian spelling uses it; search takes no notice of it.");
    if (c == 0x200b || c == 0x200c || c == 0x200d || c == 0xfeff || c == 0xad)
      return found(Severity::kWarning,
                   "The name " + quoted(*text) + " holds an invisible character (zero-width or soft hyphen).");
  }
}

void length(const Draft& d, const Schema&, const FindingSink& found) {
  const Name* name = std::get_if<Name>(&d.value);
  if (name && name->text.size() > kLongestName) found(Severity::kError, "The name is longer than 500 bytes.");
  const Text* text = std::get_if<Text>(&d.value);
  if ((text && text->text.size() > kLongestText) || d.original.size() > kLongestText)
    found(Severity::kError, "The text is longer than 20,000 bytes; keep long texts as media.");
  if (d.locator.size() > 1000 || d.words.size() > 500)
    found(Severity::kError, "The locator or the words of the date are too long.");
  const Keyed* keyed = std::get_if<Keyed>(&d.value);
  if (keyed && (keyed->key.size() > 200 || keyed->text.size() > kLongestText))
    found(Severity::kError, "The recorded value is too long.");
  const Position* position = std::get_if<Position>(&d.value);
  if (position && position->wkt.size() > 40000)
    found(Severity::kError, "The shape has more than 40,000 characters; simplify it.");
}

void address(const Draft& d, const Schema&, const FindingSink& found) {
  const Link* link = std::get_if<Link>(&d.value);
  if (link && !link->url.starts_with("https://") && !link->url.starts_with("http://"))
    found(Severity::kError, "The link " + quoted(link->url) + " is not an http or https address.");
}

constexpr Rule kRules[] = {
    {"envelope", "a subject, a source and a contributor", envelope},
    {"property", "a property of the schema with the right kind of value", known_property},
    {"type", "a type of the schema", known_type},
    {"term", "terms of the named vocabulary", known_term},
    {"parts", "only the parts that this kind of value has", known_parts},
    {"reference", "no record refers to itself", own_reference},
    {"position", "positions on the globe, written as Well-Known Text", on_the_globe},
    {"language", "a language tag for every name", language},
    {"script", "letters that fit the language tag", script},
    {"wiki-anchor", "no links into pages as names", wiki_anchor},
    {"invisible", "no invisible or direction-turning characters", invisible},
    {"length", "bounded texts", length},
    {"address", "only http and https links", address},
};

}  // namespace

std::span<const Rule> rules() { return kRules; }

}  // namespace stele::model
