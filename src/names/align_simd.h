// The batch kernels of processors with vector instructions; empty on others.
#pragma once

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "names/align.h"

namespace stele::names {

std::vector<KernelChoice> simd_kernels();

// Which of 64 bytes (aligned) are at least `level`, as bits.
inline uint64_t at_least(const uint8_t* bytes, uint8_t level) {
#if defined(__SSE2__)
  __m128i bar = _mm_set1_epi8(static_cast<char>(level));
  auto part = [&](int k) {
    __m128i values = _mm_load_si128(reinterpret_cast<const __m128i*>(bytes + 16 * k));
    return uint64_t{static_cast<uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_max_epu8(values, bar), values)))}
           << (16 * k);
  };
  return part(0) | part(1) | part(2) | part(3);
#else
  uint64_t out = 0;
  for (int i = 0; i < 64; ++i) out |= uint64_t{bytes[i] >= level} << i;
  return out;
#endif
}

}  // namespace stele::names
