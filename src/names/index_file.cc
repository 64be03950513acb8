// The idea: everything is arrays at offsets that the head lists, so that opening is reading the head. A query touches
// two places in memory for each of its grams: where the bucket's list begins and the list, which is read in one go.
#include "names/index_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <numeric>
#include <tuple>
#include <unordered_map>

namespace stele::names {
namespace {

constexpr char kMagic[16] = "stele-names 1\n";

struct Head {
  char magic[16];
  uint32_t spellings, rows, bits, postings;
  uint32_t script_begin[kScripts + 1];
  uint32_t reserved;
  uint64_t symbol_begin, row_begin, row, symbols, fame, list_begin, list, size;
};
static_assert(sizeof(Head) == 136);

class Writer {
 public:
  explicit Writer(size_t head) : out_(head) {}
  template <class T>
  uint64_t put(std::span<const T> values) {
    out_.resize((out_.size() + 63) / 64 * 64);
    uint64_t at = out_.size();
    out_.resize(out_.size() + values.size_bytes());
    if (!values.empty()) std::memcpy(out_.data() + at, values.data(), values.size_bytes());
    return at;
  }
  std::vector<uint8_t>& bytes() { return out_; }

 private:
  std::vector<uint8_t> out_;
};

uint32_t bucket_bits(size_t spellings) {
  return std::clamp<uint32_t>(static_cast<uint32_t>(std::bit_width(spellings / 2)), 6, 24);
}

// How many 16-bit differences lead from one spelling to the next.
uint32_t steps(uint32_t difference) { return 1 + (difference - 1) / 65535; }

// Collects the postings in two passes over the spellings' grams: one to know each list's size, one to write it.
class ListWriter {
 public:
  explicit ListWriter(uint32_t bits) : shift_(32 - bits), last_(size_t{1} << bits, ~0U) {
    lists_.begin.assign((size_t{1} << bits) + 1, 0);
  }

  void count(uint32_t spelling, const std::vector<Gram>& grams) {
    each(spelling, grams,
         [this](uint32_t bucket, uint32_t difference) { lists_.begin[bucket + 1] += steps(difference); });
  }
  void start_writing() {
    std::partial_sum(lists_.begin.begin(), lists_.begin.end(), lists_.begin.begin());
    lists_.postings.resize(lists_.begin.back());
    at_.assign(lists_.begin.begin(), lists_.begin.end() - 1);
    std::fill(last_.begin(), last_.end(), ~0U);
  }
  void write(uint32_t spelling, const std::vector<Gram>& grams) {
    each(spelling, grams, [this](uint32_t bucket, uint32_t difference) {
      for (; difference > 65535; difference -= 65535) lists_.postings[at_[bucket]++] = 0;
      lists_.postings[at_[bucket]++] = static_cast<uint16_t>(difference);
    });
  }
  Lists lists() && { return std::move(lists_); }

