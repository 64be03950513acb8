// that came since may have changed it or hidden it.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/id.h"
#include "model/redact.h"
#include "server/html.h"

namespace stele::server {

class Site;
struct Reader;

struct Title {
  std::string text, lang;
  bool seen = false;  // false: this reader may not see the record, or there is none
};

// What was looked up at one position of the index, by all threads. Of one reader: a Site has one.
class TitleCache {
 public:
  // nullptr when it is not known at this position.
  std::shared_ptr<const Title> find(uint64_t position, const std::string& key);
  void put(uint64_t position, const std::string& key, std::shared_ptr<const Title> title);

 private:
  void move_to(uint64_t position);
  std::mutex mutex_;
  uint64_t position_ = 0;
  std::unordered_map<std::string, std::shared_ptr<const Title>> known_;
};

// For one page: one thread, one position. The reader must outlive it.
class Titles {
 public:
  Titles(const Site& site, const Reader& reader);
  // A link with the record's title; its bare id, without a link, when this reader may not see it or there is none.
  Html link(const Id& id);
  const Title& of(const Id& id);
  // When a contribution was recorded, as EDTF; "" when that is not told.
  std::string recorded(const Id& contribution);
  const model::TitleRule& rule() const { return rule_; }  // of the reader's perspective

 private:
  using Maker = std::shared_ptr<const Title> (Titles::*)(const Id& id);
  std::shared_ptr<const Title> look_up(const Id& id);
  std::shared_ptr<const Title> look_up_recorded(const Id& id);
  const Title& kept(const Id& id, std::string_view kind, Maker make);

  const Site& site_;
  const Reader& reader_;
  model::TitleRule rule_;
  std::string perspective_;  // the part of a key that says whose titles these are
  std::optional<uint64_t> position_;  // nullopt: nothing may be kept
  std::unordered_map<std::string, std::shared_ptr<const Title>> known_;
};

}  // namespace stele::server
