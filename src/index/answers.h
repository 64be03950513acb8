// What searches found, as points in the order of the grid, kept for the tiles of the map views that show them: a view
// asks for some twenty tiles of one search, over several connections at once. Shared by all connections to one archive's
// index; any thread. Nothing outlives the position of the index that it was found at.
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace stele::index {

// A point as the index keeps it: its key on the grid (grid.h) and its record.
struct Spot {
  uint64_t key = 0;
  int64_t rid = 0;
};
using Spots = std::vector<Spot>;  // by key

class Answers {
 public:
  struct Moment {
    std::string file;  // which index
    uint64_t position = 0;
    friend bool operator==(const Moment&, const Moment&) = default;
  };
  // nullptr when it is not kept.
  std::shared_ptr<const Spots> find(const Moment& moment, const std::string& question);
  // Drops what was found at other moments, and the oldest when there is too much.
  void put(const Moment& moment, std::string question, std::shared_ptr<const Spots> spots);

 private:
  struct Answer {
    std::string question;
    std::shared_ptr<const Spots> spots;
  };
  void trim();

  std::mutex mutex_;
  Moment moment_;
  std::list<Answer> answers_;  // the latest used first
};

}  // namespace stele::index
