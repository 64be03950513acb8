// build/train-names: makes the learned tables in schema/names from the development sets, to the byte the same each time.
//   train-names letters|pairs DATA-FOLDER OUT-FOLDER
// DATA-FOLDER holds index.tsv.gz, retrieval.tsv.gz and pairs.tsv.gz (docs/formats/names.md). Only the places on the train
// side of the split (names_data.h) are looked at; bench-names --held-out measures on the others.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>

#include "names/learn.h"
#include "names/matcher.h"
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

// A file of schema/names, kept as long as the program runs.
std::vector<Asset> assets_of(const std::string& folder, std::vector<std::string>& keep) {
  std::vector<Asset> out;
  keep.reserve(16);
  for (const char* name : {"graphemes.csv", "generic_words.csv", "generic_learned.csv", "letters.bin"})
    if (auto text = bench::read_file(folder + "/" + name)) out.push_back({name, keep.emplace_back(std::move(*text))});
  return out;
}

Status save(const std::string& path, const std::string& bytes) {
  std::ofstream out(path, std::ios::binary);
  out << bytes;
  if (!out.flush()) return fail(Code::kFull, "The file could not be written.", path);
  fmt::print("{}: {} bytes\n", path, bytes.size());
  return {};
}

Status train_letters(const std::string& data, const std::string& out) {
  STELE_TRY(std::string grapheme_csv, bench::read_file("schema/names/graphemes.csv"));
  STELE_TRY(std::string generic_csv, bench::read_file("schema/names/generic_words.csv"));
  STELE_TRY(Graphemes graphemes, Graphemes::parse(grapheme_csv, generic_csv, ""));
  STELE_TRY(auto rows, bench::read_index(data + "/index.tsv.gz"));
  std::vector<std::pair<Encoded, Encoded>> pairs;
  for (const auto& [a, b] : same_place_pairs(rows, 12)) pairs.emplace_back(graphemes.encode(a), graphemes.encode(b));
  fmt::print("{} pairs of names of {} rows\n", pairs.size(), rows.size());
  return save(out + "/letters.bin", learn_letters(graphemes, pairs, {}).bytes());
}

void logistic(std::span<const float> sums, std::span<const float> labels, std::span<float> first, std::span<float> second) {
  for (size_t i = 0; i < sums.size(); ++i) {
    float p = 1.0F / (1.0F + std::exp(-sums[i]));
    first[i] = p - labels[i];
    second[i] = std::max(p * (1 - p), 1e-4F);
  }
}

Status train_pairs(const std::string& data, const std::string& out) {
  std::vector<std::string> keep;
  STELE_TRY(Matcher matcher, Matcher::parse(assets_of("schema/names", keep)));
  STELE_TRY(auto pairs, bench::read_pairs(data + "/pairs.tsv.gz"));
  std::vector<float> inputs, labels;
  for (const auto& pair : pairs) {
    if (bench::split_of(pair.place_a) >= bench::kTrainShare) continue;
    Forms a = forms_of(matcher.graphemes, pair.a), b = forms_of(matcher.graphemes, pair.b);
    if (mix(labels.size()) & 1) std::swap(a, b);
    inputs.resize(inputs.size() + kPairInputs);
    pair_inputs(matcher, a, b, inputs.data() + inputs.size() - kPairInputs);
    labels.push_back(static_cast<float>(pair.label));
  }
  fmt::print("{} pairs with {} inputs\n", labels.size(), kPairInputs);
  auto slopes = [&](auto sums, auto first, auto second) { logistic(sums, labels, first, second); };
  TrainOptions options;
  options.trees = 200;
  return save(out + "/pair_trees.bin", train_trees(inputs, kPairInputs, slopes, options).bytes());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return fmt::print(stderr, "train-names letters|pairs DATA-FOLDER OUT-FOLDER\n"), 64;
  std::string what = argv[1];
  Status done = what == "letters" ? train_letters(argv[2], argv[3]) : train_pairs(argv[2], argv[3]);
  if (!done) return fmt::print(stderr, "{}\n", to_string(done.error())), 1;
  return 0;
}
