// build/train-names: makes the learned tables in schema/names from the development sets, to the byte the same each
// time.
//   train-names letters|pairs|ranks DATA-FOLDER OUT-FOLDER
// DATA-FOLDER holds index.tsv.gz, retrieval.tsv.gz and pairs.tsv.gz (docs/formats/names.md). Only the places on the
// train side of the split (names_data.h) are looked at; bench-names --held-out measures on the others.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <numeric>
#include <tuple>

#include "names/learn.h"
#include "names/matcher.h"
#include "names_world.h"

using namespace stele;
using namespace stele::names;

namespace {

constexpr size_t kRandomEvery = 25;

uint64_t mix(uint64_t x) {
  x ^= x >> 33, x *= 0xFF51AFD7ED558CCDU, x ^= x >> 33, x *= 0xC4CEB9FE1A85EC53U;
  return x ^ (x >> 33);
}

// Pairs of distinct names per place, at most `most` of each place, chosen by a hash.
std::vector<std::pair<std::string, std::string>> same_place_pairs(const std::vector<bench::IndexRow>& rows,
                                                                  size_t most) {
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
    for (size_t k = 0; k < drawn.size() && k < most; ++k)
      out.emplace_back(names[drawn[k].second.first], names[drawn[k].second.second]);
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

// Letters first with the generic words that are known, then, with the words they teach, once more.
Status train_letters(const std::string& data, const std::string& out) {
  STELE_TRY(std::string grapheme_csv, bench::read_file("schema/names/graphemes.csv"));
  STELE_TRY(std::string generic_csv, bench::read_file("schema/names/generic_words.csv"));
  STELE_TRY(auto rows, bench::read_index(data + "/index.tsv.gz"));
  STELE_TRY(auto noisy, bench::read_pairs(data + "/pairs.tsv.gz"));
  auto texts = same_place_pairs(rows, 12);
  for (const auto& pair : noisy)  // how people err in typing and machines in reading
    if ((pair.kind == "pos_typo" || pair.kind == "pos_ocr") && bench::split_of(pair.place_a) < bench::kTrainShare)
      texts.emplace_back(pair.a, pair.b);
  std::string learned;
  Letters letters;
  for (int round = 0; round < 2; ++round) {
    STELE_TRY(Graphemes graphemes, Graphemes::parse(grapheme_csv, generic_csv, learned));
    std::vector<std::pair<Encoded, Encoded>> pairs;
    for (const auto& [a, b] : texts) pairs.emplace_back(graphemes.encode(a), graphemes.encode(b));
    letters = learn_letters(graphemes, pairs, {});
    if (round == 0) learned = learn_words(graphemes, letters, texts);
  }
  fmt::print("{} pairs of names of {} rows\n", texts.size(), rows.size());
  STELE_CHECK(save(out + "/generic_learned.csv", learned));
  return save(out + "/letters.bin", letters.bytes());
}

void logistic(std::span<const float> sums, std::span<const float> labels, std::span<float> first,
              std::span<float> second) {
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
  // The set's wrong pairs are all near misses, so that a pair with nothing in common would pass for a renaming; names
  // of places drawn at random say otherwise.
  size_t own = pairs.size();
  for (size_t i = 0; i < own; i += kRandomEvery) {
    const auto &one = pairs[i], &other = pairs[mix(i) % own];
    if (bench::split_of(one.place_a) >= bench::kTrainShare || bench::split_of(other.place_b) >= bench::kTrainShare ||
        one.place_a == other.place_b)
      continue;
    inputs.resize(inputs.size() + kPairInputs);
    pair_inputs(matcher, forms_of(matcher.graphemes, one.a), forms_of(matcher.graphemes, other.b),
                inputs.data() + inputs.size() - kPairInputs);
    labels.push_back(0);
  }
  fmt::print("{} pairs with {} inputs\n", labels.size(), kPairInputs);
  auto slopes = [&](auto sums, auto first, auto second) { logistic(sums, labels, first, second); };
  TrainOptions options;
  options.trees = 600, options.rate = 0.08F;
  return save(out + "/pair_trees.bin", train_trees(inputs, kPairInputs, slopes, options).bytes());
}

// More queries of the same kinds as the set has: a name of a place of the train side, once asked across scripts (its
// script's names leave), once within (only the equal string leaves), some with an error of typing.
std::string with_error(const std::string& text, uint64_t seed) {
  std::u32string letters = fold(text).letters;
  if (letters.size() < 4) return text;
  size_t at = seed % (letters.size() - 1);
  switch (seed >> 20 & 3) {
    case 0: letters.erase(at, 1); break;
    case 1: letters.insert(at, 1, letters[at]); break;
    case 2: std::swap(letters[at], letters[at + 1]); break;
    default: letters[at] = letters[(seed >> 32) % letters.size()];
  }
  return to_utf8(letters);
}

std::vector<bench::Task> more_tasks(const bench::World& world, size_t count) {
  std::unordered_map<std::string, std::vector<uint32_t>> places_by_name;
  for (size_t i = 0; i < world.names.size(); ++i) places_by_name[world.names[i]].push_back(world.place_of[i]);
  std::vector<bench::Task> out;
  for (uint64_t seed = 1; out.size() < count; ++seed) {
    uint64_t drawn = mix(seed * 77);
    auto name = static_cast<uint32_t>(drawn % world.names.size());
    uint32_t place = world.place_of[name];
    if (bench::split_of(world.places[place]) >= bench::kTrainShare) continue;
    bench::Task task{world.names[name], drawn >> 40 & 1 ? "x:" : "s:", world.scripts[name], place, {place}};
    size_t left = 0;
    for (uint32_t other : world.names_of[place]) {
      if (!bench::stays(world, task, {place, other})) continue;
      ++left;
      for (uint32_t p : places_by_name[world.names[other]]) task.accept.insert(p);
    }
    if (left == 0) continue;
    if ((drawn >> 50) % 6 == 0) task.text = with_error(task.text, mix(drawn));
    out.push_back(std::move(task));
  }
  return out;
}

struct Lists {
  std::vector<float> inputs, labels;
  std::vector<size_t> begin = {0};
};

Lists lists_of(const Matcher& matcher, const bench::World& world, const std::vector<bench::Task>& tasks) {
  auto view = IndexView::open(world.index);
  Lists out;
  auto work = std::make_unique<Workspace>();
  for (const auto& task : tasks) {
    find_places(
        matcher, std::span(&*view, 1), forms_of(matcher.graphemes, task.text),
        [&](const Row& row) { return bench::stays(world, task, row); }, {}, *work);
    out.inputs.insert(out.inputs.end(), work->inputs.begin(), work->inputs.end());
    for (const Found& f : work->found) out.labels.push_back(task.accept.contains(f.row.place) ? 1.0F : 0.0F);
    out.begin.push_back(out.labels.size());
  }
  return out;
}

// LambdaMART: for each right place above which a wrong one stands, both are pulled by what their exchange would bring.
void pull_apart(const Lists& lists, size_t list, std::span<const float> sums, std::span<float> first,
                std::span<float> second) {
  size_t begin = lists.begin[list], size = lists.begin[list + 1] - begin;
  std::vector<size_t> order(size), rank(size);
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return sums[begin + a] > sums[begin + b]; });
  for (size_t r = 0; r < size; ++r) rank[order[r]] = r;
  // One right place in front is enough: only the best of them is pulled up.
  size_t right = size;
  for (size_t r = size; r-- > 0;)
    if (lists.labels[begin + order[r]] > 0) right = order[r];
  if (right == size) return;
  auto gain = [](size_t r) { return 1.0F / std::log2(2.0F + static_cast<float>(r)); };
  for (size_t wrong = 0; wrong < size; ++wrong) {
    if (lists.labels[begin + wrong] > 0) continue;
    float weight = std::abs(gain(rank[right]) - gain(rank[wrong]));
    float p = 1.0F / (1.0F + std::exp(sums[begin + right] - sums[begin + wrong]));
    first[begin + right] -= weight * p, first[begin + wrong] += weight * p;
    second[begin + right] += weight * p * (1 - p), second[begin + wrong] += weight * p * (1 - p);
  }
}

