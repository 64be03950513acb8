// Which records a name may mean. by_name() is where candidates come from, each with the stored name that matched and
// how well; everything else here holds whatever they come from: the conditions, the order, what is told of each.
//
// A condition multiplies the score: the nearer the better, and what is not said about a record is less than what is
// said and fits.
#include <algorithm>
#include <set>

#include "base/lang.h"
#include "index/impl.h"
#include "model/match.h"
#include "names/align.h"
#include "names/fold.h"
#include "names/search.h"

namespace stele::index {
namespace {

using model::Candidate;
using model::MatchQuery;
using model::Wants;

constexpr size_t kMostBytes = 400;      // of a name that is asked; longer ones are cut
constexpr int64_t kMostHomonyms = 500;  // records looked at that bear exactly the name
constexpr int64_t kMostPartly = 60;     // and of those whose name only begins so
constexpr int kMostLevels = 6;          // of units above a record
constexpr size_t kMostUnits = 64;

// A record that bears a name which may be the one asked.
struct Named {
  Found found;
  std::optional<size_t> which;  // of its names; none when it was found by position only
  double score = 0;
  std::string how;
  const DocName* name() const { return which ? &found.doc.names[*which] : nullptr; }
};

// --- where candidates come from: folded keys of names, whole and from their beginning ---

class ByName {
 public:
  ByName(Index::Impl& impl, const MatchQuery& query) : impl_(impl), asked_(cut(query.name)), key_(fold(asked_)) {}

  Result<std::vector<Named>> find() {
    if (key_.empty()) return std::move(out_);
    STELE_CHECK(add(key_, key_, kMostHomonyms));
    if (key_.size() > 2) STELE_CHECK(add(key_ + " ", key_ + "\xf4\x8f\xbf\xbf", kMostPartly));
    for (const std::string& shorter : without_one_word()) STELE_CHECK(add(shorter, shorter, kMostPartly));
    return std::move(out_);
  }

 private:
  static std::string cut(const std::string& name) {
    size_t end = std::min(name.size(), kMostBytes);
    while (end > 0 && end < name.size() && (static_cast<uint8_t>(name[end]) & 0xC0) == 0x80) --end;
    return name.substr(0, end);
  }

  // "село Агбулаг", "Ağbulaq kəndi": a word that says what kind of place it is may stand on either side.
  std::vector<std::string> without_one_word() const {
    size_t first = key_.find(' '), last = key_.rfind(' ');
    if (first == std::string::npos) return {};
    std::vector<std::string> out;
    for (std::string shorter : {key_.substr(first + 1), key_.substr(0, last)})
      if (shorter.size() > 2 && std::ranges::find(out, shorter) == out.end()) out.push_back(std::move(shorter));
    return out;
  }

  Status add(const std::string& low, const std::string& high, int64_t most) {
    std::vector<int64_t> rids;
    STELE_TRY(auto* get, impl_.sql("SELECT rid FROM name WHERE key>=?1 AND key<=?2 ORDER BY key,rid LIMIT ?3"));
    get->bind(1, std::string_view(low)).bind(2, std::string_view(high)).bind(3, most);
    for (;;) {
      STELE_TRY(bool row, get->step());
      if (!row) break;
      if (seen_.insert(get->integer(0)).second) rids.push_back(get->integer(0));
    }
    for (int64_t rid : rids) {
      STELE_TRY(Found found, impl_.found(rid));
      Named named{std::move(found), {}, 0, {}};
      judge(named);
      if (named.which) out_.push_back(std::move(named));
    }
    return {};
  }

  // The best of the record's own names: what a renaming changed is not what the renaming is called.
  void judge(Named& named) const {
    const std::vector<DocName>& names = named.found.doc.names;
    for (size_t i = 0; i < names.size(); ++i) {
      if (!names[i].is_title) continue;
      auto [score, how] = likeness(names[i].text);
      if (score > named.score) named.score = score, named.how = how, named.which = i;
    }
  }

  std::pair<double, const char*> likeness(const std::string& known) const {
    if (known == asked_) return {1.0, "same"};
    std::string key = fold(known);
    if (key == key_) return {key.size() > 2 ? 0.97 : 0.85, "same-letters"};
    double share =
        static_cast<double>(std::min(key.size(), key_.size())) / static_cast<double>(std::max(key.size(), key_.size()));
    if (key.starts_with(key_)) return {(key[key_.size()] == ' ' ? 0.5 : 0.25) + 0.35 * share, "part"};
    bool is_part =
        key.size() > 2 && key.size() < key_.size() && (key_.ends_with(" " + key) || key_.starts_with(key + " "));
    return is_part ? std::pair{0.5 + 0.35 * share, "part"} : std::pair{0.0, ""};
  }

