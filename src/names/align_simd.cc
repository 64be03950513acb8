// The idea: the symbols of 64 names lie in one register per column. A row of the letter table is 128 bytes, so looking
// up the score of 64 letters is one instruction with AVX-512 VBMI and eight shuffles of 16 entries with AVX2. Scores
// are 16 bits wide and cannot overflow: 32 symbols of at most 127 on each side.
#include "names/align_simd.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define STELE_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi")))
#define STELE_AVX2 __attribute__((target("avx2")))

namespace stele::names {
namespace {

struct Wide512 {
  __m512i low, high;
};

STELE_AVX512 inline Wide512 look_up512(const int8_t* row, __m512i symbols) {
  __m512i values = _mm512_permutex2var_epi8(_mm512_loadu_si512(row), symbols, _mm512_loadu_si512(row + 64));
  return {_mm512_cvtepi8_epi16(_mm512_castsi512_si256(values)),
          _mm512_cvtepi8_epi16(_mm512_extracti64x4_epi64(values, 1))};
}

STELE_AVX512 inline __m512i best_of512(__m512i a, __m512i b, __m512i c) {
  return _mm512_max_epi16(_mm512_max_epi16(a, b), c);
}

STELE_AVX512 void avx512(const Profile& query, const uint8_t* columns, size_t length, BatchScores& out) {
  __m512i low[kMaxSymbols + 1], high[kMaxSymbols + 1];
  auto size = static_cast<size_t>(query.size);
  low[0] = high[0] = _mm512_setzero_si512();
  for (size_t i = 0; i < size; ++i)
    low[i + 1] = high[i + 1] = _mm512_add_epi16(low[i], _mm512_set1_epi16(query.gaps[i]));
  __m512i best_low = _mm512_setzero_si512(), best_high = best_low;
  for (size_t j = 0; j < length; ++j) {
    __m512i symbols = _mm512_load_si512(columns + j * kLanes);
    Wide512 gap = look_up512(query.other_gaps, symbols), best = look_up512(query.other_best, symbols);
    best_low = _mm512_add_epi16(best_low, best.low);
    best_high = _mm512_add_epi16(best_high, best.high);
    __m512i diagonal_low = low[0], diagonal_high = high[0];
    __m512i left_low = low[0] = _mm512_add_epi16(low[0], gap.low),
            left_high = high[0] = _mm512_add_epi16(high[0], gap.high);
    for (size_t i = 0; i < size; ++i) {
      Wide512 pair = look_up512(query.rows[i], symbols);
      __m512i own = _mm512_set1_epi16(query.gaps[i]), old_low = low[i + 1], old_high = high[i + 1];
      left_low = best_of512(_mm512_add_epi16(diagonal_low, pair.low), _mm512_add_epi16(old_low, gap.low),
                            _mm512_add_epi16(left_low, own));
      left_high = best_of512(_mm512_add_epi16(diagonal_high, pair.high), _mm512_add_epi16(old_high, gap.high),
                             _mm512_add_epi16(left_high, own));
      low[i + 1] = left_low, high[i + 1] = left_high;
      diagonal_low = old_low, diagonal_high = old_high;
    }
  }
  _mm512_store_si512(out.score.data(), low[size]);
  _mm512_store_si512(out.score.data() + 32, high[size]);
  _mm512_store_si512(out.best.data(), best_low);
  _mm512_store_si512(out.best.data() + 32, best_high);
}

struct Wide256 {
  __m256i low, high;
};

// Which sixteenth of the table each symbol lies in, as eight masks, and its place there.
struct Index256 {
  __m256i mask[8], place;
};

STELE_AVX2 inline Index256 index_of(__m256i symbols) {
  Index256 out;
  __m256i part = _mm256_and_si256(_mm256_srli_epi16(symbols, 4), _mm256_set1_epi8(7));
  for (int k = 0; k < 8; ++k) out.mask[k] = _mm256_cmpeq_epi8(part, _mm256_set1_epi8(static_cast<char>(k)));
  out.place = _mm256_and_si256(symbols, _mm256_set1_epi8(15));
  return out;
}

STELE_AVX2 inline Wide256 look_up256(const int8_t* row, const Index256& index) {
  __m256i values = _mm256_setzero_si256();
  for (int k = 0; k < 8; ++k) {
    __m256i part = _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(row + 16 * k)));
    values = _mm256_or_si256(values, _mm256_and_si256(index.mask[k], _mm256_shuffle_epi8(part, index.place)));
  }
  return {_mm256_cvtepi8_epi16(_mm256_castsi256_si128(values)),
          _mm256_cvtepi8_epi16(_mm256_extracti128_si256(values, 1))};
}

