// The idea: a missing file is an error that names it; the trees may be missing only as long as none has been trained.
#include "names/matcher.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "names/search.h"
#include "stele_names_data.h"

namespace stele::names {
namespace {

const Asset* find(std::span<const Asset> files, std::string_view path) {
  auto at = std::find_if(files.begin(), files.end(), [&](const Asset& a) { return a.path == path; });
  return at == files.end() ? nullptr : &*at;
}

std::string_view text_in(std::span<const Asset> files, std::string_view path) {
  const Asset* file = find(files, path);
  return file ? file->bytes : std::string_view();
}

Result<Trees> trees_in(std::span<const Asset> files, std::string_view path, size_t inputs) {
  const Asset* file = find(files, path);
  if (!file) return Trees();
  STELE_TRY(Trees trees, Trees::parse(bytes_of(file->bytes)));
  if (trees.features() != inputs) return fail(Code::kCorrupt, fmt::format("{} was trained for {} inputs, not {}.", path, trees.features(), inputs));
  return trees;
}

}  // namespace

Result<Matcher> Matcher::parse(std::span<const Asset> files) {
  for (std::string_view path : {"graphemes.csv", "generic_words.csv", "letters.bin"})
    if (!find(files, path)) return fail(Code::kNotFound, fmt::format("The names table {} is missing.", path));
  STELE_TRY(Graphemes graphemes, Graphemes::parse(text_in(files, "graphemes.csv"), text_in(files, "generic_words.csv"),
                                                  text_in(files, "generic_learned.csv")));
  STELE_TRY(Letters letters, Letters::parse(bytes_of(text_in(files, "letters.bin"))));
  STELE_TRY(Trees pair_trees, trees_in(files, "pair_trees.bin", kPairInputs));
  STELE_TRY(Trees rank_trees, trees_in(files, "rank_trees.bin", kRankInputs));
  STELE_TRY(Trees trust_trees, trees_in(files, "trust_trees.bin", kTrustInputs));
  return Matcher{std::move(graphemes), std::move(letters), std::move(pair_trees), std::move(rank_trees), std::move(trust_trees),
                 kernels().front().run};
}

Result<Matcher> Matcher::builtin() { return parse(names_files()); }

Forms forms_of(const Graphemes& graphemes, std::string_view name) {
  Forms out;
  Folded folded = fold(name);
  out.meaning = graphemes.encode(folded);
  out.spelled = out.meaning.concepts ? graphemes.encode(std::move(folded), Generic::kSpelled) : out.meaning;
  return out;
}

void pair_inputs(const Matcher& matcher, const Forms& a, const Forms& b, float* out) {
  pair_features(matcher.graphemes, matcher.letters, Spelling::of(a.meaning), Spelling::of(b.meaning), out);
  float* more = out + kPairFeatures;
  PairFeatures spelled;
  pair_features(matcher.graphemes, matcher.letters, Spelling::of(a.spelled), Spelling::of(b.spelled), spelled.data());
  more[0] = spelled[0];
  more[1] = std::max(spelled[0], out[0]);
  more[2] = a.meaning.letters == b.meaning.letters ? 1.0F : 0.0F;
}

PairScore score_pair(const Matcher& matcher, std::string_view a, std::string_view b) {
  Forms x = forms_of(matcher.graphemes, a), y = forms_of(matcher.graphemes, b);
  std::array<float, 2 * kPairInputs> inputs;
  pair_inputs(matcher, x, y, inputs.data());
  pair_inputs(matcher, y, x, inputs.data() + kPairInputs);
  PairScore out{inputs[0], std::clamp(inputs[0], 0.0F, 1.0F), x.meaning.script, y.meaning.script};
  if (x.meaning.size == 0 || y.meaning.size == 0) return out.likeness = out.trust = 0, out;
  std::array<float, 2> sums;
  if (matcher.pair_trees.empty()) return out;
  matcher.pair_trees.predict(inputs, sums);
  out.trust = 1.0F / (1.0F + std::exp(-(sums[0] + sums[1]) / 2));
  return out;
}

}  // namespace stele::names
