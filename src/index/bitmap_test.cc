#include "index/bitmap.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <random>
#include <set>

using namespace stele;
using namespace stele::index;

namespace {

std::set<uint64_t> members(const Bitmap& bits) {
  std::set<uint64_t> out;
  uint64_t last = 0;
  bits.each([&](uint64_t n) {
    CHECK((out.empty() || n > last));
    out.insert(last = n);
    return true;
  });
  return out;
}

// Dense, sparse and edge numbers, over several chunks.
uint64_t number(std::mt19937_64& random) {
  switch (random() % 4) {
    case 0: return random() % 100;
    case 1: return 65536 * (random() % 5) + random() % 2 * 65535;
    case 2: return random() % 400000;
    default: return 70000 + random() % 6000;
  }
}

}  // namespace

TEST_CASE("a bitmap does what a set does") {
  std::mt19937_64 random(1);
  for (int round = 0; round < 20; ++round) {
    Bitmap a, b;
    std::set<uint64_t> x, y;
    for (int i = 0; i < 6000; ++i) {
      uint64_t n = number(random), m = number(random);
      if (random() % 3) a.add(n), x.insert(n);
      else a.remove(n), x.erase(n);
      b.add(m), y.insert(m);
    }
    CHECK(members(a) == x);
    CHECK(a.count() == x.size());
    CHECK(a.empty() == x.empty());
    for (int i = 0; i < 1000; ++i) {
      uint64_t n = number(random);
      CHECK(a.contains(n) == x.contains(n));
    }
    std::set<uint64_t> both, either = x;
    std::set_intersection(x.begin(), x.end(), y.begin(), y.end(), std::inserter(both, both.end()));
    either.insert(y.begin(), y.end());
    CHECK(a.count_and(b) == both.size());
    Bitmap kept, joined;
    kept.join(a), joined.join(a);
    kept.keep(b), joined.join(b);
    CHECK(members(kept) == both);
    CHECK(members(joined) == either);
  }
}

TEST_CASE("a chunk comes back from its bytes at every fill, in the shorter form") {
  std::mt19937_64 random(2);
  for (size_t n : {size_t{0}, size_t{1}, size_t{2}, size_t{100}, size_t{4094}, size_t{4095}, size_t{4096}, size_t{4097},
                   size_t{30000}, size_t{65536}}) {
    Bitmap bits;
    while (bits.count() < n) bits.add(n == 65536 ? bits.count() : random() & 0xffff);
    Bitmap::Words& words = bits.words(0);
    std::string packed = Bitmap::pack(words);
    CHECK(packed.size() <= std::min<size_t>(n * 2, 8192));
    Bitmap::Words back;
    back.fill(0xdeadbeef);
    REQUIRE(Bitmap::unpack(bytes_of(packed), back));
    CHECK(back == words);
    Bitmap other;
    for (int i = 0; i < 2000; ++i) other.add(random() & 0xffff);
    CHECK(Bitmap::count_packed_and(bytes_of(packed), other.words(0)) == bits.count_and(other));
  }
}

TEST_CASE("damaged bytes are refused") {
  Bitmap::Words words;
  CHECK(Bitmap::unpack(bytes_of(std::string(3, 'a')), words).error().code == Code::kCorrupt);
  CHECK(Bitmap::unpack(bytes_of(std::string(8194, 'a')), words).error().code == Code::kCorrupt);
}

TEST_CASE("a visitor may stop") {
  Bitmap bits;
  for (uint64_t n : {1, 2, 70000}) bits.add(n);
  int visits = 0;
  bits.each([&](uint64_t) { return ++visits < 2; });
  CHECK(visits == 2);
}
