// The name on top of a page is computed, never stored: no name is "the" name of a place. The order, the same for every
// place: a name in the reader's language that is in use or not dated, before one that is dated in the past; then a name
// whose language is not told; then English; then whichever is first in alphabetical order of its language tag. Among
// equals the one recorded first.
#include <tuple>

#include "base/lang.h"
#include "model/redact.h"

namespace stele::model {
namespace {

int language_rank(const Name& name, std::string_view lang) {
  std::string_view own = lang_of(name.lang);
  if (own == lang) return 0;
  if (own == "und" || own == "mul") return 1;
  if (own == "en") return 2;
  return 3;
}

bool is_past(const SeenStatement& s, const Name& name) {
  std::string_view status = part(name.parts, "status");
  if (status == "official-former" || status == "historical" || status == "false") return true;
  return s.holds && s.holds->latest() < day_of(2000, 1, 1);
}

// At most so many bytes, cut between two letters.
std::string beginning(std::string text, size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0) == 0x80) --most;
  return text.substr(0, most);
}

bool is_variant(const Name& name) {
  std::string_view status = part(name.parts, "status"), form = part(name.parts, "form");
  return status == "variant" || status == "unverified" || form == "machine-derived" ||
         name.text.find('#') != std::string::npos;
}

}  // namespace

const Name* View::title_name(std::string_view lang) const {
  lang = lang_of(lang);
  using Rank = std::tuple<int, bool, bool, std::string_view>;
  const Name* best = nullptr;
  Rank best_rank;
  for (const SeenStatement& s : statements_) {
    const Name* name = s.property == "name" && !s.superseded ? std::get_if<Name>(&s.value) : nullptr;
    if (!name) continue;
    int language = language_rank(*name, lang);
    Rank rank{language, is_past(s, *name), is_variant(*name),
              language == 3 ? std::string_view(name->lang) : std::string_view()};
    if (!best || rank < best_rank) best = name, best_rank = rank;
  }
  return best;
}

std::string View::title(std::string_view lang) const {
  if (const Name* name = title_name(lang)) return name->text;
  for (std::string_view property : {"file-name", "description"})
    for (const SeenStatement* s : of(property)) return beginning(plain_text(s->value), 120);
  for (std::string_view property : {"name-from", "name-to"})
    for (const SeenStatement* s : of(property)) return plain_text(s->value);
  return type_.empty() ? id_.text() : type_ + " " + id_.text().substr(0, 8);
}

}  // namespace stele::model
