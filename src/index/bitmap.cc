#include "index/bitmap.h"

#include <cstring>

namespace stele::index {
namespace {

constexpr size_t kBitsBytes = sizeof(Bitmap::Words);
constexpr size_t kMostNumbers = kBitsBytes / 2 - 1;  // beyond, the bits are shorter

uint64_t count_words(const Bitmap::Words& words) {
  uint64_t n = 0;
  for (uint64_t w : words) n += static_cast<uint64_t>(std::popcount(w));
  return n;
}

}  // namespace

Bitmap::Words& Bitmap::words(uint64_t chunk) {
  auto& slot = chunks_[chunk];
  if (!slot) slot = std::make_unique<Words>(Words{});
  return *slot;
}

const Bitmap::Words* Bitmap::find(uint64_t chunk) const {
  auto it = chunks_.find(chunk);
  return it == chunks_.end() ? nullptr : it->second.get();
}

void Bitmap::remove(uint64_t n) {
  if (auto it = chunks_.find(n >> 16); it != chunks_.end()) (*it->second)[n >> 6 & 1023] &= ~(uint64_t{1} << (n & 63));
}

bool Bitmap::contains(uint64_t n) const {
  const Words* words = find(n >> 16);
  return words && ((*words)[n >> 6 & 1023] >> (n & 63) & 1);
}

uint64_t Bitmap::count() const {
  uint64_t n = 0;
  for (const auto& [chunk, words] : chunks_) n += count_words(*words);
  return n;
}

uint64_t Bitmap::count_and(const Bitmap& other) const {
  uint64_t n = 0;
  for (const auto& [chunk, words] : chunks_)
    if (const Words* o = other.find(chunk))
      for (size_t i = 0; i < words->size(); ++i) n += static_cast<uint64_t>(std::popcount((*words)[i] & (*o)[i]));
  return n;
}

void Bitmap::keep(const Bitmap& other) {
  for (auto it = chunks_.begin(); it != chunks_.end();) {
    const Words* o = other.find(it->first);
    if (!o) {
      it = chunks_.erase(it);
      continue;
    }
    for (size_t i = 0; i < o->size(); ++i) (*it->second)[i] &= (*o)[i];
    ++it;
  }
}

void Bitmap::join(const Bitmap& other) {
  for (const auto& [chunk, theirs] : other.chunks_) {
    Words& mine = words(chunk);
    for (size_t i = 0; i < mine.size(); ++i) mine[i] |= (*theirs)[i];
  }
}

std::string Bitmap::pack(const Words& words) {
  uint64_t n = count_words(words);
  if (n == 0) return {};
  if (n > kMostNumbers) return std::string(reinterpret_cast<const char*>(words.data()), kBitsBytes);
  std::string out;
  out.reserve(n * 2);
  for (size_t w = 0; w < words.size(); ++w)
    for (uint64_t bits = words[w]; bits; bits &= bits - 1) {
      auto low = static_cast<uint16_t>(w << 6 | static_cast<size_t>(std::countr_zero(bits)));
      out += static_cast<char>(low & 0xff);
      out += static_cast<char>(low >> 8);
    }
  return out;
}

namespace {
uint16_t number_at(Bytes packed, size_t i) { return static_cast<uint16_t>(packed[i] | packed[i + 1] << 8); }
}  // namespace

Status Bitmap::unpack(Bytes packed, Words& words) {
  if (packed.size() > kBitsBytes || packed.size() % 2)
    return fail(Code::kCorrupt, "A set of records in the index is damaged; rebuild the index.");
  if (packed.size() == kBitsBytes) {
    std::memcpy(words.data(), packed.data(), kBitsBytes);
    return {};
  }
  words.fill(0);
  for (size_t i = 0; i < packed.size(); i += 2) {
    uint16_t low = number_at(packed, i);
    words[low >> 6] |= uint64_t{1} << (low & 63);
  }
  return {};
}

uint64_t Bitmap::count_packed_and(Bytes packed, const Words& words) {
  uint64_t n = 0;
  if (packed.size() == kBitsBytes) {
    for (size_t i = 0; i < words.size(); ++i) {
      uint64_t theirs;
      std::memcpy(&theirs, packed.data() + i * 8, 8);
      n += static_cast<uint64_t>(std::popcount(words[i] & theirs));
    }
    return n;
  }
  for (size_t i = 0; i + 1 < packed.size(); i += 2) {
    uint16_t low = number_at(packed, i);
    n += words[low >> 6] >> (low & 63) & 1;
  }
  return n;
}

}  // namespace stele::index
