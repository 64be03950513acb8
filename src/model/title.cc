// One rank for every name, compared as a whole: what stands first in it decides first.
#include "model/title.h"

#include <algorithm>

#include "base/lang.h"
#include "model/redact.h"

namespace stele::model {
namespace {

constexpr int kOwnLanguage = 0, kOtherLanguage = 3;

int language_rank(std::string_view tag, std::string_view lang) {
  std::string_view own = lang_of(tag);
  if (own == lang_of(lang)) return kOwnLanguage;
  if (own == "und" || own == "mul") return 1;
  if (own == "en") return 2;
  return kOtherLanguage;
}

// At most so many bytes, cut between two letters.
std::string beginning(std::string text, size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0) == 0x80) --most;
  return text.substr(0, most);
}

bool has(const NameFacts& name, NameFacts::Mark mark) { return (name.marks & mark) != 0; }

// Without a time the present is meant. With one, a former name of that time is as good as any; a false one never is.
bool is_past(const NameFacts& name, Holding then) {
  if (has(name, NameFacts::kFalse)) return true;
  if (then <= Holding::kPossibly) return false;
  static const Day kPresent = day_of(2000, 1, 1);
  return has(name, NameFacts::kFormer) || (name.held && name.held->end_last < kPresent);
}

}  // namespace

std::string_view holding_name(Holding holding) {
  switch (holding) {
    case Holding::kCertainly: return "certainly";
    case Holding::kPossibly: return "possibly";
    case Holding::kUndated: return "undated";
    case Holding::kNot: return "not";
  }
  return {};
}

Held Held::of(const Period& p) {
  return {p.start_earliest(), p.start_latest(), p.end_earliest(), p.end_latest(), p.is_interval()};
}

Holding holding(const std::optional<Held>& held, const Period& at) {
  if (!held) return Holding::kUndated;
  Day first = at.earliest(), last = at.latest();
  if (held->start_first > last || held->end_last < first) return Holding::kNot;
  bool lasts = held->interval || held->start_first == held->end_last;
  bool covers = lasts && held->start_last <= first && held->end_first >= last;
  bool within = held->start_first >= first && held->end_last <= last;
  return covers || within ? Holding::kCertainly : Holding::kPossibly;
}

Holding holding(const std::optional<Period>& holds, const Period& at) {
  return holding(holds ? std::optional(Held::of(*holds)) : std::nullopt, at);
}

uint8_t marks_of(const Name& name) {
  std::string_view status = part(name.parts, "status"), form = part(name.parts, "form");
  int marks = 0;
  if (status == "official-former" || status == "historical") marks |= NameFacts::kFormer;
  if (status == "false") marks |= NameFacts::kFalse;
  if (status == "variant" || status == "unverified" || form == "machine-derived" ||
      name.text.find('#') != std::string::npos)
    marks |= NameFacts::kVariant;
  return static_cast<uint8_t>(marks);
}

std::vector<std::string> voices_of(const Statement& statement, const Name& name) {
  std::vector<std::string> out;
  if (std::string_view by = part(name.parts, "status-by"); !by.empty()) out.emplace_back(by);
  if (!statement.contributor.is_nil()) out.push_back(statement.contributor.text());
  if (!statement.source.is_nil() && statement.source != statement.contributor) out.push_back(statement.source.text());
  return out;
}

TitleRule::TitleRule(Perspective perspective)
    : perspective_(std::move(perspective)), script_(script_of_tag(perspective_.lang)) {}

TitleRule::Rank TitleRule::rank(const NameFacts& name) const {
  Holding then = perspective_.at ? holding(name.held, *perspective_.at) : Holding::kNot;
  int language = language_rank(name.lang, perspective_.lang);
  bool is_other_script = language == kOwnLanguage && name.lang != perspective_.lang && !script_.empty() &&
                         script_of_tag(name.lang) != script_;
  return {then,
          !perspective_.by.empty() && !name.is_asked_voice,
          language,
          is_past(name, then),
          is_other_script,
          has(name, NameFacts::kVariant),
          language == kOtherLanguage ? name.lang : std::string_view()};
}

const Name* View::title_name(const TitleRule& rule) const {
  const std::string& by = rule.perspective().by;
  auto facts = [&](const SeenStatement& s) -> std::optional<NameFacts> {
    const Name* name = s.property == "name" && !s.superseded ? std::get_if<Name>(&s.value) : nullptr;
    if (!name) return std::nullopt;
    NameFacts out{name->lang, {}, marks_of(*name)};
    if (s.holds) out.held = Held::of(*s.holds);
    if (!by.empty()) out.is_asked_voice = std::ranges::count(voices_of(s, *name), by) > 0;
    return out;
  };
  const SeenStatement* best = choose_title(statements_, rule, facts);
  return best ? &std::get<Name>(best->value) : nullptr;
}

std::string View::title(const TitleRule& rule) const {
  if (const Name* name = title_name(rule)) return name->text;
  for (std::string_view property : {"file-name", "description"})
    for (const SeenStatement* s : of(property)) return beginning(plain_text(s->value), 120);
  for (std::string_view property : {"name-from", "name-to"})
    for (const SeenStatement* s : of(property)) return plain_text(s->value);
  return type_.empty() ? id_.text() : type_ + " " + id_.text().substr(0, 8);
}

const Name* View::title_name(const Perspective& perspective) const { return title_name(TitleRule(perspective)); }
std::string View::title(const Perspective& perspective) const { return title(TitleRule(perspective)); }
const Name* View::title_name(std::string_view lang) const { return title_name(Perspective{std::string(lang), {}, {}}); }
std::string View::title(std::string_view lang) const { return title(Perspective{std::string(lang), {}, {}}); }

}  // namespace stele::model
