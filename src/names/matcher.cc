// The idea: a missing file is an error that names it; the trees may be missing only as long as none has been trained.
#include "names/matcher.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "names/search.h"
#include "stele_names_data.h"

namespace stele::names {
namespace {

constexpr size_t kWordMean = 43;                     // of the pair features: how well words are found among the other's
constexpr float kNothing = 0.1F, kSomething = 0.4F;  // between these likenesses trust is capped more and more

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
  if (trees.features() != inputs)
    return fail(Code::kCorrupt, fmt::format("{} was trained for {} inputs, not {}.", path, trees.features(), inputs));
  return trees;
}

template <class Text>
float edit_likeness(const Text& a, const Text& b) {
  if (a.empty() || b.empty()) return 0;
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = row[0]++;
    for (size_t j = 0; j < b.size(); ++j) {
      size_t old = row[j + 1];
      row[j + 1] = std::min({diagonal + (a[i] != b[j]), old + 1, row[j] + 1});
      diagonal = old;
    }
  }
  return 1.0F - static_cast<float>(row[b.size()]) / static_cast<float>(std::max(a.size(), b.size()));
}

template <class Text>
float shared_pairs(const Text& a, const Text& b) {
  if (a.size() < 2 || b.size() < 2) return 0;
  std::vector<bool> used(b.size());
  size_t shared = 0;
  for (size_t i = 0; i + 1 < a.size(); ++i)
    for (size_t j = 0; j + 1 < b.size(); ++j)
      if (!used[j] && a[i] == b[j] && a[i + 1] == b[j + 1]) {
        used[j] = true, ++shared;
        break;
      }
  return 2.0F * static_cast<float>(shared) / static_cast<float>(a.size() + b.size() - 2);
}

template <class Text>
float same_start(const Text& a, const Text& b) {
  auto differ = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first;
  return static_cast<float>(differ - a.begin()) / static_cast<float>(std::max<size_t>(std::min(a.size(), b.size()), 1));
}

template <class Text>
float same_end(const Text& a, const Text& b) {
  auto differ = std::mismatch(a.rbegin(), a.rend(), b.rbegin(), b.rend()).first;
  return static_cast<float>(differ - a.rbegin()) /
         static_cast<float>(std::max<size_t>(std::min(a.size(), b.size()), 1));
}

template <class Text>
float jaro_winkler(const Text& a, const Text& b) {
  if (a.empty() || b.empty()) return 0;
  size_t reach = std::max<size_t>(std::max(a.size(), b.size()) / 2, 1) - 1, met = 0;
  std::vector<bool> used(b.size());
  Text of_a, of_b;
  for (size_t i = 0; i < a.size(); ++i)
    for (size_t j = i > reach ? i - reach : 0; j < std::min(b.size(), i + reach + 1); ++j)
      if (!used[j] && a[i] == b[j]) {
        used[j] = true, ++met, of_a.push_back(a[i]);
        break;
      }
  for (size_t j = 0; j < b.size(); ++j)
    if (used[j]) of_b.push_back(b[j]);
  if (met == 0) return 0;
  size_t moved = 0, start = 0;
  for (size_t i = 0; i < met; ++i) moved += of_a[i] != of_b[i];
  while (start < std::min<size_t>({4, a.size(), b.size()}) && a[start] == b[start]) ++start;
  auto m = static_cast<float>(met);
  float jaro =
      (m / static_cast<float>(a.size()) + m / static_cast<float>(b.size()) + (m - static_cast<float>(moved) / 2) / m) /
      3;
  return jaro + 0.1F * static_cast<float>(start) * (1 - jaro);
}

// The longest common run of letters, as a share of the shorter name.
template <class Text>
float common_run(const Text& a, const Text& b) {
  std::vector<size_t> row(b.size() + 1);
  size_t longest = 0;
  for (size_t i = 0; i < a.size(); ++i)
    for (size_t j = b.size(); j-- > 0;) longest = std::max(longest, row[j + 1] = a[i] == b[j] ? row[j] + 1 : 0);
  return static_cast<float>(longest) / static_cast<float>(std::max<size_t>(std::min(a.size(), b.size()), 1));
}

