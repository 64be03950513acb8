// Writes a register of the shape of EAMENA's as its GeoJSON export has it, as large as wanted and the same for the same
// seed, and tells what is in it, so that an archive's answers can be checked.
//
//   bench-register FILE [--records N] [--seed N] [--answers FILE]
//
// Six of a hundred records are fully assessed (about 50 values, like the export), the others were only located and looked at:
// together 16.7 statements a record, as 354,143 records with 5,900,477 values have. Empty columns stand there as null, as
// in the export; "bytes_said" counts the file without them, so that nobody is flattered by padding.
#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "register_words.h"

namespace stele::bench {
namespace {

constexpr uint64_t kRareEvery = 29989;    // records with the name that nobody else has
constexpr uint64_t kLonelyEvery = 1013;   // records near the lonely spot
constexpr double kLonelyLon = 20.0, kLonelyLat = 10.0;

class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t next() {  // splitmix64
    uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  uint64_t below(uint64_t n) { return next() % n; }
  double unit() { return static_cast<double>(next() >> 11) / 9007199254740992.0; }
  // Roughly normal, between -3 and 3.
  double bell() { return (unit() + unit() + unit() + unit() - 2) * 1.5; }

 private:
  uint64_t state_;
};

// "value*weight|..." taken apart once.
class Choice {
 public:
  explicit Choice(std::string_view text) {
    while (!text.empty()) {
      std::string_view one = text.substr(0, text.find('|'));
      text.remove_prefix(std::min(one.size() + 1, text.size()));
      size_t star = one.rfind('*');
      sum_ += std::strtoull(std::string(one.substr(star + 1)).c_str(), nullptr, 10);
      values_.emplace_back(one.substr(0, star), sum_);
    }
  }
  const std::string& draw(Random& random) const {
    uint64_t at = random.below(sum_);
    for (const auto& [value, end] : values_)
      if (at < end) return value;
    return values_.back().first;
  }

 private:
  std::vector<std::pair<std::string, uint64_t>> values_;
  uint64_t sum_ = 0;
};

struct Answers {
  uint64_t records = 0, statements = 0, names = 0, recorded = 0, bytes = 0, nulls = 0;
  uint64_t khirbet = 0, rare = 0, lonely = 0, jordan_poor = 0, poor = 0;
  std::map<std::string, uint64_t, std::less<>> countries;
};

struct Named {
  std::string names, types;
  int toponyms = 0, references = 0;
};

class Register {
 public:
  Register(std::FILE* out, uint64_t seed) : out_(out), random_(seed) {
    for (const Column& column : kColumns) {
      values_.emplace_back(column.values);
      counts_.emplace_back(column.counts);
    }
    for (const Region& region : kRegions) regions_sum_ += region.weight;
    for (int i = 0; i < 600; ++i) hearths_.push_back(spot_in(kRegions[region_index()]));
  }

  bool write(uint64_t records) {
    put("{\"features\":[");
    for (uint64_t number = 1; number <= records; ++number) {
      if (number > 1) put(",");
      feature(number);
      if (buffer_.size() > (1 << 20) && !flush()) return false;
    }
    put("],\"type\":\"FeatureCollection\"}\n");
    return flush();
  }
  const Answers& answers() const { return answers_; }

 private:
  struct Spot {
    size_t region;
    double lon, lat;
  };

  void put(std::string_view text) { buffer_ += text; }
  bool flush() {
    answers_.bytes += buffer_.size();
    bool good = std::fwrite(buffer_.data(), 1, buffer_.size(), out_) == buffer_.size();
    buffer_.clear();
    return good;
  }

  size_t region_index() {
    auto at = static_cast<int>(random_.below(static_cast<uint64_t>(regions_sum_)));
    for (size_t i = 0; i < kRegions.size(); ++i)
      if ((at -= kRegions[i].weight) < 0) return i;
    return 0;
  }
  Spot spot_in(const Region& region) {
    return {static_cast<size_t>(&region - kRegions.data()), region.west + random_.unit() * (region.east - region.west),
            region.south + random_.unit() * (region.north - region.south)};
  }
  // Two thirds of the sites lie about a hearth that somebody surveyed, the rest anywhere.
  Spot spot(uint64_t number) {
    if (number % kLonelyEvery == 5) return {9, kLonelyLon + random_.bell() * 0.005, kLonelyLat + random_.bell() * 0.005};
    if (random_.below(3) == 0) return spot_in(kRegions[region_index()]);
    Spot hearth = hearths_[random_.below(hearths_.size())];
    return {hearth.region, hearth.lon + random_.bell() * 0.08, hearth.lat + random_.bell() * 0.08};
  }

