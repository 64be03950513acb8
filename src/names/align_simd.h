// The batch kernels of processors with vector instructions; empty on others.
#pragma once

#include "names/align.h"

namespace stele::names {

std::vector<KernelChoice> simd_kernels();

// Which of 64 bytes (aligned) are at least `level`, as bits.
uint64_t at_least(const uint8_t* bytes, uint8_t level);

}  // namespace stele::names