Status train_ranks(const std::string& data, const std::string& out) {
  std::vector<std::string> keep;
  STELE_TRY(Matcher matcher, Matcher::parse(assets_of("schema/names", keep)));
  STELE_TRY(auto rows, bench::read_index(data + "/index.tsv.gz"));
  STELE_TRY(auto queries, bench::read_queries(data + "/retrieval.tsv.gz"));
  bench::World world = bench::make_world(matcher.graphemes, rows);
  std::erase_if(queries, [](const auto& q) { return bench::split_of(q.place) >= bench::kTrainShare; });
  std::vector<bench::Task> tasks = bench::make_tasks(world, queries), more = more_tasks(world, 22'000);
  tasks.insert(tasks.end(), more.begin(), more.end());
  Lists lists = lists_of(matcher, world, tasks);
  fmt::print("{} queries, {} places\n", tasks.size(), lists.labels.size());
  auto slopes = [&](auto sums, std::span<float> first, std::span<float> second) {
    std::fill(first.begin(), first.end(), 0.0F);
    std::fill(second.begin(), second.end(), 0.0F);
    for (size_t i = 0; i + 1 < lists.begin.size(); ++i) pull_apart(lists, i, sums, first, second);
  };
  TrainOptions options;
  options.trees = 120;
  Trees ranks = train_trees(lists.inputs, kRankInputs, slopes, options);
  STELE_CHECK(save(out + "/rank_trees.bin", ranks.bytes()));

  // The trust of a place, learned from where the ranker put it; the ten best of each list.
  std::vector<float> inputs, labels, list_inputs;
  for (size_t i = 0; i + 1 < lists.begin.size(); ++i) {
    size_t begin = lists.begin[i], size = lists.begin[i + 1] - begin;
    std::vector<float> scores(size);
    std::vector<uint32_t> order(size);
    std::span<const float> own(lists.inputs.data() + begin * kRankInputs, size * kRankInputs);
    ranks.predict(own, scores);
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return scores[a] > scores[b]; });
    size_t top = std::min(size, kTrusted);
    trust_inputs(own, scores, std::span(order).first(top), list_inputs);
    inputs.insert(inputs.end(), list_inputs.begin(), list_inputs.end());
    for (size_t k = 0; k < top; ++k) labels.push_back(lists.labels[begin + order[k]]);
  }
  auto trust_slopes = [&](auto sums, auto first, auto second) { logistic(sums, labels, first, second); };
  options.trees = 80, options.depth = 5;
  return save(out + "/trust_trees.bin", train_trees(inputs, kTrustInputs, trust_slopes, options).bytes());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return fmt::print(stderr, "train-names letters|pairs|ranks DATA-FOLDER OUT-FOLDER\n"), 64;
  std::string what = argv[1];
  Status done = what == "letters" ? train_letters(argv[2], argv[3])
                : what == "pairs" ? train_pairs(argv[2], argv[3])
                                  : train_ranks(argv[2], argv[3]);
  if (!done) return fmt::print(stderr, "{}\n", to_string(done.error())), 1;
  return 0;
}
