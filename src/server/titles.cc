// The position is read before the titles: what is kept under it is at least as new as it says, so it is dropped in time.
#include "server/titles.h"

#include "server/layout.h"
#include "server/site.h"

namespace stele::server {
namespace {

constexpr size_t kMostKept = 20'000, kLongTitle = 160;

std::string key_of(const Id& id, std::string_view kind) {
  std::string key(reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size());
  key += kind;
  return key;
}

}  // namespace

void TitleCache::move_to(uint64_t position) {
  if (position_ == position && known_.size() < kMostKept) return;
  known_.clear();
  position_ = position;
}

std::shared_ptr<const Title> TitleCache::find(uint64_t position, const std::string& key) {
  std::lock_guard lock(mutex_);
  if (position != position_) return nullptr;
  auto at = known_.find(key);
  return at == known_.end() ? nullptr : at->second;
}

// A slow reader must not bring back what others have dropped already.
void TitleCache::put(uint64_t position, const std::string& key, std::shared_ptr<const Title> title) {
  std::lock_guard lock(mutex_);
  if (position < position_) return;
  move_to(position);
  known_[key] = std::move(title);
}

Titles::Titles(const Site& site, const Reader& reader) : site_(site), reader_(reader), rule_(reader.perspective()) {
  auto position = site.archive().index_position();
  if (position) position_ = *position;
  perspective_ = reader.lang + "\n" + (reader.at ? reader.at->text() : "") + "\n" + reader.by;
}

std::shared_ptr<const Title> Titles::look_up(const Id& id) {
  auto title = std::make_shared<Title>();
  auto view = site_.archive().get(site_.caller(), id);
  if (!view || view->empty()) return title;
  const model::Name* name = view->title_name(rule_);
  *title = {view->title(rule_), name ? name->lang : std::string(), true};
  return title;
}

std::shared_ptr<const Title> Titles::look_up_recorded(const Id& id) {
  auto out = std::make_shared<Title>();
  auto view = site_.archive().get(site_.caller(), id);
  if (!view) return out;
  for (const model::SeenStatement* s : view->of("recorded-at"))
    if (auto* when = std::get_if<model::When>(&s->value)) *out = {when->period.text(), {}, true};
  return out;
}

const Title& Titles::kept(const Id& id, std::string_view kind, Maker make) {
  std::string key = key_of(id, kind);
  auto& slot = known_[key];
  if (slot) return *slot;
  if (position_) slot = site_.titles().find(*position_, key);
  if (slot) return *slot;
  slot = (this->*make)(id);
  if (position_) site_.titles().put(*position_, key, slot);
  return *slot;
}

const Title& Titles::of(const Id& id) { return kept(id, perspective_, &Titles::look_up); }

std::string Titles::recorded(const Id& contribution) {
  return kept(contribution, "recorded", &Titles::look_up_recorded).text;
}

Html Titles::link(const Id& id) {
  const Title& title = of(id);
  if (!title.seen) return el("span", attr("class", "unseen"), id.text());
  return el("a", url_attr("href", reader_.url(record_url(id))), name_span(shortened(title.text, kLongTitle), title.lang));
}

}  // namespace stele::server
