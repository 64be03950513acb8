// A set of data/names made ready: numbered places and names, the index of them, and what leaves it for a query.
#pragma once

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "names/search.h"
#include "names_data.h"

namespace stele::bench {

struct World {
  std::vector<std::string> places;  // ids
  std::unordered_map<std::string, uint32_t> place_number;
  std::vector<std::string> names, scripts;  // distinct (place, name)
  std::vector<uint32_t> place_of;
  std::vector<std::vector<uint32_t>> names_of;  // place -> names
  std::vector<uint8_t> index;
  double build_seconds = 0;
};

World make_world(const names::Graphemes& graphemes, const std::vector<IndexRow>& rows);

// A query against a world.
struct Task {
  std::string text, group, script;
  uint32_t place = 0;
  std::unordered_set<uint32_t> accept;
};
std::vector<Task> make_tasks(const World& world, const std::vector<QueryRow>& rows);

// For `x:` groups all names of the place in the query's script leave the index, otherwise the accepted places' names
// that equal the query.
bool stays(const World& world, const Task& task, const names::Row& row);

}  // namespace stele::bench
