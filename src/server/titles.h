// that came since may have changed it or hidden it.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/id.h"
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

 private:
  std::shared_ptr<const Title> look_up(const Id& id);

  const Site& site_;
  const Reader& reader_;
  std::optional<uint64_t> position_;  // nullopt: nothing may be kept
  std::unordered_map<Id, std::shared_ptr<const Title>, IdHash> known_;
};

}  // namespace stele::server
