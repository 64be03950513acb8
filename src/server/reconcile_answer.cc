// Answering a batch: all names of all queries go to the archive in one call, units that are given by name in another
// one before it. Conditions that the index does not know are looked up in the views of the candidates.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/lang.h"
#include "server/reconcile.h"
#include "server/reply.h"

namespace stele::server::reconcile {
namespace {

using model::Candidate;
using model::MatchQuery;

constexpr double kUnitIsMeant = 0.9;
constexpr double kLikely = 0.5;
constexpr size_t kUnitsOfOneName = 20;
constexpr double kNotMet = 0.85;  // what is left of the score when an optional condition does not hold

bool is_same_text(std::string_view a, std::string_view b) { return a == b || fold(a) == fold(b); }

class Batch {
 public:
  Batch(const Site& site, std::span<const Asked> asked, const Reader& reader)
      : site_(site), asked_(asked), perspective_{.lang = reader.lang, .at = {}, .by = {}}, answers_(asked.size()) {}

  Result<std::vector<Answered>> run() {
    STELE_CHECK(find_units());
    STELE_CHECK(find_names(Pass::kFirst));
    STELE_CHECK(find_names(Pass::kAnyType));
    for (size_t i = 0; i < asked_.size(); ++i) STELE_CHECK(finish(i));
    return std::move(answers_);
  }

 private:
  enum class Pass : uint8_t { kFirst, kAnyType };

  // The units that are given by name: all that surely bear it.
  Status find_units() {
    std::vector<MatchQuery> queries;
    for (const Asked& one : asked_)
      for (const std::string& name : one.part_of_names)
        if (one.error.empty() && units_.try_emplace(name).second)
          queries.push_back({.name = name,
                             .types = {},
                             .near = {},
                             .during = {},
                             .part_of = {},
                             .lang = {},
                             .limit = kUnitsOfOneName});
    if (queries.empty()) return {};
    STELE_TRY(auto found, site_.archive().match(site_.caller(), queries, perspective_));
    for (size_t i = 0; i < queries.size(); ++i)
      for (const Candidate& c : found[i])
        if (c.score > kUnitIsMeant) units_[queries[i].name].push_back(c.hit.id);
    return {};
  }

  // In the second pass: what bears the name but is of another type, for those who do not insist and found nothing likely.
  bool is_asked(size_t i, Pass pass) const {
    const Asked& one = asked_[i];
    if (!one.error.empty() || !answers_[i].error.empty()) return false;
    if (pass == Pass::kFirst) return true;
    bool is_likely = std::ranges::any_of(answers_[i].candidates, [](const Scored& s) { return s.candidate.score > kLikely; });
    return one.is_type_soft && !one.match.types.empty() && !is_likely;
  }

  Status find_names(Pass pass) {
    std::vector<MatchQuery> queries;
    std::vector<size_t> owner;
    for (size_t i = 0; i < asked_.size(); ++i) {
      if (!is_asked(i, pass)) continue;
      std::optional<MatchQuery> base = query_of(i, pass);
      if (!base) continue;
      std::vector<std::string> names = asked_[i].names;
      if (names.empty() && base->near) names.emplace_back();  // whatever is there
      for (std::string& name : names) {
        queries.push_back(*base);
        queries.back().name = std::move(name);
        owner.push_back(i);
      }
    }
    if (queries.empty()) return {};
    STELE_TRY(auto found, site_.archive().match(site_.caller(), queries, perspective_));
    for (size_t q = 0; q < queries.size(); ++q)
      for (Candidate& c : found[q]) add(answers_[owner[q]], std::move(c));
    return {};
  }

  // nullopt when a required condition cannot hold for anything.
  std::optional<MatchQuery> query_of(size_t i, Pass pass) {
    const Asked& one = asked_[i];
    MatchQuery out = one.match;
    if (pass == Pass::kAnyType) out.types.clear();
    // Candidates that fall out by conditions looked at later must not take the place of others.
    if (!one.others.empty()) out.limit = std::max<size_t>(out.limit, 25);
    for (const std::string& name : one.part_of_names) {
      const std::vector<Id>& units = units_[name];
      out.part_of.insert(out.part_of.end(), units.begin(), units.end());
      if (units.empty() && pass == Pass::kFirst)
        answers_[i].notes.push_back(fmt::format("part-of: nothing here is called “{}”", name));
    }
    bool is_impossible =
        !one.part_of_names.empty() && out.part_of.empty() && out.part_of_wanted == model::Wants::kSurely;
    return is_impossible ? std::nullopt : std::optional(std::move(out));
  }

  // Spellings of one name find the same record more than once: the best stays.
  static void add(Answered& answered, Candidate candidate) {
    for (Scored& known : answered.candidates) {
      if (known.candidate.hit.id != candidate.hit.id) continue;
      if (candidate.score > known.candidate.score) known.candidate = std::move(candidate);
      return;
    }
    answered.candidates.push_back({std::move(candidate), {}});
  }