  Index::Impl& impl_;
  std::string asked_, key_;
  std::set<int64_t> seen_;
  std::vector<Named> out_;
};

// --- where they come from otherwise: the name index, which knows the letters of seven scripts ---

constexpr size_t kMostRanked = 200;  // places
constexpr size_t kLeastRead = 20;    // of them that are looked at closely
constexpr double kLeastScore = 0.1;   // one in ten

// Records of the types asked for; nothing when any will do.
Result<std::optional<Bitmap>> of_types(Index::Impl& impl, const MatchQuery& query) {
  if (query.types.empty()) return std::nullopt;
  model::Query asked;
  asked.types = query.types;
  STELE_TRY(Bitmap out, matches_of(impl, asked));
  return out;
}

// Which of the record's names the name index meant; none when the record no longer has it.
std::optional<size_t> name_of(const Doc& doc, uint32_t number) {
  for (size_t i = 0; i < doc.names.size(); ++i)
    if (name_number(doc.names[i].text) == number) return i;
  return std::nullopt;
}

// The name index takes the likeliest of a record's names, which need not be the one with the same letters.
std::optional<size_t> the_very_name(const Doc& doc, const std::string& asked) {
  std::optional<size_t> out;
  std::string key = fold(asked);
  for (size_t i = 0; i < doc.names.size(); ++i) {
    if (!doc.names[i].is_title) continue;
    if (doc.names[i].text == asked) return i;
    if (!out && fold(doc.names[i].text) == key) out = i;
  }
  return out;
}

// Whole words at the beginning or the end: "Ağbulaq" of "Ağbulaq kəndi".
bool is_part(const std::string& part, const std::string& whole) {
  return part.size() > 2 && (whole.starts_with(part + " ") || whole.ends_with(" " + part));
}

std::string how_alike(const std::string& asked, const std::string& known) {
  if (asked == known) return "same";
  std::string a = fold(asked), b = fold(known);
  if (a == b) return "same-letters";
  if (is_part(a, b) || is_part(b, a)) return "part";
  return names::fold(asked).script == names::fold(known).script ? "spelling" : "other-script";
}

Result<std::vector<Named>> by_spelling(Index::Impl& impl, const MatchQuery& query) {
  STELE_TRY(const names::Matcher* known, matcher());
  STELE_TRY(std::shared_ptr<const Parts> parts, impl.shared->spellings.at(impl));
  STELE_TRY(std::optional<Bitmap> wanted, of_types(impl, query));
  names::RowFilter filter;
  if (wanted) filter = [&](const names::Row& row) { return wanted->contains(row.place); };
  names::SearchLimits limits;
  limits.places = static_cast<uint32_t>(std::clamp<size_t>(query.limit * 2, limits.places, kMostRanked));
  names::Forms forms = names::forms_of(known->graphemes, query.name);
  names::find_places(*known, parts->views, forms, filter, limits, impl.work);
  names::rank_places(*known, impl.work);
  std::vector<Named> out;
  for (const names::Found& one : impl.work.found) {
    auto found = impl.found(one.row.place);
    if (!found && found.error().code == Code::kNotFound) continue;  // hidden or withdrawn since the part was made
    if (!found) return std::unexpected(found.error());
    std::optional<size_t> which = name_of(found->doc, one.row.name);
    if (!which) continue;
    which = the_very_name(found->doc, query.name).value_or(*which);
    std::string how = how_alike(query.name, found->doc.names[*which].text);
    out.push_back({std::move(*found), which, one.trust, std::move(how)});
    if (out.size() >= std::max(query.limit * 2, kLeastRead)) break;
  }
  return out;
}

// Names in letters that the name index has no table for are looked up by their folded keys.
Result<std::vector<Named>> by_name(Index::Impl& impl, const MatchQuery& query) {
  STELE_TRY(std::vector<Named> out, by_spelling(impl, query));
  return out.empty() ? ByName(impl, query).find() : std::move(out);
}

// Without a name whatever lies there may be meant; the nearest is the likeliest, but a position alone proves little.
Result<std::vector<Named>> by_place(Index& index, Index::Impl& impl, const MatchQuery& query) {
  model::Query asked;
  asked.near = query.near, asked.types = query.types;
  asked.limit = model::kMostCandidates;
  STELE_TRY(std::vector<model::Hit> hits, index.nearest(asked));
  std::vector<Named> out;
  for (const model::Hit& hit : hits) {
    STELE_TRY(int64_t rid, impl.rid_of(hit.id));
    STELE_TRY(Found found, impl.found(rid));
    out.push_back({std::move(found), {}, 0.6, "place"});
  }
  return out;
}

// --- conditions ---

enum class Met : uint8_t { kYes, kUnsaid, kNo };

// What is left of the score; nullopt leaves the candidate out.
std::optional<double> kept(Met met, Wants wants, double when_unsaid, double when_not) {
  if (met == Met::kYes) return 1.0;
  if (met == Met::kUnsaid) return wants == Wants::kSurely ? std::nullopt : std::optional(when_unsaid);
  return wants == Wants::kRather ? std::optional(when_not) : std::nullopt;
}

class Conditions {
 public:
  Conditions(Index::Impl& impl, const MatchQuery& query)
      : impl_(impl), query_(query), above_(query.part_of.begin(), query.part_of.end()) {}

