// The idea: the searching is in search.cc; here are the index with what was added to it, and verdicts.
#include "names/names.h"

#include <algorithm>

namespace stele::names {
namespace {

constexpr size_t kFirstLevel = 64, kGrowth = 16;

}  // namespace

Verdict verdict_of(const Answer& answer) {
  if (answer.matches.empty() || answer.matches[0].trust < kChooseTrust) return Verdict::kNone;
  bool alone = answer.matches.size() < 2 || answer.matches[1].trust < 0.5F;
  return answer.matches[0].trust > kMatchTrust && alone ? Verdict::kMatch : Verdict::kChoose;
}

Result<NameIndex> NameIndex::open(const Matcher& matcher, Bytes bytes) {
  NameIndex out(matcher);
  STELE_TRY(out.main_, IndexView::open(bytes));
  return out;
}

size_t NameIndex::added() const {
  size_t sum = 0;
  for (const Level& level : levels_) sum += level.names.size();
  return sum;
}

Status NameIndex::rebuild(Level& level) {
  IndexBuilder builder(matcher_->graphemes);
  for (const auto& name : level.names) builder.add(name.text, name.row.place, name.row.name);
  level.bytes = builder.build();
  STELE_TRY(level.view, IndexView::open(level.bytes));
  return {};
}

Status NameIndex::add(std::string_view name, uint32_t place, uint32_t name_id) {
  if (levels_.empty()) levels_.emplace_back();
  levels_[0].names.push_back({std::string(name.substr(0, kMaxBytes)), {place, name_id}});
  size_t room = kFirstLevel;
  for (size_t i = 0; levels_[i].names.size() > room; ++i, room *= kGrowth) {
    if (i + 1 == levels_.size()) levels_.emplace_back();
    auto& from = levels_[i].names;
    auto& to = levels_[i + 1].names;
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
    levels_[i] = Level();
    if (to.size() <= room * kGrowth) return rebuild(levels_[i + 1]);
  }
  return rebuild(levels_[0]);
}

Answer NameIndex::search(std::string_view text, const RowFilter& filter, size_t limit, Workspace& work) const {
  return search(text, filter, limit, work, SearchLimits());
}

Answer NameIndex::search(std::string_view text, const RowFilter& filter, size_t limit, Workspace& work,
                         const SearchLimits& limits) const {
  Forms query = forms_of(matcher_->graphemes, text);
  std::vector<IndexView> parts;
  if (main_.spellings()) parts.push_back(main_);
  for (const Level& level : levels_)
    if (level.view.spellings()) parts.push_back(level.view);
  find_places(*matcher_, parts, query, filter, limits, work);
  rank_places(*matcher_, work);
  Answer out{{}, query.meaning.flags, query.meaning.script};
  for (size_t i = 0; i < std::min(limit, work.found.size()); ++i) {
    const Found& f = work.found[i];
    out.matches.push_back({f.row.place, f.row.name, f.trust, f.likeness, parts[f.part].script(f.spelling)});
  }
  return out;
}

}  // namespace stele::names