  Status finish(size_t i) {
    const Asked& one = asked_[i];
    Answered& out = answers_[i];
    if (!one.error.empty()) return out.error = one.error, Status();
    out.notes.insert(out.notes.begin(), one.notes.begin(), one.notes.end());
    STELE_CHECK(add_ids(one, out));
    for (Scored& scored : out.candidates) describe(one, scored);
    if (!one.others.empty()) STELE_CHECK(check_others(one, out));
    std::ranges::stable_sort(out.candidates, std::greater(), [](const Scored& s) { return s.candidate.score; });
    bool is_of_type = one.match.types.empty() || out.candidates.empty() ||
                      std::ranges::find(one.match.types, out.candidates[0].candidate.hit.type) != one.match.types.end();
    std::vector<Candidate> order;
    for (size_t k = 0; k < std::min<size_t>(out.candidates.size(), 2); ++k)
      order.push_back(out.candidates[k].candidate);
    out.verdict = model::verdict(order);
    if (!is_of_type && out.verdict == model::Verdict::kMatch) out.verdict = model::Verdict::kChoose;
    if (out.candidates.size() > one.match.limit) out.candidates.resize(one.match.limit);
    return {};
  }

  // Records that are asked for by id. One that may not be seen is not there.
  Status add_ids(const Asked& one, Answered& out) {
    for (const std::string& text : one.ids) {
      STELE_TRY(std::optional<model::View> view, listed_view(site_, text));
      if (!view) continue;
      Candidate candidate;
      candidate.hit.id = view->id(), candidate.hit.type = view->type(), candidate.score = 1, candidate.how = "id";
      model::TitleRule rule(perspective_);
      const model::Name* name = view->title_name(rule);
      candidate.hit.title = view->title(rule), candidate.hit.title_lang = name ? name->lang : "";
      candidate.hit.statements = static_cast<uint32_t>(view->statements().size());
      add(out, std::move(candidate));
    }
    return {};
  }

  static void describe(const Asked& one, Scored& scored) {
    const Candidate& c = scored.candidate;
    auto rounded = [](double value) { return std::round(value * 100) / 100; };
    scored.features.push_back({"name", "Likeness of the name and its conditions, 0 to 100", rounded(100 * c.score)});
    if (!c.alignment.empty())
      scored.features.push_back({"letters", "Letters that differ", static_cast<double>(c.letters_differ)});
    if (c.distance_m) scored.features.push_back({"distance", "Distance in kilometres", rounded(*c.distance_m / 1000)});
    if (one.match.types.empty()) return;
    bool fits = std::ranges::find(one.match.types, c.hit.type) != one.match.types.end();
    scored.features.push_back({"type", "Is of the type asked for", fits});
  }

  Status check_others(const Asked& one, Answered& out) {
    std::vector<Scored> kept;
    for (Scored& scored : out.candidates) {
      auto view = site_.archive().get(site_.caller(), scored.candidate.hit.id);
      if (!view && view.error().code != Code::kNotFound) return std::unexpected(view.error());
      if (!view) continue;  // hidden since
      bool stays = true;
      for (const Condition& condition : one.others) {
        bool met = holds(condition, *view);
        scored.features.push_back({condition.property, fmt::format("“{}” is as asked for", condition.property), met});
        stays = stays && (met || !condition.is_required);
        if (!met) scored.candidate.score *= kNotMet;
      }
      if (stays) kept.push_back(std::move(scored));
    }
    out.candidates = std::move(kept);
    return {};
  }

  bool holds(const Condition& condition, const model::View& view) const {
    auto has = [&](const std::string& value) {
      return std::ranges::any_of(view.of(condition.property),
                                 [&](const model::SeenStatement* s) { return is_value(*s, value); });
    };
    if (condition.quantifier == Condition::Quantifier::kAll) return std::ranges::all_of(condition.values, has);
    bool any = std::ranges::any_of(condition.values, has);
    return condition.quantifier == Condition::Quantifier::kNone ? !any : any;
  }

  // As it is written anywhere: the text, a term's id or word in any language, a record's id.
  bool is_value(const model::SeenStatement& s, const std::string& asked) const {
    if (is_same_text(model::plain_text(s.value), asked)) return true;
    if (const auto* name = std::get_if<model::Name>(&s.value)) return is_same_text(name->text, asked);
    if (const auto* text = std::get_if<model::Text>(&s.value)) return is_same_text(text->text, asked);
    if (const auto* identifier = std::get_if<model::Identifier>(&s.value)) return identifier->id == asked;
    if (const auto* link = std::get_if<model::Link>(&s.value)) return link->url == asked;
    if (const auto* ref = std::get_if<model::Ref>(&s.value)) return ref->id.text() == asked;
    if (const auto* membership = std::get_if<model::Membership>(&s.value)) return membership->unit.text() == asked;
    const auto* term = std::get_if<model::Term>(&s.value);
    const model::PropertySpec* property = term ? site_.schema().property(s.property) : nullptr;
    const model::TermSpec* spec = property ? site_.schema().term(property->vocab, term->id) : nullptr;
    return spec &&
           std::ranges::any_of(spec->labels, [&](const auto& label) { return is_same_text(label.second, asked); });
  }

