// The idea: one row of 128 signed bytes per (script, script, symbol), so that a SIMD register looks a letter up in one
// instruction. Stored without the columns that no symbol of the script uses.
#include "names/letters.h"

#include <algorithm>
#include <cstring>

namespace stele::names {
namespace {

constexpr std::string_view kMagic = "stele-letters 1\n";

bool share_a_class(const Graphemes& graphemes, uint16_t a, uint16_t b) {
  for (const std::string& x : graphemes.readings(a))
    for (const std::string& y : graphemes.readings(b))
      if (!x.empty() && !y.empty() && x[0] == y[0]) return true;
  return false;
}

bool is_vowel(const Graphemes& graphemes, uint16_t id) {
  const std::string& first = graphemes.readings(id).front();
  return first.empty() || first == "A" || first == "I" || first == "U";
}

}  // namespace

Letters::Letters() : rows_(static_cast<size_t>(kScripts * kScripts * kSymbols)) {
  for (auto& row : rows_) row.fill(-4 * kUnit);
  for (auto& row : gaps_) row.fill(-3 * kUnit);
  for (auto& row : gaps_) row[kPad] = 0, row[kBlank] = -kUnit / 4;
  for (auto& row : rows_) row[kPad] = kForbidden;
  for (int a = 0; a < kScripts; ++a)
    for (int b = 0; b < kScripts; ++b) {
      auto sa = static_cast<Script>(a), sb = static_cast<Script>(b);
      rows_[at(sa, sb) * kSymbols].fill(kForbidden);
      for (int x = 1; x < kSymbols; ++x)
        if (a == b || x == kBlank || x >= kDigitBase)
          rows_[at(sa, sb) * kSymbols + static_cast<size_t>(x)][static_cast<size_t>(x)] = 3 * kUnit;
      rows_[at(sa, sb) * kSymbols + kBlank][kBlank] = kUnit;
    }
  settle();
}

Letters Letters::by_class(const Graphemes& graphemes) {
  Letters out;
  std::array<std::array<uint16_t, kSymbols>, kScripts> reading{};
  for (int s = 0; s + 1 < kScripts; ++s) {
    auto script = static_cast<Script>(s);
    for (int i = 0; i < graphemes.symbol_count(script); ++i) {
      auto symbol = static_cast<uint8_t>(2 + i);
      reading[static_cast<size_t>(s)][symbol] = graphemes.symbol_reading(script, symbol);
      if (!is_vowel(graphemes, reading[static_cast<size_t>(s)][symbol])) continue;
      for (int t = 0; t < kScripts; ++t) out.set_gap(script, static_cast<Script>(t), symbol, -kUnit);
    }
  }
  for (int a = 0; a + 1 < kScripts; ++a)
    for (int b = 0; b + 1 < kScripts; ++b)
      for (int x = 2; x < 2 + graphemes.symbol_count(static_cast<Script>(a)); ++x)
        for (int y = 2; y < 2 + graphemes.symbol_count(static_cast<Script>(b)); ++y)
          if (share_a_class(graphemes, reading[static_cast<size_t>(a)][static_cast<size_t>(x)],
                            reading[static_cast<size_t>(b)][static_cast<size_t>(y)]))
            out.set(static_cast<Script>(a), static_cast<uint8_t>(x), static_cast<Script>(b), static_cast<uint8_t>(y),
                    a == b && x == y ? 3 * kUnit : 2 * kUnit);
  out.settle();
  return out;
}

void Letters::set(Script a, uint8_t x, Script b, uint8_t y, int8_t value) {
  rows_[at(a, b) * kSymbols + x][y] = value;
  rows_[at(b, a) * kSymbols + y][x] = value;
}

void Letters::settle() {
  for (int a = 0; a < kScripts; ++a)
    for (int b = 0; b < kScripts; ++b)
      for (int x = 0; x < kSymbols; ++x) {
        const Row& values =
            rows_[at(static_cast<Script>(a), static_cast<Script>(b)) * kSymbols + static_cast<size_t>(x)];
        int most = *std::max_element(values.begin(), values.end());
        bests_[at(static_cast<Script>(a), static_cast<Script>(b))][static_cast<size_t>(x)] =
            static_cast<int8_t>(x == kPad ? 0 : std::max(most, 0));
      }
}

std::string Letters::bytes() const {
  std::string out(kMagic);
  for (size_t a = 0; a + 1 < kScripts; ++a)
    for (size_t b = a; b + 1 < kScripts; ++b) {
      for (size_t x = 1; x < kSymbols; ++x)
        out.append(reinterpret_cast<const char*>(rows_[(a * kScripts + b) * kSymbols + x].data()), kSymbols);
      out.append(reinterpret_cast<const char*>(gaps_[a * kScripts + b].data()), kSymbols);
      out.append(reinterpret_cast<const char*>(gaps_[b * kScripts + a].data()), kSymbols);
    }
  return out;
}

Result<Letters> Letters::parse(Bytes bytes) {
  std::string_view text = text_of(bytes);
  constexpr size_t kPairs = (kScripts - 1) * kScripts / 2, kPair = size_t{kSymbols} * (kSymbols + 1);
  if (!text.starts_with(kMagic) || text.size() != kMagic.size() + kPairs * kPair)
    return fail(Code::kCorrupt, "The letter table is not of version 1 or not whole; run build/train-names.",
                "letters.bin");
  Letters out;
  const char* from = text.data() + kMagic.size();
  auto take = [&from](Row& row) { std::memcpy(row.data(), from, kSymbols), from += kSymbols; };
  for (size_t a = 0; a + 1 < kScripts; ++a)
    for (size_t b = a; b + 1 < kScripts; ++b) {
      for (size_t x = 1; x < kSymbols; ++x) take(out.rows_[(a * kScripts + b) * kSymbols + x]);
      for (size_t x = 1; x < kSymbols; ++x)
        for (size_t y = 1; y < kSymbols; ++y)
          out.rows_[(b * kScripts + a) * kSymbols + y][x] = out.rows_[(a * kScripts + b) * kSymbols + x][y];
      take(out.gaps_[a * kScripts + b]);
      take(out.gaps_[b * kScripts + a]);
    }
  out.settle();
  return out;
}

}  // namespace stele::names
