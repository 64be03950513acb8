// build/bench-names: how good and how fast names are found, on any files in the format of data/names.
//   bench-names --index F [--retrieval F] [--pairs F] [--json] [--held-out] [--copies N] [--peers N] [--kernel NAME]
//   [--tables D]
// --held-out   only queries and pairs of places the learned tables have not seen (the split of names_data.h)
// --copies N   every name N times more, under new places and with errors, to measure with more names
// --peers N    beside SQLite FTS5 trigram, on N queries of each group; pg_trgm is not run (a line on stderr says so)
// --kernel K   align with "avx512", "avx2" or "portable" instead of the best this processor has
// --json       is how it is always printed
// --tables D   the tables of folder D instead of those built in
// Times are processor time of the one thread that searches. Every figure is measured in this run.
#include <fmt/format.h>
#include <sqlite3.h>
#include <time.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "names_world.h"

using namespace stele;
using namespace stele::names;

namespace {

struct Options {
  std::string index, retrieval, pairs, tables, kernel;
  bool json = false, held_out = false;
  size_t copies = 0, peers = 0;
};

double cpu_seconds() {
  timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

struct Tally {
  size_t count = 0, first = 0, ten = 0;
  double reciprocal = 0;
  void add(size_t rank) {  // 0 when not found
    ++count;
    first += rank == 1;
    ten += rank >= 1 && rank <= 10;
    if (rank) reciprocal += 1.0 / static_cast<double>(rank);
  }
  void add(const Tally& other) {
    count += other.count, first += other.first, ten += other.ten, reciprocal += other.reciprocal;
  }
  std::string json() const {
    auto n = static_cast<double>(std::max<size_t>(count, 1));
    return fmt::format("{{\"queries\":{},\"r1\":{:.4f},\"r10\":{:.4f},\"mrr\":{:.4f}}}", count,
                       static_cast<double>(first) / n, static_cast<double>(ten) / n, reciprocal / n);
  }
};

// Of the answers above 0.9, how many are right; and how many there are for each query.
struct Trusted {
  size_t above = 0, right = 0, first_above = 0, first_right = 0;
};

struct Report {
  std::map<std::string, Tally> groups;
  Trusted trusted;
  std::vector<double> seconds;
  size_t names = 0, spellings = 0, bytes = 0, places = 0;
  double build_seconds = 0, open_seconds = 0;
};

uint64_t mix(uint64_t x) {
  x ^= x >> 33, x *= 0xFF51AFD7ED558CCDU, x ^= x >> 33, x *= 0xC4CEB9FE1A85EC53U;
  return x ^ (x >> 33);
}

std::vector<bench::IndexRow> with_copies(std::vector<bench::IndexRow> rows, size_t copies) {
  size_t own = rows.size();
  for (size_t c = 1; c <= copies; ++c)
    for (size_t i = 0; i < own; ++i) {
      bench::IndexRow row = rows[i];
      uint64_t seed = mix(i * 31 + c);
      std::u32string letters = fold(row.name).letters;
      if (letters.size() > 2) {
        size_t at = seed % (letters.size() - 1);
        if (seed >> 32 & 1) std::swap(letters[at], letters[at + 1]);
        else letters[at] = letters[(seed >> 40) % letters.size()];
        row.name = to_utf8(letters);
      }
      row.place += fmt::format("-copy{}", c);
      rows.push_back(std::move(row));
    }
  return rows;
}

size_t rank_of(const bench::Task& task, const std::vector<Found>& found) {
  for (size_t i = 0; i < found.size(); ++i)
    if (task.accept.contains(found[i].row.place)) return i + 1;
  return 0;
}

void count_trust(const bench::Task& task, const std::vector<Found>& found, Trusted& out) {
  for (size_t i = 0; i < std::min<size_t>(found.size(), 10); ++i) {
    if (found[i].trust <= 0.9F) continue;
    bool right = task.accept.contains(found[i].row.place);
    ++out.above, out.right += right;
    if (i == 0) ++out.first_above, out.first_right += right;
  }
}

Report measure_retrieval(const Matcher& matcher, const bench::World& world, const std::vector<bench::Task>& tasks) {
  Report out;
  double start = cpu_seconds();
  auto view = IndexView::open(world.index);
  out.open_seconds = cpu_seconds() - start;
  if (!view) return fmt::print(stderr, "{}\n", to_string(view.error())), out;
  out.names = world.names.size(), out.spellings = view->spellings(), out.bytes = world.index.size();
  out.places = world.places.size(), out.build_seconds = world.build_seconds;
  auto work = std::make_unique<Workspace>();
  for (const auto& task : tasks) {
    auto filter = [&](const Row& row) { return bench::stays(world, task, row); };
    double before = cpu_seconds();
    find_places(matcher, std::span(&*view, 1), forms_of(matcher.graphemes, task.text), filter, {}, *work);
    rank_places(matcher, *work);
    out.seconds.push_back(cpu_seconds() - before);
    out.groups[task.group].add(rank_of(task, work->found));
    count_trust(task, work->found, out.trusted);
  }
  std::sort(out.seconds.begin(), out.seconds.end());
  return out;
}

struct PairReport {
  struct Part {
    size_t count = 0;
    double f1 = 0, best_f1 = 0, accuracy = 0;
  };
  Part all, cross, same, seven, spelling;
  size_t above = 0, right = 0;
  double micros = 0;
};

struct Judged {
  float score, trust;
  bool label, cross, seven;
};

PairReport::Part part_of(std::vector<Judged> judged) {
  // From kProposedSame on it is a yes; "best" is the best that any threshold gives.
  PairReport::Part out;
  std::sort(judged.begin(), judged.end(), [](const Judged& a, const Judged& b) { return a.score > b.score; });
  double positives = 0, hits = 0, taken = 0, right_half = 0;
  for (const Judged& j : judged) positives += j.label;
  for (const Judged& j : judged) {
    ++taken, hits += j.label;
    double f1 = 2 * hits / (taken + positives);
    out.best_f1 = std::max(out.best_f1, f1);
    if (j.score >= kProposedSame) out.f1 = f1;
    right_half += (j.score >= kProposedSame) == j.label;
  }
  out.count = judged.size();
  out.accuracy = right_half / std::max<double>(static_cast<double>(judged.size()), 1);
  return out;
}

PairReport measure_pairs(const Matcher& matcher, const std::vector<bench::PairRow>& pairs) {
  PairReport out;
  std::vector<Judged> judged;
  double start = cpu_seconds();
  for (const auto& pair : pairs) {
    PairScore score = score_pair(matcher, pair.a, pair.b);
    judged.push_back({score.proposed, score.trust, pair.label != 0, pair.script_a != pair.script_b,
                      score.script_a != Script::kOther && score.script_b != Script::kOther});
    if (score.trust > 0.9F) ++out.above, out.right += pair.label != 0;
  }
  out.micros = (cpu_seconds() - start) / static_cast<double>(std::max<size_t>(pairs.size(), 1)) * 1e6;
  auto chosen = [&](auto want) {
    std::vector<Judged> some;
    std::copy_if(judged.begin(), judged.end(), std::back_inserter(some), want);
    return part_of(std::move(some));
  };
  out.all = chosen([](const Judged&) { return true; });
  out.seven = chosen([](const Judged& j) { return j.seven; });
  out.cross = chosen([](const Judged& j) { return j.seven && j.cross; });
  out.same = chosen([](const Judged& j) { return j.seven && !j.cross; });
  // The stricter question: spellings of one name, never names that do not resemble each other.
  for (Judged& j : judged) j.score = j.trust;
  out.spelling = chosen([](const Judged& j) { return j.seven; });
  return out;
}

// --- peers
// -------------------------------------------------------------------------------------------------------------

// SQLite FTS5 with trigrams, OR of the query's trigrams, bm25; on the raw names, as most programs use it.
std::optional<Tally> measure_fts5(const bench::World& world, const std::vector<bench::Task>& tasks,
                                  double& per_second) {
  sqlite3* db = nullptr;
  if (sqlite3_open(":memory:", &db) != SQLITE_OK) return std::nullopt;
  auto run = [&](const char* sql) { return sqlite3_exec(db, sql, nullptr, nullptr, nullptr) == SQLITE_OK; };
  if (!run("create virtual table n using fts5(name, tokenize='trigram', content='')"))
    return sqlite3_close(db), std::nullopt;
  run("begin");
  sqlite3_stmt* put = nullptr;
  sqlite3_prepare_v2(db, "insert into n(rowid, name) values(?,?)", -1, &put, nullptr);
  for (size_t i = 0; i < world.names.size(); ++i) {
    sqlite3_bind_int64(put, 1, static_cast<int64_t>(i + 1));
    sqlite3_bind_text(put, 2, world.names[i].data(), static_cast<int>(world.names[i].size()), SQLITE_STATIC);
    sqlite3_step(put), sqlite3_reset(put);
  }
  sqlite3_finalize(put);
  run("commit");
  Tally out;
  double start = cpu_seconds();
  sqlite3_stmt* ask = nullptr;
  sqlite3_prepare_v2(db, "select rowid from n where n match ? order by bm25(n) limit 60", -1, &ask, nullptr);
  for (const auto& task : tasks) {
    std::string match;
    std::u32string letters = fold(task.text).letters;
    for (size_t i = 0; i + 3 <= letters.size(); ++i)
      match += (match.empty() ? "\"" : " OR \"") + to_utf8(std::u32string_view(letters).substr(i, 3)) + "\"";
    std::vector<Found> found;
    std::unordered_set<uint32_t> seen;
    sqlite3_bind_text(ask, 1, match.data(), static_cast<int>(match.size()), SQLITE_STATIC);
    while (!match.empty() && sqlite3_step(ask) == SQLITE_ROW) {
      auto name = static_cast<uint32_t>(sqlite3_column_int64(ask, 0) - 1);
      Row row{world.place_of[name], name};
      if (bench::stays(world, task, row) && seen.insert(row.place).second) found.push_back({row, 0, 0, 0});
    }
    sqlite3_reset(ask);
    out.add(rank_of(task, found));
  }
  per_second = static_cast<double>(tasks.size()) / (cpu_seconds() - start);
  sqlite3_finalize(ask);
  sqlite3_close(db);
  return out;
}

// --- the report
// --------------------------------------------------------------------------------------------------------

double at_share(const std::vector<double>& sorted, double share) {
  return sorted.empty()
             ? 0
             : sorted[std::min(sorted.size() - 1, static_cast<size_t>(share * static_cast<double>(sorted.size())))];
}

double share(size_t part, size_t whole) { return whole ? static_cast<double>(part) / static_cast<double>(whole) : 0; }

std::string retrieval_json(const Report& r) {
  Tally all, cross;
  std::string groups;
  for (const auto& [name, tally] : r.groups) {
    all.add(tally);
    if (name.starts_with("x:")) cross.add(tally);
    groups += fmt::format("{}\n    \"{}\":{}", groups.empty() ? "" : ",", name, tally.json());
  }
  double total = 0;
  for (double s : r.seconds) total += s;
  auto names = static_cast<double>(std::max<size_t>(r.names, 1));
  return fmt::format(
      "{{\n  \"places\":{},\"names\":{},\"spellings\":{},\"index_bytes\":{},\"bytes_per_name\":{:.1f},\n"
      "  \"build_seconds\":{:.2f},\"open_milliseconds\":{:.2f},\n"
      "  \"queries_per_second\":{:.0f},\"p50_ms\":{:.3f},\"p99_ms\":{:.3f},\"p999_ms\":{:.3f},\n"
      "  \"all\":{},\n  \"cross_script\":{},\n"
      "  \"trust_above_0.9\":{{\"answers\":{},\"right\":{:.4f},\"first_answers\":{},\"first_right\":{:.4f}}},\n  "
      "\"groups\":{{{}}}}}",
      r.places, r.names, r.spellings, r.bytes, static_cast<double>(r.bytes) / names, r.build_seconds,
      r.open_seconds * 1e3, static_cast<double>(r.seconds.size()) / std::max(total, 1e-9),
      at_share(r.seconds, 0.5) * 1e3, at_share(r.seconds, 0.99) * 1e3, at_share(r.seconds, 0.999) * 1e3, all.json(),
      cross.json(), r.trusted.above, share(r.trusted.right, r.trusted.above), r.trusted.first_above,
      share(r.trusted.first_right, r.trusted.first_above), groups);
}

std::string part_json(const PairReport::Part& p) {
  return fmt::format("{{\"pairs\":{},\"f1\":{:.4f},\"best_f1\":{:.4f},\"accuracy\":{:.4f}}}", p.count, p.f1, p.best_f1,
                     p.accuracy);
}

std::string pairs_json(const PairReport& r) {
  return fmt::format(
      "{{\"seven_scripts\":{},\n  \"cross_script\":{},\n  \"same_script\":{},\n  \"every_script\":{},\n"
      "  \"seven_scripts_by_trust\":{},\n  "
      "\"trust_above_0.9\":{{\"pairs\":{},\"right\":{:.4f}}},\"microseconds_per_pair\":{:.2f}}}",
      part_json(r.seven), part_json(r.cross), part_json(r.same), part_json(r.all), part_json(r.spelling), r.above,
      share(r.right, r.above), r.micros);
}

Result<Options> parse_options(int argc, char** argv) {
  Options out;
  std::map<std::string_view, std::string*> texts = {{"--index", &out.index},
                                                    {"--retrieval", &out.retrieval},
                                                    {"--pairs", &out.pairs},
                                                    {"--tables", &out.tables},
                                                    {"--kernel", &out.kernel}};
  for (int i = 1; i < argc; ++i) {
    std::string_view word = argv[i];
    if (word == "--json") {
      out.json = true;
      continue;
    }
    if (word == "--held-out") {
      out.held_out = true;
      continue;
    }
    if (i + 1 == argc) return fail(Code::kInvalid, fmt::format("{} needs a value.", word));
    if (auto at = texts.find(word); at != texts.end()) *at->second = argv[++i];
    else if (word == "--copies") out.copies = std::stoul(argv[++i]);
    else if (word == "--peers") out.peers = std::stoul(argv[++i]);
    else return fail(Code::kInvalid, fmt::format("bench-names does not know {}.", word));
  }
  return out;
}

Result<Matcher> load_tables(const Options& options, std::vector<std::string>& keep) {
  if (options.tables.empty()) return Matcher::builtin();
  std::vector<Asset> files;
  keep.reserve(16);
  for (const char* name : {"graphemes.csv", "generic_words.csv", "generic_learned.csv", "letters.bin", "pair_trees.bin",
                           "rank_trees.bin", "trust_trees.bin"})
    if (auto text = bench::read_file(options.tables + "/" + name))
      files.push_back({name, keep.emplace_back(std::move(*text))});
  return Matcher::parse(files);
}

Status use_kernel(const Options& options, Matcher& matcher) {
  for (const KernelChoice& choice : kernels())
    if (choice.name == options.kernel) return matcher.kernel = choice.run, Status();
  if (options.kernel.empty()) return {};
  return fail(Code::kInvalid, fmt::format("This processor has no kernel \"{}\".", options.kernel));
}

std::string peers_json(const Options& options, const bench::World& world, const std::vector<bench::Task>& tasks) {
  std::map<std::string, size_t> count;
  std::vector<bench::Task> some;
  for (const auto& task : tasks)
    if (count[task.group]++ < options.peers) some.push_back(task);
  double per_second = 0;
  auto fts5 = measure_fts5(world, some, per_second);
  fmt::print(stderr, "pg_trgm is not measured: this program starts no PostgreSQL server.\n");
  return fts5 ? fmt::format("{{\"fts5_trigram\":{},\"fts5_queries_per_second\":{:.1f}}}", fts5->json(), per_second)
              : "{}";
}

Status run(const Options& options) {
  std::vector<std::string> keep;
  STELE_TRY(Matcher matcher, load_tables(options, keep));
  STELE_CHECK(use_kernel(options, matcher));
  std::vector<std::string> parts;
  if (!options.retrieval.empty()) {
    STELE_TRY(auto rows, bench::read_index(options.index));
    STELE_TRY(auto queries, bench::read_queries(options.retrieval));
    if (options.held_out)
      std::erase_if(queries, [](const auto& q) { return bench::split_of(q.place) < bench::kTrainShare; });
    bench::World world = bench::make_world(matcher.graphemes, with_copies(std::move(rows), options.copies));
    auto tasks = bench::make_tasks(world, queries);
    parts.push_back("\"retrieval\":" + retrieval_json(measure_retrieval(matcher, world, tasks)));
    if (options.peers) parts.push_back("\"peers\":" + peers_json(options, world, tasks));
  }
  if (!options.pairs.empty()) {
    STELE_TRY(auto pairs, bench::read_pairs(options.pairs));
    if (options.held_out)
      std::erase_if(pairs, [](const auto& p) { return bench::split_of(p.place_a) < bench::kTrainShare; });
    parts.push_back("\"pairs\":" + pairs_json(measure_pairs(matcher, pairs)));
  }
  fmt::print("{{{}}}\n", fmt::join(parts, ",\n"));
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  auto options = parse_options(argc, argv);
  if (!options) return fmt::print(stderr, "{}\n", to_string(options.error())), 64;
  auto done = run(*options);
  if (!done) return fmt::print(stderr, "{}\n", to_string(done.error())), exit_code(done.error().code);
  return 0;
}