  // Sets the distance and the score; false when the candidate is left out.
  Result<bool> apply(const Named& named, Candidate& candidate) {
    const Doc& doc = named.found.doc;
    bool is_type = query_.types.empty() || std::ranges::find(query_.types, doc.type) != query_.types.end();
    if (!is_type || !near(doc, candidate) || !during(named, candidate)) return false;
    if (above_.empty()) return true;
    STELE_TRY(Met met, part_of(named.found));
    return scaled(candidate, kept(met, query_.part_of_wanted, 0.9, 0.7));
  }

 private:
  static bool scaled(Candidate& candidate, std::optional<double> share) {
    candidate.score *= share.value_or(0);
    return share.has_value();
  }

  bool near(const Doc& doc, Candidate& candidate) const {
    if (!query_.near) return true;
    if (!doc.point) return scaled(candidate, kept(Met::kUnsaid, query_.near_wanted, 0.9, 0));
    double metres = distance_m(query_.near->centre, *doc.point), radius = std::max(query_.near->radius_m, 1.0);
    candidate.distance_m = metres;
    if (metres > radius) return scaled(candidate, kept(Met::kNo, query_.near_wanted, 0, 0.6));
    return scaled(candidate, 1 - 0.25 * metres / radius);
  }

  // Either the name was used then or the record was there then.
  bool during(const Named& named, Candidate& candidate) const {
    if (!query_.during) return true;
    const Doc& doc = named.found.doc;
    auto overlaps = [&](Day first, Day last) {
      return first <= query_.during->latest() && last >= query_.during->earliest();
    };
    const DocName* name = named.name();
    bool is_said = !doc.spans.empty() || (name && name->held);
    bool met = name && name->held && overlaps(name->held->start_first, name->held->end_last);
    for (auto [first, last] : doc.spans) met |= overlaps(first, last);
    return scaled(candidate, kept(met       ? Met::kYes
                                  : is_said ? Met::kNo
                                            : Met::kUnsaid,
                                  query_.during_wanted, 0.97, 0.8));
  }

  // Upwards, level by level.
  Result<Met> part_of(const Found& found) {
    std::vector<Id> level = units_of(found.doc);
    if (level.empty()) return Met::kUnsaid;
    std::set<Id> seen;
    for (int depth = 0; depth < kMostLevels && !level.empty() && seen.size() < kMostUnits; ++depth) {
      std::vector<Id> next;
      for (const Id& unit : level) {
        if (above_.contains(unit)) return Met::kYes;
        if (!seen.insert(unit).second) continue;
        STELE_TRY(std::vector<Id> more, units_above(unit));
        next.insert(next.end(), more.begin(), more.end());
      }
      level = std::move(next);
    }
    return Met::kNo;
  }

  static std::vector<Id> units_of(const Doc& doc) {
    std::vector<Id> out;
    for (const auto& [property, target] : doc.links)
      if (property == "part-of") out.push_back(target);
    return out;
  }

  // Many candidates of a batch lie in the same few units.
  Result<std::vector<Id>> units_above(const Id& unit) {
    if (auto at = known_.find(unit); at != known_.end()) return at->second;
    STELE_TRY(int64_t rid, impl_.rid_of(unit));
    std::vector<Id> out;
    if (rid) {
      auto found = impl_.found(rid);
      if (found) out = units_of(found->doc);
      else if (found.error().code != Code::kNotFound) return std::unexpected(found.error());
    }
    return known_.emplace(unit, std::move(out)).first->second;
  }