STELE_AVX2 inline __m256i best_of256(__m256i a, __m256i b, __m256i c) {
  return _mm256_max_epi16(_mm256_max_epi16(a, b), c);
}

STELE_AVX2 void avx2_half(const Profile& query, const uint8_t* columns, size_t length, int16_t* score,
                          int16_t* best_out) {
  __m256i low[kMaxSymbols + 1], high[kMaxSymbols + 1];
  auto size = static_cast<size_t>(query.size);
  low[0] = high[0] = _mm256_setzero_si256();
  for (size_t i = 0; i < size; ++i)
    low[i + 1] = high[i + 1] = _mm256_add_epi16(low[i], _mm256_set1_epi16(query.gaps[i]));
  __m256i best_low = _mm256_setzero_si256(), best_high = best_low;
  for (size_t j = 0; j < length; ++j) {
    Index256 index = index_of(_mm256_load_si256(reinterpret_cast<const __m256i*>(columns + j * kLanes)));
    Wide256 gap = look_up256(query.other_gaps, index), best = look_up256(query.other_best, index);
    best_low = _mm256_add_epi16(best_low, best.low);
    best_high = _mm256_add_epi16(best_high, best.high);
    __m256i diagonal_low = low[0], diagonal_high = high[0];
    __m256i left_low = low[0] = _mm256_add_epi16(low[0], gap.low),
            left_high = high[0] = _mm256_add_epi16(high[0], gap.high);
    for (size_t i = 0; i < size; ++i) {
      Wide256 pair = look_up256(query.rows[i], index);
      __m256i own = _mm256_set1_epi16(query.gaps[i]), old_low = low[i + 1], old_high = high[i + 1];
      left_low = best_of256(_mm256_add_epi16(diagonal_low, pair.low), _mm256_add_epi16(old_low, gap.low),
                            _mm256_add_epi16(left_low, own));
      left_high = best_of256(_mm256_add_epi16(diagonal_high, pair.high), _mm256_add_epi16(old_high, gap.high),
                             _mm256_add_epi16(left_high, own));
      low[i + 1] = left_low, high[i + 1] = left_high;
      diagonal_low = old_low, diagonal_high = old_high;
    }
  }
  _mm256_store_si256(reinterpret_cast<__m256i*>(score), low[size]);
  _mm256_store_si256(reinterpret_cast<__m256i*>(score + 16), high[size]);
  _mm256_store_si256(reinterpret_cast<__m256i*>(best_out), best_low);
  _mm256_store_si256(reinterpret_cast<__m256i*>(best_out + 16), best_high);
}

void avx2(const Profile& query, const uint8_t* columns, size_t length, BatchScores& out) {
  avx2_half(query, columns, length, out.score.data(), out.best.data());
  avx2_half(query, columns + 32, length, out.score.data() + 32, out.best.data() + 32);
}

}  // namespace

std::vector<KernelChoice> simd_kernels() {
  std::vector<KernelChoice> out;
  if (__builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512bw")) out.push_back({"avx512", avx512});
  if (__builtin_cpu_supports("avx2")) out.push_back({"avx2", avx2});
  return out;
}

}  // namespace stele::names

#else
namespace stele::names {
std::vector<KernelChoice> simd_kernels() { return {}; }
}  // namespace stele::names
#endif
