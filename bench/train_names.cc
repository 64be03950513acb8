// build/train-names: makes the learned tables in schema/names from the development sets, to the byte the same each time.
//   train-names DATA-FOLDER OUT-FOLDER [letters] [trees]
// DATA-FOLDER holds index.tsv.gz, retrieval.tsv.gz and pairs.tsv.gz (docs/formats/names.md). Only the places on the train
// side of the split (names_data.h) are looked at; bench-names --held-out measures on the others.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <map>

#include "names/learn.h"
#include "names/align.h"
#include "names_data.h"

using namespace stele;
using namespace stele::names;

namespace {

uint64_t mix(uint64_t x) {
  x ^= x >> 33, x *= 0xFF51AFD7ED558CCDU, x ^= x >> 33, x *= 0xC4CEB9FE1A85EC53U;
  return x ^ (x >> 33);
}

// Pairs of distinct names per place, at most `most` of each place, chosen by a hash.
std::vector<std::pair<std::string, std::string>> same_place_pairs(const std::vector<bench::IndexRow>& rows, size_t most) {
  std::map<std::string, std::vector<std::string>> places;
  for (const auto& row : rows)
    if (bench::split_of(row.place) < bench::kTrainShare) places[row.place].push_back(row.name);
  std::vector<std::pair<std::string, std::string>> out;
  uint64_t seed = 1;
  for (auto& [place, names] : places) {
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    std::vector<std::pair<uint64_t, std::pair<size_t, size_t>>> drawn;
    for (size_t i = 0; i < names.size() && i < 40; ++i)
      for (size_t j = i + 1; j < names.size() && j < 40; ++j) drawn.push_back({mix(seed++), {i, j}});
    std::sort(drawn.begin(), drawn.end());
    for (size_t k = 0; k < drawn.size() && k < most; ++k) out.emplace_back(names[drawn[k].second.first], names[drawn[k].second.second]);
  }
  return out;
}

Status train(const std::string& data, const std::string& out) {
  STELE_TRY(std::string grapheme_csv, bench::read_file("schema/names/graphemes.csv"));
  STELE_TRY(std::string generic_csv, bench::read_file("schema/names/generic_words.csv"));
  STELE_TRY(Graphemes graphemes, Graphemes::parse(grapheme_csv, generic_csv, ""));
  STELE_TRY(auto rows, bench::read_index(data + "/index.tsv.gz"));
  auto texts = same_place_pairs(rows, 12);
  std::vector<std::pair<Encoded, Encoded>> pairs;
  for (const auto& [a, b] : texts) pairs.emplace_back(graphemes.encode(a), graphemes.encode(b));
  fmt::print("{} pairs\n", pairs.size());
  auto start = std::chrono::steady_clock::now();
  Letters letters = learn_letters(graphemes, pairs, {});
  fmt::print("letters learned in {:.1f} s\n", std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  std::ofstream(out + "/letters.bin", std::ios::binary) << letters.bytes();
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return fmt::print(stderr, "train-names DATA-FOLDER OUT-FOLDER\n"), 64;
  auto done = train(argv[1], argv[2]);
  if (!done) return fmt::print(stderr, "{}\n", to_string(done.error())), 1;
  return 0;
}