  void feature(uint64_t number) {
    Spot where = spot(number);
    bool full = random_.below(100) < 6;
    ++answers_.records;
    answers_.statements += 3;  // type, identifier, position
    answers_.lonely += number % kLonelyEvery == 5;
    put("{\"geometry\":");
    geometry(where);
    put(",\"properties\":{");
    named_ = names(number, full);
    condition_poor_ = false;
    for (size_t i = 0; i < kColumns.size(); ++i) {
      if (i) put(",");
      property(i, number, full, where);
    }
    put("},\"type\":\"Feature\"}");
    ++answers_.countries[std::string(kRegions[where.region].country)];
    answers_.poor += condition_poor_;
    answers_.jordan_poor += condition_poor_ && kRegions[where.region].country == "Jordan";
  }

  void geometry(const Spot& where) {
    uint64_t kind = random_.below(10);
    if (kind < 7) return put(fmt::format("{{\"coordinates\":[{:.5f},{:.5f}],\"type\":\"Point\"}}", where.lon, where.lat));
    std::string ring = "[[";
    double radius = 0.0003 + random_.unit() * 0.001;
    std::string first;
    for (int i = 0; i < 5; ++i) {
      double turn = i * 1.2566;
      std::string pair = fmt::format("[{:.6f},{:.6f}]", where.lon + radius * std::cos(turn), where.lat + radius * std::sin(turn));
      if (i == 0) first = pair;
      ring += pair + ",";
    }
    ring += first + "]]";
    put(kind < 8 ? fmt::format("{{\"coordinates\":{},\"type\":\"Polygon\"}}", ring)
                 : fmt::format("{{\"coordinates\":[{}],\"type\":\"MultiPolygon\"}}", ring));
  }

  Syllable word() {
    word_latin_.clear(), word_arabic_.clear();
    for (uint64_t n = 2 + random_.below(2); n > 0; --n) {
      const Syllable& syllable = kSyllables[random_.below(kSyllables.size())];
      word_latin_ += syllable.latin, word_arabic_ += syllable.arabic;
    }
    word_latin_[0] = static_cast<char>(word_latin_[0] - 'a' + 'A');
    return {word_latin_, word_arabic_};
  }

  // Most sites have one toponym or only the number of the survey, well-known ones have two, in two scripts.
  Named names(uint64_t number, bool full) {
    Named out;
    auto add = [&](std::string_view name, std::string_view type) {
      if (!out.names.empty()) out.names += ", ", out.types += ", ";
      out.names += name, out.types += type;
      ++(type == "Toponym" ? out.toponyms : out.references);
    };
    bool has_toponym = full || random_.below(100) < 70;
    if (has_toponym) {
      const Syllable& kind = kKinds[random_.below(kKinds.size())];
      Syllable own = word();
      if (number % kRareEvery == 17) add("Qaxvarin", "Toponym"), ++answers_.rare;
      add(fmt::format("{} {}", kind.latin, own.latin), "Toponym");
      answers_.khirbet += kind.latin == "Khirbet";
      if (random_.below(100) < (full ? 60 : 25)) add(fmt::format("{} {}", kind.arabic, own.arabic), "Toponym");
    }
    if (!has_toponym || random_.below(100) < (full ? 90 : 30)) add(fmt::format("SRV-{:06d}", number), "Alternative Reference");
    return out;
  }

  void property(size_t column_number, uint64_t number, bool full, const Spot& where) {
    const Column& column = kColumns[column_number];
    put("\"");
    put(column.key);
    put("\":");
    if (static_cast<int>(random_.below(1000)) >= (full ? column.full : column.thin)) {
      answers_.nulls += column.key.size() + 8;  // the key, its quotes, colon, null, comma
      return put("null");
    }
    std::string text = value(column_number, number, where);
    put("\"");
    put(text);  // nothing in the tables needs escaping
    put("\"");
    count(column, text);
  }

  // What the reader of this format makes of it.
  void count(const Column& column, const std::string& text) {
    if (column.fill == Fill::kNames) {
      // A reference is a name where there is no other, else a recorded value.
      int names = named_.toponyms ? named_.toponyms : named_.references;
      answers_.names += static_cast<uint64_t>(names);
      answers_.recorded += static_cast<uint64_t>(named_.toponyms ? named_.references : 0);
      answers_.statements += static_cast<uint64_t>(named_.toponyms + named_.references);
      return;
    }
    if (column.fill == Fill::kNameTypes || column.fill == Fill::kId) return;
    ++answers_.recorded, ++answers_.statements;
    if (column.key == "Site Feature Interpretation Type" && (", " + text + ", ").find(", Caravanserai/Khan, ") != std::string::npos)
      ++answers_.statements;
    if (column.key == "Overall Condition State Type") condition_poor_ = text == "Poor";
  }

  std::string value(size_t column_number, uint64_t number, const Spot& where) {
    const Column& column = kColumns[column_number];
    switch (column.fill) {
      case Fill::kNever: return {};
      case Fill::kTerm: return values_[column_number].draw(random_);
      case Fill::kTerms: return joined(column_number, draw_count(column_number));
      case Fill::kCertainty: return joined(column_number, last_count_);
      case Fill::kDates: return dates();
      case Fill::kNumber: return std::to_string(50 + random_.below(9000));
      case Fill::kAddress: return std::string(word().latin);
      case Fill::kGrid: return grid(where);
      case Fill::kUuid: return uuid();
      case Fill::kText: return description();
      case Fill::kId: return fmt::format("EAMENA-{:07d}", number);
      case Fill::kCountry: return std::string(kRegions[where.region].country);
      case Fill::kProvince: return fmt::format("Province {} of {}", 1 + random_.below(12), kRegions[where.region].country);
      case Fill::kNames: return named_.names;
      case Fill::kNameTypes: return named_.types;
    }
    return {};
  }

