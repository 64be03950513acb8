// Belongings are followed level by level, so that a unit is opened where it stands nearest to the thing, and only there.
#include "model/then.h"

#include <algorithm>
#include <deque>
#include <set>

namespace stele::model {
namespace {

Holding holding_then(const SeenStatement& s, const Perspective& asked) {
  return asked.at ? holding(s.holds, *asked.at) : Holding::kUndated;
}

std::vector<SaidThen> said_then(const View& view, std::string_view property, ValueKind kind, const Perspective& asked) {
  std::vector<SaidThen> out;
  for (const SeenStatement* s : view.of(property)) {
    Holding held = holding_then(*s, asked);
    if (held != Holding::kNot && kind_of(s->value) == kind) out.push_back({*s, held});
  }
  std::ranges::stable_sort(out, {}, &SaidThen::held);
  return out;
}

class Units {
 public:
  Units(const TitleRule& rule, const ViewOf& view_of, Then& out) : rule_(rule), view_of_(view_of), out_(out) {}

  void follow(const View& view) {
    met_.insert(view.id());
    open(view, out_.units, 1);
    while (!waiting_.empty()) {
      Waiting next = waiting_.front();
      waiting_.pop_front();
      if (const View* unit = view_of_(next.unit->unit)) open(*unit, next.unit->units, next.depth + 1);
    }
  }

 private:
  struct Waiting {
    UnitThen* unit;  // in a list that is complete, so it stays where it is
    size_t depth;
  };

  void open(const View& view, std::vector<UnitThen>& units, size_t depth) {
    for (SaidThen& said : said_then(view, "part-of", ValueKind::kMembership, rule_.perspective())) {
      Id id = std::get<Membership>(said.statement.value).unit;
      auto it = std::ranges::find(units, id, &UnitThen::unit);
      if (it == units.end() && (depth > kDeepestUnit || count_ >= kMostUnits)) {
        out_.is_whole = false;
        continue;
      }
      if (it == units.end()) {
        ++count_;
        it = units.insert(units.end(), UnitThen{id, false, {}, {}, {}, {}, false, {}});
      }
      it->said.push_back(std::move(said));
    }
    for (UnitThen& unit : units) describe(unit, depth);
  }

  void describe(UnitThen& unit, size_t depth) {
    unit.is_repeated = !met_.insert(unit.unit).second;
    const View* view = view_of_(unit.unit);
    if (!view || view->empty()) return;
    const Name* name = view->title_name(rule_);
    unit.is_seen = true;
    unit.type = view->type(), unit.title = view->title(rule_), unit.title_lang = name ? name->lang : "";
    if (!unit.is_repeated) waiting_.push_back({&unit, depth});
  }

  const TitleRule& rule_;
  const ViewOf& view_of_;
  Then& out_;
  std::set<Id> met_;
  size_t count_ = 0;
  std::deque<Waiting> waiting_;
};

}  // namespace

Then then_of(const View& view, const Perspective& asked, const ViewOf& view_of) {
  TitleRule rule(asked);
  const Name* name = view.title_name(rule);
  Then out{view.id(), view.type(), view.title(rule), name ? name->lang : "", {}, {}, true};
  out.names = said_then(view, "name", ValueKind::kName, asked);
  Units(rule, view_of, out).follow(view);
  return out;
}

}  // namespace stele::model