  Index::Impl& impl_;
  const MatchQuery& query_;
  std::set<Id> above_;
  std::map<Id, std::vector<Id>> known_;
};

bool is_better(const Candidate& a, const Candidate& b) {
  if (a.score != b.score) return a.score > b.score;
  if (a.distance_m != b.distance_m) return a.distance_m.value_or(1e9) < b.distance_m.value_or(1e9);
  if (a.hit.statements != b.hit.statements) return a.hit.statements > b.hit.statements;
  return a.hit.id < b.hit.id;
}

Candidate candidate_of(const Named& named) {
  Candidate out;
  out.score = named.score, out.how = named.how;
  if (const DocName* name = named.name()) out.name = name->text, out.name_lang = name->lang, out.held = name->held;
  return out;
}

// Which letter stands for which, as the letter tables of names/ see it. Letters that seldom stand for each other, and
// ones without counterpart that are seldom silent, differ. Blanks and generic words are not letters.
constexpr int kSeldom = 0, kSeldomSilent = -40;  // in sixteenths of a nat

void align_by_sound(const names::Matcher& known, const std::string& asked, Candidate& out) {
  names::Encoded a = known.graphemes.encode(asked, names::Generic::kSpelled);
  names::Encoded b = known.graphemes.encode(out.name, names::Generic::kSpelled);
  auto symbols = [](const names::Encoded& e) { return names::Symbols(e.symbols.data(), e.size); };
  auto letters = [](const names::Encoded& e, int at) {
    return at < 0 ? std::string() : names::to_utf8(std::u32string_view(e.letters).substr(e.begin[at], e.end[at] - e.begin[at]));
  };
  for (const names::Pairing& pair : names::align(known.letters, a.script, symbols(a), b.script, symbols(b)).pairs) {
    bool is_blank = (pair.a < 0 || a.symbols[pair.a] == names::kBlank) && (pair.b < 0 || b.symbols[pair.b] == names::kBlank);
    bool is_gap = pair.a < 0 || pair.b < 0;
    if (!is_blank && pair.score < (is_gap ? kSeldomSilent : kSeldom)) ++out.letters_differ;
    out.alignment.push_back({letters(a, pair.a), letters(b, pair.b)});
  }
}

// How sure it is to be the one, when this is the very name.
double sure_of(const Named& named) { return named.how == "same" ? 1.0 : named.how == "same-letters" ? 0.97 : 0.0; }

// The name index was taught to expect that the very name may be missing. Where it is there it is meant, and if several
// bear it that meet the conditions about as well, one of them.
void score(std::vector<std::pair<Candidate, const Named*>>& kept) {
  constexpr double kAboutAsWell = 0.95;
  double best = 0;
  for (const auto& [candidate, named] : kept)
    if (sure_of(*named) > 0) best = std::max(best, candidate.score);
  auto rivals = std::ranges::count_if(kept, [&](const auto& one) {
    return sure_of(*one.second) > 0 && one.first.score >= best * kAboutAsWell;
  });
  for (auto& [candidate, named] : kept) {
    bool is_rival = sure_of(*named) > 0 && candidate.score >= best * kAboutAsWell;
    double share = is_rival ? sure_of(*named) / static_cast<double>(rivals) : sure_of(*named) / static_cast<double>(rivals + 1);
    candidate.score *= std::max(named->score, share);
  }
  std::erase_if(kept, [](const auto& one) { return one.first.score < kLeastScore; });
}

// Only for those that are shown.
void tell(const MatchQuery& query, const Named& named, const model::TitleRule& rule, Candidate& out) {
  out.hit = hit_of(named.found, rule, out.how);
  if (out.name.empty() || !out.alignment.empty()) return;
  if (auto known = matcher(); known && out.how == "other-script") return align_by_sound(**known, query.name, out);
  out.alignment = model::align_letters(query.name, out.name);
  out.letters_differ = model::letters_that_differ(out.alignment);
}

}  // namespace

Result<std::vector<Candidate>> Index::match(const MatchQuery& query, const model::Perspective& perspective) {
  bool is_place = fold(query.name).empty() && query.near;
  auto named = is_place ? by_place(*this, *impl_, query) : [&] {
    Snapshot snapshot(impl_->db);
    return by_name(*impl_, query);
  }();
  if (!named) return std::unexpected(named.error());
  Conditions conditions(*impl_, query);
  std::vector<std::pair<Candidate, const Named*>> kept;
  for (const Named& one : *named) {
    Candidate candidate = candidate_of(one);
    candidate.score = 1;  // what the conditions leave of it comes first
    candidate.hit.id = one.found.id, candidate.hit.statements = one.found.doc.statements;
    STELE_TRY(bool stays, conditions.apply(one, candidate));
    if (stays) kept.emplace_back(std::move(candidate), &one);
  }
  score(kept);
  std::ranges::sort(kept, [](const auto& a, const auto& b) { return is_better(a.first, b.first); });
  kept.resize(std::min({kept.size(), query.limit, model::kMostCandidates}));
  model::TitleRule rule(perspective);
  std::vector<Candidate> out;
  for (auto& [candidate, one] : kept) {
    tell(query, *one, rule, candidate);
    out.push_back(std::move(candidate));
  }
  return out;
}

}  // namespace stele::index