std::u32string sorted_words(const std::u32string& text) {
  std::vector<std::u32string> words;
  for (size_t i = 0; i < text.size();) {
    size_t end = std::min(text.find(U' ', i), text.size());
    words.push_back(text.substr(i, end - i));
    i = end + 1;
  }
  std::sort(words.begin(), words.end());
  std::u32string out;
  for (const auto& word : words) out += word + U' ';
  return out;
}

// The likeliest reading as classes of sounds.
std::string sounds_of(const Graphemes& graphemes, const Encoded& name) {
  std::string out;
  for (size_t i = 0; i < name.core; ++i) out += graphemes.readings(name.readings[i]).front();
  return out;
}

std::string without_vowels(std::string sounds) {
  std::erase_if(sounds, [](char c) { return c == 'A' || c == 'I' || c == 'U'; });
  return sounds;
}

void plain_likenesses(const Graphemes& graphemes, const Forms& forms_a, const Forms& forms_b, float* out) {
  const Encoded &a = forms_a.meaning, &b = forms_b.meaning;
  std::fill_n(out, 22, -1.0F);
  if (a.script == b.script) {
    out[0] = edit_likeness(a.base, b.base);
    out[1] = shared_pairs(a.base, b.base);
    out[2] = same_start(a.base, b.base);
    out[3] = same_end(a.base, b.base);
    out[10] = jaro_winkler(a.base, b.base);
    out[11] = common_run(a.base, b.base);
    out[12] = edit_likeness(forms_a.spelled.base, forms_b.spelled.base);
    out[13] = shared_pairs(forms_a.spelled.base, forms_b.spelled.base);
    out[14] = edit_likeness(sorted_words(forms_a.spelled.base), sorted_words(forms_b.spelled.base));
    out[15] = edit_likeness(a.letters, b.letters);
    out[16] = shared_pairs(a.letters, b.letters);
  }
  std::string x = sounds_of(graphemes, a), y = sounds_of(graphemes, b), bare_x = without_vowels(x),
              bare_y = without_vowels(y);
  out[4] = edit_likeness(x, y);
  out[5] = shared_pairs(x, y);
  out[6] = same_start(x, y);
  out[7] = same_end(x, y);
  out[8] = edit_likeness(bare_x, bare_y);
  out[9] = shared_pairs(bare_x, bare_y);
  out[17] = jaro_winkler(x, y);
  out[18] = common_run(x, y);
  out[19] = same_start(bare_x, bare_y);
  out[20] = same_end(bare_x, bare_y);
  std::string spelled_x = sounds_of(graphemes, forms_a.spelled), spelled_y = sounds_of(graphemes, forms_b.spelled);
  out[21] = edit_likeness(spelled_x, spelled_y);
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
  return Matcher{std::move(graphemes),  std::move(letters),     std::move(pair_trees),
                 std::move(rank_trees), std::move(trust_trees), kernels().front().run};
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
  plain_likenesses(matcher.graphemes, a, b, more + 3);
}

PairScore score_pair(const Matcher& matcher, std::string_view a, std::string_view b) {
  Forms x = forms_of(matcher.graphemes, a), y = forms_of(matcher.graphemes, b);
  std::array<float, 2 * kPairInputs> inputs;
  pair_inputs(matcher, x, y, inputs.data());
  pair_inputs(matcher, y, x, inputs.data() + kPairInputs);
  PairScore out{inputs[0], 0, 0, x.meaning.script, y.meaning.script};
  if (x.meaning.size == 0 || y.meaning.size == 0) return out.likeness = 0, out;
  out.trust = out.proposed = std::clamp(inputs[0], 0.0F, 1.0F);
  if (matcher.pair_trees.empty()) return out;
  std::array<float, 2> sums;
  matcher.pair_trees.predict(inputs, sums);
  out.proposed = 1.0F / (1.0F + std::exp(-(sums[0] + sums[1]) / 2));
  // Alike as a whole, spelled out, or word by word.
  float alike = std::max({inputs[0], inputs[kPairFeatures + 1], inputs[kWordMean]});
  out.trust = std::min(out.proposed, std::clamp((alike - kNothing) / (kSomething - kNothing), 0.02F, 1.0F));
  return out;
}

}  // namespace stele::names
