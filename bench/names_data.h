// Reading sets in the format of data/names: tab-separated lines, packed with gzip or not.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace stele::bench {

struct IndexRow {
  std::string place, name, language, script, country;
  float lat = 0, lon = 0;
};
struct QueryRow {
  std::string id, text, group, language, script, place, country;
  std::vector<std::string> accept;
};
struct PairRow {
  std::string a, b, place_a, place_b, script_a, script_b, kind;
  int label = 0;
};

Result<std::string> read_file(const std::string& path);  // unpacked when it is gzip
Result<std::vector<IndexRow>> read_index(const std::string& path);
Result<std::vector<QueryRow>> read_queries(const std::string& path);
Result<std::vector<PairRow>> read_pairs(const std::string& path);

// The place's share of 0..1 by a hash of its id: the same place always falls on the same side of a split.
double split_of(std::string_view place);
inline constexpr double kTrainShare = 0.75;

}  // namespace stele::bench
