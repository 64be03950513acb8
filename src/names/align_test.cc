// All kernels give the reference's numbers, on random names of all pairs of scripts.
#include "names/align.h"

#include <doctest/doctest.h>

#include <random>

#include "names/matcher.h"

using namespace stele;
using namespace stele::names;

TEST_CASE("every kernel agrees with the reference") {
  Matcher matcher = Matcher::builtin().value();
  std::mt19937 random(7);
  for (int round = 0; round < 60; ++round) {
    auto sa = static_cast<Script>(random() % kScripts), sb = static_cast<Script>(random() % kScripts);
    std::vector<uint8_t> query(1 + random() % kMaxSymbols);
    for (auto& x : query) x = static_cast<uint8_t>(1 + random() % (kSymbols - 1));
    size_t length = 1 + random() % kMaxSymbols;
    alignas(64) std::array<uint8_t, kMaxSymbols * kLanes> columns{};
    std::array<std::vector<uint8_t>, kLanes> names;
    for (size_t lane = 0; lane < kLanes; ++lane)
      for (size_t j = 0; j < random() % (length + 1); ++j) {
        names[lane].push_back(static_cast<uint8_t>(1 + random() % (kSymbols - 1)));
        columns[j * kLanes + lane] = names[lane].back();
      }
    Profile profile(matcher.letters, sa, sb, query);
    for (const KernelChoice& kernel : kernels()) {
      CAPTURE(kernel.name);
      BatchScores scores;
      kernel.run(profile, columns.data(), length, scores);
      for (size_t lane = 0; lane < kLanes; ++lane) {
        REQUIRE(scores.score[lane] == align_score(matcher.letters, sa, query, sb, names[lane]));
        REQUIRE(scores.best[lane] == best_sum(matcher.letters, sb, sa, names[lane]));
      }
    }
  }
}

TEST_CASE("the way back adds up to the score and goes through every letter") {
  Matcher matcher = Matcher::builtin().value();
  Encoded a = matcher.graphemes.encode("Yuxarı Ağbulaq"), b = matcher.graphemes.encode("Верхний Агбулаг");
  Symbols x = Symbols(a.symbols).first(a.size), y = Symbols(b.symbols).first(b.size);
  Alignment alignment = align(matcher.letters, a.script, x, b.script, y);
  int sum = 0;
  size_t of_a = 0, of_b = 0;
  for (const Pairing& pair : alignment.pairs) sum += pair.score, of_a += pair.a >= 0, of_b += pair.b >= 0;
  CHECK(sum == alignment.score);
  CHECK(alignment.score == align_score(matcher.letters, a.script, x, b.script, y));
  CHECK(of_a == x.size());
  CHECK(of_b == y.size());
}

TEST_CASE("tables that are not whole are refused") {
  Matcher matcher = Matcher::builtin().value();
  std::string bytes = matcher.letters.bytes();
  CHECK(Letters::parse(bytes_of(bytes)).value().bytes() == bytes);
  CHECK_FALSE(Letters::parse(bytes_of(std::string_view(bytes).substr(1))));
  CHECK_FALSE(Trees::parse(bytes_of("stele-trees 1\n")));
  CHECK_FALSE(Graphemes::parse("head\nKlingon,a,a,A,own\n", "head\n", ""));
  CHECK_FALSE(Graphemes::parse("head\n", "head\nnonsense,az,x,own\n", ""));
}

TEST_CASE("trees learn what can be learned and say the same after a round trip") {
  std::mt19937 random(3);
  std::vector<float> rows, labels;
  for (int i = 0; i < 2000; ++i) {
    float a = static_cast<float>(random() % 100), b = static_cast<float>(random() % 100);
    rows.insert(rows.end(), {a, b});
    labels.push_back(a > 50 && b > 30 ? 1.0F : 0.0F);
  }
  auto slopes = [&](std::span<const float> sums, std::span<float> one, std::span<float> two) {
    for (size_t i = 0; i < sums.size(); ++i) one[i] = sums[i] - labels[i], two[i] = 1;
  };
  Trees trees = train_trees(rows, 2, slopes, {.trees = 30, .depth = 3, .rate = 0.3F});
  CHECK(trees.bytes() == train_trees(rows, 2, slopes, {.trees = 30, .depth = 3, .rate = 0.3F}).bytes());
  std::vector<float> out(labels.size()), again(labels.size());
  trees.predict(rows, out);
  Trees::parse(bytes_of(trees.bytes())).value().predict(rows, again);
  CHECK(out == again);
  int wrong = 0;
  for (size_t i = 0; i < out.size(); ++i) wrong += (out[i] > 0.5F) != (labels[i] > 0.5F);
  CHECK(wrong < 40);
}
