// Sets of record numbers, 65,536 to a chunk, so that counting a facet over a third of a million records is a few
// hundred thousand bit operations. In memory a chunk is 8 KiB of bits; stored it is whichever is shorter: its sorted
// 16-bit numbers or its bits.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace stele::index {

class Bitmap {
 public:
  using Words = std::array<uint64_t, 1024>;

  void add(uint64_t n) { words(n >> 16)[n >> 6 & 1023] |= uint64_t{1} << (n & 63); }
  void remove(uint64_t n);
  bool contains(uint64_t n) const;
  uint64_t count() const;
  bool empty() const { return count() == 0; }
  uint64_t count_and(const Bitmap& other) const;
  void keep(const Bitmap& other);  // intersection
  void join(const Bitmap& other);  // union

  // Calls visit(n) in ascending order until it returns false.
  template <class Visit>
  void each(Visit visit) const {
    for (const auto& [chunk, words] : chunks_)
      for (size_t w = 0; w < words->size(); ++w)
        for (uint64_t bits = (*words)[w]; bits; bits &= bits - 1)
          if (!visit(chunk << 16 | w << 6 | static_cast<uint64_t>(std::countr_zero(bits)))) return;
  }

  // One chunk as stored; "" when it is empty.
  static std::string pack(const Words& words);
  static Status unpack(Bytes packed, Words& words);
  static uint64_t count_packed_and(Bytes packed, const Words& words);
  Words& words(uint64_t chunk);
  const Words* find(uint64_t chunk) const;
  const std::map<uint64_t, std::unique_ptr<Words>>& chunks() const { return chunks_; }

 private:
  std::map<uint64_t, std::unique_ptr<Words>> chunks_;
};

}  // namespace stele::index