 private:
  template <class Visit>
  void each(uint32_t spelling, const std::vector<Gram>& grams, Visit visit) {
    for (const Gram& g : grams) {
      uint32_t bucket = g.hash >> shift_;
      if (last_[bucket] == spelling) continue;  // two grams of one name in a bucket
      visit(bucket, spelling - last_[bucket]);
      last_[bucket] = spelling;
    }
  }
  uint32_t shift_;
  std::vector<uint32_t> last_, at_;
  Lists lists_;
};

// An array of `count` values at `offset`, or an empty span and `ok` false.
template <class T>
std::span<const T> array_at(Bytes bytes, uint64_t offset, uint64_t count, bool& ok) {
  if (offset % alignof(T) || offset > bytes.size() || count > (bytes.size() - offset) / sizeof(T))
    return ok = false, std::span<const T>();
  return {reinterpret_cast<const T*>(bytes.data() + offset), count};
}

bool none_longer(std::span<const uint32_t> begins, uint32_t most) {
  for (size_t i = 1; i < begins.size(); ++i)
    if (begins[i] - begins[i - 1] > most) return false;
  return true;
}

bool ascends_to(std::span<const uint32_t> begins, uint64_t end) {
  return !begins.empty() && begins.front() == 0 && begins.back() == end && std::is_sorted(begins.begin(), begins.end());
}

}  // namespace

void IndexBuilder::add(std::string_view name, uint32_t place, uint32_t name_id) {
  Encoded e = graphemes_.encode(name);
  add(name, e, {place, name_id}, Generic::kMeaning);
  // Somebody may spell the generic word in a way we do not know, so such a name is found by its letters too.
  if (e.concepts) add(name, graphemes_.encode(name, Generic::kSpelled), {place, name_id}, Generic::kSpelled);
}

void IndexBuilder::add(std::string_view name, const Encoded& e, Row row, Generic generic) {
  if (e.size == 0) return;
  std::string key(2, '\0');
  key[0] = static_cast<char>(e.script);
  key[1] = static_cast<char>(e.size);
  key.append(reinterpret_cast<const char*>(e.symbols.data()), e.size);
  entries_.push_back({std::move(key), std::string(name.substr(0, kMaxBytes)), row, generic});
}

// Orders the entries by spelling and, within one, by how many names their places have; gives these numbers back.
std::unordered_map<uint32_t, uint32_t> IndexBuilder::order() {
  std::unordered_map<uint32_t, uint32_t> names_of;
  for (const Entry& e : entries_) names_of[e.row.place] += e.generic == Generic::kMeaning;
  std::sort(entries_.begin(), entries_.end(), [&](const Entry& a, const Entry& b) {
    if (int c = a.key.compare(b.key)) return c < 0;
    uint32_t x = names_of[a.row.place], y = names_of[b.row.place];
    return x != y ? x > y : std::tie(a.row.place, a.row.name, a.text) < std::tie(b.row.place, b.row.name, b.text);
  });
  return names_of;
}

// Calls visit(spelling, entry) for the first entry of each spelling.
template <class Visit>
void IndexBuilder::each_spelling(Visit visit) const {
  uint32_t id = 0;
  for (size_t i = 0; i < entries_.size(); ++i)
    if (i == 0 || entries_[i].key != entries_[i - 1].key) visit(id++, i);
}

std::vector<uint8_t> IndexBuilder::build() {
  auto names_of = order();
  Head head{};
  std::memcpy(head.magic, kMagic, sizeof kMagic);
  std::vector<uint32_t> symbol_begin, row_begin;
  std::vector<uint8_t> symbols, fame;
  std::vector<Row> rows;
  each_spelling([&](uint32_t id, size_t i) {
    const std::string& key = entries_[i].key;
    symbol_begin.push_back(static_cast<uint32_t>(symbols.size()));
    row_begin.push_back(static_cast<uint32_t>(i));
    symbols.insert(symbols.end(), key.begin() + 2, key.end());
    for (int s = key[0] + 1; s <= kScripts; ++s) head.script_begin[s] = id + 1;
    head.spellings = id + 1;
  });
  for (const Entry& e : entries_) {
    rows.push_back(e.row);
    fame.push_back(
        static_cast<uint8_t>(std::min<int>(static_cast<int>(std::bit_width(names_of[e.row.place])) - 1, 15)));
  }
  symbol_begin.push_back(static_cast<uint32_t>(symbols.size()));
  row_begin.push_back(static_cast<uint32_t>(rows.size()));
  head.rows = static_cast<uint32_t>(rows.size());
  head.bits = bucket_bits(head.spellings);
  Lists lists = make_lists(head.bits);
  head.postings = static_cast<uint32_t>(lists.postings.size());
  entries_ = {};

  Writer out(sizeof(Head));
  head.symbol_begin = out.put(std::span<const uint32_t>(symbol_begin));
  head.row_begin = out.put(std::span<const uint32_t>(row_begin));
  head.row = out.put(std::span<const Row>(rows));
  head.symbols = out.put(std::span<const uint8_t>(symbols));
  head.fame = out.put(std::span<const uint8_t>(fame));
  head.list_begin = out.put(std::span<const uint32_t>(lists.begin));
  head.list = out.put(std::span<const uint16_t>(lists.postings));
  head.size = out.bytes().size();
  std::memcpy(out.bytes().data(), &head, sizeof head);
  return std::move(out.bytes());
}

Lists IndexBuilder::make_lists(uint32_t bits) const {
  ListWriter writer(bits);
  std::vector<Gram> grams;
  auto grams_at = [&](size_t i) -> const std::vector<Gram>& {
    grams_of(graphemes_, graphemes_.encode(entries_[i].text, entries_[i].generic), Side::kIndexed, grams);
    return grams;
  };
  each_spelling([&](uint32_t id, size_t i) { writer.count(id, grams_at(i)); });
  writer.start_writing();
  each_spelling([&](uint32_t id, size_t i) { writer.write(id, grams_at(i)); });
  return std::move(writer).lists();
}

Script IndexView::script(uint32_t spelling) const {
  auto at = std::upper_bound(script_begin_.begin(), script_begin_.end(), spelling);
  return static_cast<Script>(std::min<ptrdiff_t>(at - script_begin_.begin() - 1, kScripts - 1));
}

Result<IndexView> IndexView::open(Bytes bytes) {
  auto broken = [](std::string_view what) {
    return fail(Code::kCorrupt, fmt::format("The name index is not whole ({}); delete it and it is built anew.", what));
  };
  Head head;
  if (bytes.size() < sizeof head) return broken("no head");
  std::memcpy(&head, bytes.data(), sizeof head);
  if (std::memcmp(head.magic, kMagic, sizeof kMagic) != 0) return broken("not of version 1");
  if (head.size != bytes.size() || reinterpret_cast<uintptr_t>(bytes.data()) % 8) return broken("size");
  IndexView out;
  bool ok = true;
  out.spellings_ = head.spellings, out.rows_ = head.rows;
  std::copy(std::begin(head.script_begin), std::end(head.script_begin), out.script_begin_.begin());
  out.symbol_begin_ = array_at<uint32_t>(bytes, head.symbol_begin, uint64_t{head.spellings} + 1, ok);
  out.row_begin_ = array_at<uint32_t>(bytes, head.row_begin, uint64_t{head.spellings} + 1, ok);
  out.row_ = array_at<Row>(bytes, head.row, head.rows, ok);
  out.fame_ = array_at<uint8_t>(bytes, head.fame, head.rows, ok);
  if (!ok || !ascends_to(out.row_begin_, head.rows)) return broken("rows");
  out.symbols_ = array_at<uint8_t>(bytes, head.symbols, out.symbol_begin_.back(), ok);
  if (!ok || !ascends_to(out.symbol_begin_, out.symbols_.size()) || !none_longer(out.symbol_begin_, kMaxSymbols))
    return broken("symbols");
  if (std::any_of(out.symbols_.begin(), out.symbols_.end(), [](uint8_t x) { return x >= kSymbols; }))
    return broken("a symbol");
  if (!std::is_sorted(out.script_begin_.begin(), out.script_begin_.end()) || out.script_begin_[0] ||
      out.script_begin_[kScripts] != head.spellings)
    return broken("scripts");
  if (head.bits < 1 || head.bits > 24) return broken("lists");
  out.shift_ = 32 - head.bits;
  out.list_begin_ = array_at<uint32_t>(bytes, head.list_begin, (uint64_t{1} << head.bits) + 1, ok);
  out.postings_ = array_at<uint16_t>(bytes, head.list, head.postings, ok);
  if (!ok || !ascends_to(out.list_begin_, head.postings)) return broken("lists");
  return out;
}

}  // namespace stele::names