  const Site& site_;
  std::span<const Asked> asked_;
  model::Perspective perspective_;
  std::vector<Answered> answers_;
  std::map<std::string, std::vector<Id>> units_;
};

// --- writing ---

void append_decimal(std::string& out, double value) {
  fmt::format_to(std::back_inserter(out), "{}", std::round(value * 100) / 100);
}

void append_type(std::string& out, std::string_view id, const Site& site, const Reader& reader) {
  const model::TypeSpec* type = site.schema().type(id);
  ObjectText object(out);
  object.text("id", id);
  object.text("name", type ? model::label(type->labels, reader.words.tag()) : id);
}

void append_feature(std::string& out, const Feature& feature) {
  ObjectText object(out);
  object.text("id", feature.id);
  object.text("name", feature.name);
  if (const bool* flag = std::get_if<bool>(&feature.value)) object.flag("value", *flag);
  else append_decimal(object.member("value"), std::get<double>(feature.value));
}

// What a person needs to tell candidates apart: the name that matched if it is another one, why, and what was not used.
std::string description(const Candidate& c, const std::vector<std::string>& notes) {
  std::string out;
  if (!c.name.empty() && c.name != c.hit.title)
    out = fmt::format("{} ({}): ", c.name, c.name_lang.empty() ? "und" : c.name_lang);
  out += model::reason(c);
  for (const std::string& note : notes) out += fmt::format("; not used: {}", note);
  return out;
}

void append_candidate(std::string& out, const Answered& answered, size_t i, Version version, const Site& site,
                      const Reader& reader) {
  const Candidate& c = answered.candidates[i].candidate;
  ObjectText object(out);
  object.text("id", c.hit.id.text());
  object.text("name", c.hit.title);
  object.text("description", description(c, answered.notes));
  if (version == Version::kDraft && !c.hit.title_lang.empty()) {
    object.text("lang", c.hit.title_lang);
    object.text("dir", direction_of(c.hit.title_lang));
  }
  append_decimal(object.member("score"), 100 * std::clamp(c.score, 0.0, 1.0));
  object.flag("match", i == 0 && answered.verdict == model::Verdict::kMatch);
  append_array(object.member("features"), answered.candidates[i].features, append_feature);
  append_array(object.member("type"), std::span(&c.hit.type, c.hit.type.empty() ? 0 : 1),
               [&](std::string& text, const std::string& id) { append_type(text, id, site, reader); });
}

void append_answered(std::string& out, std::string_view list, const Answered& answered, Version version,
                     const Site& site, const Reader& reader) {
  ObjectText object(out);
  std::string& candidates = object.member(list);
  candidates += '[';
  for (size_t i = 0; i < answered.candidates.size(); ++i) {
    if (i) candidates += ',';
    append_candidate(candidates, answered, i, version, site, reader);
  }
  candidates += ']';
  if (!answered.error.empty()) object.text("error", answered.error);
  if (!answered.notes.empty())
    append_array(object.member("notes"), answered.notes,
                 [](std::string& text, const std::string& note) { append_json_string(text, note); });
}

}  // namespace

Result<std::vector<Answered>> answer(const Site& site, std::span<const Asked> asked, const Reader& reader) {
  return Batch(site, asked, reader).run();
}

void append_legacy(std::string& out, const Answered& answered, const Site& site, const Reader& reader) {
  append_answered(out, "result", answered, Version::kLegacy, site, reader);
}

void append_draft(std::string& out, const Answered& answered, const Site& site, const Reader& reader) {
  append_answered(out, "candidates", answered, Version::kDraft, site, reader);
}

Result<std::optional<model::View>> listed_view(const Site& site, std::string_view text) {
  std::optional<model::View> out;
  auto id = Id::parse(text);
  if (!id) return out;
  auto view = site.archive().get(site.caller(), *id);
  if (!view && view.error().code != Code::kNotFound) return std::unexpected(view.error());
  if (!view || view->empty()) return out;
  const model::TypeSpec* type = site.schema().type(view->type());
  if (type && type->listed) out = std::move(*view);
  return out;
}

std::string_view direction_of(std::string_view lang) {
  std::string script = script_of_tag(lang);
  bool is_rtl = script == "Arab" || script == "Hebr" || script == "Syrc" || script == "Thaa" || script == "Nkoo";
  return is_rtl ? "rtl" : "ltr";
}

}  // namespace stele::server::reconcile