  int draw_count(size_t column_number) { return last_count_ = std::atoi(counts_[column_number].draw(random_).c_str()); }

  // A value often stands again beside its neighbours: the same cause with two effects.
  std::string joined(size_t column_number, int n) {
    std::string out, last;
    for (int i = 0; i < n; ++i) {
      if (last.empty() || random_.below(3) > 0) last = values_[column_number].draw(random_);
      if (i) out += ", ";
      out += last;
    }
    return out;
  }
  std::string dates() {
    std::string out;
    for (uint64_t n = 1 + random_.below(2); n > 0; --n) {
      out += fmt::format("{}-{:02d}-{:02d}", 2015 + random_.below(9), 1 + random_.below(12), 1 + random_.below(28));
      if (n > 1) out += ", ";
    }
    return out;
  }
  static std::string grid(const Spot& where) {
    auto east = static_cast<int>(std::floor(where.lon)), north = static_cast<int>(std::floor(where.lat));
    int cell = static_cast<int>((where.lon - east) * 4) + 4 * static_cast<int>((where.lat - north) * 4);
    return fmt::format("{}{:02d}{}{:02d}-{:02d}", east < 0 ? 'W' : 'E', std::abs(east), north < 0 ? 'S' : 'N', std::abs(north), cell);
  }
  std::string uuid() {
    uint64_t a = random_.next(), b = random_.next();
    return fmt::format("{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}", a >> 32, (a >> 16) & 0xffff, a & 0xfff, b >> 52, b & 0xffffffffffff);
  }
  std::string description() {
    std::string out = "The walls stand to the height of a man; beside the road to";
    for (uint64_t n = 1 + random_.below(12); n > 0; --n) out.append(" ").append(word().latin);
    return out;
  }

  std::FILE* out_;
  Random random_;
  std::vector<Choice> values_, counts_;
  std::vector<Spot> hearths_;
  int regions_sum_ = 0, last_count_ = 1;
  bool condition_poor_ = false;
  Named named_;
  std::string buffer_, word_latin_, word_arabic_;
  Answers answers_;
};

std::string to_json(const Answers& a, uint64_t seed) {
  std::string out = fmt::format(
      "{{\"records\":{},\"statements\":{},\"names\":{},\"recorded\":{},\"bytes\":{},\"bytes_said\":{},\"seed\":{},\"khirbet\":{},\"rare\":{},"
      "\"lonely\":{},\"poor\":{},\"jordan_poor\":{},\"countries\":{{",
      a.records, a.statements, a.names, a.recorded, a.bytes, a.bytes - a.nulls, seed, a.khirbet, a.rare, a.lonely, a.poor, a.jordan_poor);
  bool first = true;
  for (const auto& [country, n] : a.countries) {
    out += fmt::format("{}\"{}\":{}", first ? "" : ",", country, n);
    first = false;
  }
  return out + "}}\n";
}

int run(int argc, char** argv) {
  std::string path, answers_path;
  uint64_t records = 354143, seed = 20240701;
  for (int i = 1; i < argc; ++i) {
    std::string word = argv[i];
    if (word == "--records" && i + 1 < argc) records = std::strtoull(argv[++i], nullptr, 10);
    else if (word == "--seed" && i + 1 < argc) seed = std::strtoull(argv[++i], nullptr, 10);
    else if (word == "--answers" && i + 1 < argc) answers_path = argv[++i];
    else if (path.empty() && !word.starts_with("--")) path = word;
    else return std::fprintf(stderr, "bench-register FILE [--records N] [--seed N] [--answers FILE]\n"), 64;
  }
  if (path.empty()) return std::fprintf(stderr, "bench-register: which FILE?\n"), 64;
  std::FILE* out = std::fopen(path.c_str(), "wb");
  if (!out) return std::fprintf(stderr, "bench-register: %s: %s\n", path.c_str(), std::strerror(errno)), 2;
  Register made(out, seed);
  bool good = made.write(records);
  good &= std::fclose(out) == 0;
  if (!good) return std::fprintf(stderr, "bench-register: %s: %s\n", path.c_str(), std::strerror(errno)), 7;
  std::string json = to_json(made.answers(), seed);
  std::fputs(json.c_str(), stdout);
  if (answers_path.empty()) return 0;
  std::FILE* answers = std::fopen(answers_path.c_str(), "wb");
  if (!answers) return 2;
  std::fputs(json.c_str(), answers);
  return std::fclose(answers) == 0 ? 0 : 7;
}

}  // namespace
}  // namespace stele::bench

int main(int argc, char** argv) { return stele::bench::run(argc, argv); }
