// One thread reads the list and writes the answer in its order; several others ask the archive, a block of rows at a
// time. At most a few blocks are on their way, and at most some thousand answers are remembered for rows that come
// again, so memory does not grow with the list.
#include <fmt/format.h>

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "app/cmd.h"
#include "app/console.h"
#include "app/match_list.h"
#include "app/match_part.h"

namespace stele::app {
namespace {

constexpr Option kOptions[] = {
    {"-o", "FILE", "where the answer goes: the list's columns, then ours"},
    {"--name", "COLUMN", "the column of names; otherwise known by its header, as the next ones are"},
    {"--lat", "COLUMN", "the column of latitudes, in degrees"},
    {"--lon", "COLUMN", "the column of longitudes"},
    {"--during", "COLUMN", "the column of times: EDTF (1905/1921) or words (\"c. 1905\")"},
    {"--type", "COLUMN", "the column of types of record; is not guessed"},
    {"--as", "TYPE", "only records of this type, such as place; for rows that do not say theirs", Option::Times::kMany},
    {"--within", "KM", "how far away it may be (25)"},
    {"--delimiter", "SIGN", "what divides the columns, or \"tab\"; otherwise known by the first line"},
    {"--threads", "N", "how many ask at once (one for each core)"},
    {"--json", "", "prints the summary as JSON"},
};

constexpr size_t kRowsOfBlock = 128, kMostRemembered = 20'000, kMostThreads = 64, kExamples = 5;

// --- what was found out, over all rows ---

struct Tally {
  uint64_t rows = 0, remembered = 0;
  std::array<uint64_t, 3> verdicts{};  // by model::Verdict
  std::map<std::string, uint64_t> findings;
  std::vector<std::string> examples;

  void add(const Tally& more) {
    rows += more.rows, remembered += more.remembered;
    for (size_t i = 0; i < verdicts.size(); ++i) verdicts[i] += more.verdicts[i];
    for (const auto& [kind, n] : more.findings) findings[kind] += n;
    for (const std::string& example : more.examples)
      if (examples.size() < kExamples) examples.push_back(example);
  }
};

// --- answering rows ---

// The answer to a row without the row's own cells.
struct RowAnswer {
  std::string text;
  model::Verdict verdict = model::Verdict::kNone;
  std::vector<RowFinding> findings;
};

// Answers that may be wanted again. When it is full it forgets everything, which costs less than keeping order.
class Memory {
 public:
  std::shared_ptr<const RowAnswer> find(const std::string& key) {
    std::lock_guard lock(mutex_);
    auto at = known_.find(key);
    return at == known_.end() ? nullptr : at->second;
  }
  void put(const std::string& key, std::shared_ptr<const RowAnswer> answer) {
    std::lock_guard lock(mutex_);
    if (known_.size() >= kMostRemembered) known_.clear();
    known_.emplace(key, std::move(answer));
  }

 private:
  std::mutex mutex_;
  std::unordered_map<std::string, std::shared_ptr<const RowAnswer>> known_;
};

struct Block {
  std::vector<formats::TableRow> rows;
  Tally tally;
  std::string text;
  Status status;
  bool is_ready = false;
};

class Answerer {
 public:
  Answerer(archive::Archive& archive, const ListColumns& columns, double radius_m)
      : archive_(archive), columns_(columns), radius_m_(radius_m) {}

  Status answer(Block& block) {
    std::vector<std::string> keys;
    for (const formats::TableRow& row : block.rows) keys.push_back(row_key(row, columns_));
    Answers known;
    STELE_CHECK(look_up(block, keys, known));
    for (size_t i = 0; i < block.rows.size(); ++i) write(block, i, *known.at(keys[i]));
    return {};
  }

 private:
  using Answers = std::unordered_map<std::string, std::shared_ptr<const RowAnswer>>;

  // Asks for all rows at once that nobody remembers.
  Status look_up(Block& block, const std::vector<std::string>& keys, Answers& known) {
    std::vector<model::MatchQuery> queries;
    std::vector<std::pair<size_t, RowQuestion>> open;
    for (size_t i = 0; i < keys.size(); ++i) {
      auto [slot, is_new] = known.try_emplace(keys[i]);
      if (is_new) slot->second = memory_.find(keys[i]);
      if (slot->second || !is_new) {
        ++block.tally.remembered;
        continue;
      }
      RowQuestion question = question_of(block.rows[i], columns_, radius_m_, archive_.schema());
      if (question.is_asked) queries.push_back(question.query);
      open.emplace_back(i, std::move(question));
    }
    STELE_TRY(auto found, archive_.match(caller(), queries));
    size_t next = 0;
    for (auto& [i, question] : open) {
      std::vector<model::Candidate> candidates;
      if (question.is_asked) candidates = std::move(found[next++]);
      auto answer = std::make_shared<RowAnswer>();
      answer->verdict = model::verdict(candidates);
      answer->text = row_answer(candidates, question.findings, columns_.delimiter);
      answer->findings = std::move(question.findings);
      memory_.put(keys[i], answer);
      known[keys[i]] = std::move(answer);
    }
    return {};
  }

  void write(Block& block, size_t i, const RowAnswer& answer) const {
    const formats::TableRow& row = block.rows[i];
    block.text += row_beginning(row, columns_);
    block.text += answer.text;
    ++block.tally.rows;
    ++block.tally.verdicts[static_cast<size_t>(answer.verdict)];
    for (const RowFinding& finding : answer.findings) {
      ++block.tally.findings[finding.kind];
      if (block.tally.examples.size() < kExamples)
        block.tally.examples.push_back(fmt::format("row {} ({}): {}", row.number, finding.kind, finding.sentence));
    }
  }

  archive::Archive& archive_;
  const ListColumns& columns_;
  double radius_m_;
  Memory memory_;
};

// Blocks in the order in which they were given, answered by several threads.
class Workers {
 public:
  Workers(Answerer& answerer, size_t count) : answerer_(answerer), most_(2 * count) {
    for (size_t i = 0; i < count; ++i) threads_.emplace_back([this] { work(); });
  }
  ~Workers() {
    {
      std::lock_guard lock(mutex_);
      is_ending_ = true;
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  bool is_full() const { return order_.size() >= most_; }
  bool is_empty() const { return order_.empty(); }
  void give(Block block) {
    order_.push_back(std::make_shared<Block>(std::move(block)));
    {
      std::lock_guard lock(mutex_);
      open_.push_back(order_.back());
    }
    wake_.notify_one();
  }
  // Waits for the oldest.
  std::shared_ptr<Block> take() {
    std::shared_ptr<Block> block = order_.front();
    order_.pop_front();
    std::unique_lock lock(mutex_);
    done_.wait(lock, [&] { return block->is_ready; });
    return block;
  }

 private:
  void work() {
    for (;;) {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return is_ending_ || !open_.empty(); });
      if (is_ending_) return;
      std::shared_ptr<Block> block = std::move(open_.front());
      open_.pop_front();
      lock.unlock();
      block->status = safely(*block);
      lock.lock();
      block->is_ready = true;
      lock.unlock();
      done_.notify_all();
    }
  }
  // What is thrown in a thread would end the program.
  Status safely(Block& block) {
    try {
      return answerer_.answer(block);
    } catch (const std::exception& e) {
      return fail(Code::kInternal, fmt::format("The program has a fault: {}.", e.what()));
    }
  }

  Answerer& answerer_;
  size_t most_;
  std::deque<std::shared_ptr<Block>> order_, open_;  // order_ belongs to the one who gives and takes
  std::mutex mutex_;
  std::condition_variable wake_, done_;
  bool is_ending_ = false;
  std::vector<std::thread> threads_;
};

// --- the list ---

class ListFile : public formats::Reader {
 public:
  static Result<std::unique_ptr<ListFile>> open(const std::string& path) {
    auto file = std::make_unique<ListFile>();
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) return fail(Code::kInvalid, "This is a folder, not a file.", path);
    file->in_.open(path, std::ios::binary);
    if (!file->in_) return fail(Code::kNotFound, "The list cannot be read.", path);
    file->size_ = std::filesystem::file_size(path, error);
    if (error) file->size_ = 0;
    return file;
  }
  Result<size_t> read(std::span<char> out) override {
    in_.read(out.data(), static_cast<std::streamsize>(out.size()));
    if (in_.bad()) return fail(Code::kUnavailable, "The list could not be read to its end.");
    auto n = static_cast<size_t>(in_.gcount());
    done_ += n;
    return n;
  }
  uint64_t size() const { return size_; }
  uint64_t done() const { return done_; }

 private:
  std::ifstream in_;
  uint64_t size_ = 0, done_ = 0;
};

Result<char> delimiter_of(const Arguments& arguments) {
  std::string sign = arguments.value("--delimiter");
  if (sign.empty()) return '\0';
  if (sign == "tab" || sign == "\\t") return '\t';
  if (sign.size() == 1 && std::string_view("\t;,|:").find(sign[0]) != std::string_view::npos) return sign[0];
  return fail(Code::kInvalid, fmt::format("--delimiter must be , ; | : or tab, not \"{}\".", sign));
}

Result<double> radius_of(const Arguments& arguments) {
  if (!arguments.has("--within")) return 25e3;
  auto km = parse_decimal(arguments.value("--within"));
  if (km && *km > 0 && *km <= 20'038) return *km * 1000;
  return fail(Code::kInvalid,
              fmt::format("--within must be a number of kilometres above 0 and at most 20,038, not \"{}\".",
                          arguments.value("--within")));
}

std::string column_text(const ListColumns& columns, std::string_view role, ListColumn column) {
  if (column.at < 0) return {};
  return fmt::format(", {} \"{}\"{}", role, columns.header[static_cast<size_t>(column.at)],
                     column.is_named ? "" : " (guessed)");
}

std::string columns_text(const ListColumns& c) {
  std::string out = column_text(c, "name", c.name) + column_text(c, "lat", c.lat) + column_text(c, "lon", c.lon) +
                    column_text(c, "during", c.during) + column_text(c, "type", c.type);
  for (const std::string& type : c.only_types) out += ", only " + type;
  return out.substr(2);
}

// --- the run ---

class MatchRun {
 public:
  MatchRun(const Arguments& arguments, archive::Archive& archive)
      : arguments_(arguments), archive_(archive), list_(arguments.operand(1)), out_(arguments.value("-o")) {}

  Status run() {
    STELE_TRY(char delimiter, delimiter_of(arguments_));
    STELE_TRY(double radius, radius_of(arguments_));
    STELE_TRY(file_, ListFile::open(list_));
    formats::Utf8Reader utf8(*file_);
    formats::CsvReader table(utf8, delimiter, formats::Quotes::kRfc4180);
    STELE_CHECK(in_list(read_header(table)));
    std::string how = fmt::format("columns {}; within {} km", columns_text(columns_), radius / 1000);
    STELE_TRY(part_, PartFile::open(out_, answer_header(columns_), how));
    auto begun = std::chrono::steady_clock::now();
    STELE_CHECK(in_list(skip_answered(table)));
    STELE_CHECK(in_list(answer_rest(table, radius)));
    STELE_CHECK(part_->finish());
    double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    return arguments_.has("--json") ? print_json(summary_json(seconds)) : print(summary_text(seconds));
  }

 private:
  // An error of the list names it.
  Status in_list(Status status) const {
    if (status || status.error().where.starts_with(out_)) return status;
    return fail(status.error().code, status.error().message,
                status.error().where.empty() ? list_ : list_ + ", " + status.error().where);
  }

  Status read_header(formats::CsvReader& table) {
    formats::TableRow header;
    STELE_TRY(bool any, table.next(header));
    if (!any) return fail(Code::kInvalid, "The list is empty.");
    STELE_TRY(columns_, find_columns(header, table.delimiter(),
                                     {arguments_.value("--name"), arguments_.value("--lat"), arguments_.value("--lon"),
                                      arguments_.value("--type"), arguments_.value("--during")}));
    columns_.only_types = arguments_.values("--as");
    for (const std::string& type : columns_.only_types)
      if (!archive_.schema().type(type))
        return fail(Code::kInvalid,
                    fmt::format("--as: there is no type of record \"{}\"; `stele types` lists them.", type));
    return {};
  }

  // Rows that an earlier run has answered; each must still be the same row.
  Status skip_answered(formats::CsvReader& table) {
    formats::TableRow row;
    for (; skipped_ < part_->rows(); ++skipped_) {
      STELE_TRY(bool any, table.next(row));
      if (!any)
        return fail(Code::kConflict, "The unfinished answer has more rows than the list. Delete it to begin anew.",
                    out_ + ".part");
      STELE_CHECK(part_->confirm(row_beginning(row, columns_)));
    }
    if (skipped_)
      note(fmt::format("Goes on after {} that an earlier run has answered.", counted(skipped_, "row", "rows")));
    return {};
  }

  Status answer_rest(formats::CsvReader& table, double radius) {
    STELE_TRY(uint64_t threads, arguments_.has("--threads")
                                    ? number_of("--threads", arguments_.value("--threads"), kMostThreads)
                                    : Result<uint64_t>(std::thread::hardware_concurrency()));
    Answerer answerer(archive_, columns_, radius);
    Workers workers(answerer, std::max<size_t>(1, threads));
    ProgressBar bar;
    StopOnSignal stop;
    Status read;
    bool is_end = false;
    while (!is_end || !workers.is_empty()) {
      while (!is_end && !workers.is_full() && !stop.requested()) {
        read = give_block(table, workers, is_end);
        is_end = is_end || !read;
      }
      is_end = is_end || stop.requested();
      if (workers.is_empty()) break;
      STELE_CHECK(write_block(*workers.take()));
      bar.show({.stage = "matching",
                .done = file_->done(),
                .total = file_->size(),
                .statements = 0,
                .records = 0,
                .findings = 0,
                .rows = tally_.rows});
    }
    bar.clear();
    STELE_CHECK(part_->flush());
    if (!read) return read;
    if (stop.requested())
      return fail(Code::kUnavailable, fmt::format("Stopped after {}; the same command goes on from there.",
                                                  counted(skipped_ + tally_.rows, "row", "rows")));
    return {};
  }

  Status give_block(formats::CsvReader& table, Workers& workers, bool& is_end) {
    Block block;
    Status status;
    while (block.rows.size() < kRowsOfBlock && !is_end) {
      formats::TableRow row;
      auto any = table.next(row);
      if (!any) status = std::unexpected(any.error());
      is_end = !any || !*any;
      if (!is_end) block.rows.push_back(std::move(row));
    }
    // What was read before a broken row is still answered: the run goes on there when the list is mended.
    if (!block.rows.empty()) workers.give(std::move(block));
    return status;
  }

  Status write_block(const Block& block) {
    STELE_CHECK(block.status);
    tally_.add(block.tally);
    return part_->write(block.text);
  }

  uint64_t count(model::Verdict verdict) const { return tally_.verdicts[static_cast<size_t>(verdict)]; }

  std::string summary_text(double seconds) const {
    double rate = seconds > 0 ? static_cast<double>(tally_.rows) / seconds : 0;
    std::string out =
        fmt::format("{}: {}, {}", printable(list_), counted(tally_.rows, "row", "rows"), seconds_text(seconds));
    if (tally_.rows >= 1000) out += fmt::format(", {} rows/s", thousands(static_cast<uint64_t>(rate)));
    out += fmt::format("\n  Columns: {}.\n  {} match, {} to choose, {} none.\n", printable(columns_text(columns_)),
                       thousands(count(model::Verdict::kMatch)), thousands(count(model::Verdict::kChoose)),
                       thousands(count(model::Verdict::kNone)));
    if (skipped_) out += fmt::format("  {} answered by an earlier run.\n", counted(skipped_, "row was", "rows were"));
    if (!tally_.findings.empty()) out += "  Findings:\n";
    for (const auto& [kind, n] : tally_.findings) out += fmt::format("  {:>10}  {}\n", thousands(n), kind);
    if (!tally_.examples.empty()) out += "  For example:\n";
    for (const std::string& example : tally_.examples) out += fmt::format("    {}\n", printable(example));
    return out + fmt::format("  Written to {}.\n", printable(out_));
  }

  Json summary_json(double seconds) const {
    auto whole = [](uint64_t n) { return Json::integer(static_cast<int64_t>(n)); };
    Json::Object findings;
    for (const auto& [kind, n] : tally_.findings) findings.emplace_back(kind, whole(n));
    return Json::Object{{"file", list_},
                        {"rows", whole(tally_.rows)},
                        {"match", whole(count(model::Verdict::kMatch))},
                        {"choose", whole(count(model::Verdict::kChoose))},
                        {"none", whole(count(model::Verdict::kNone))},
                        {"earlier", whole(skipped_)},
                        {"repeated", whole(tally_.remembered)},
                        {"findings", findings},
                        {"columns", columns_text(columns_)},
                        {"seconds", Json(Json::Number{fmt::format("{:.3f}", seconds)})},
                        {"output", out_}};
  }

  const Arguments& arguments_;
  archive::Archive& archive_;
  std::string list_, out_;
  std::unique_ptr<ListFile> file_;
  std::unique_ptr<PartFile> part_;
  ListColumns columns_;
  Tally tally_;
  uint64_t skipped_ = 0;
};

Status match(const Arguments& arguments) {
  if (arguments.value("-o").empty()) return fail(Code::kInvalid, "Say where the answer goes: -o OUT.csv.");
  std::error_code error;
  if (std::filesystem::equivalent(arguments.operand(1), arguments.value("-o"), error))
    return fail(Code::kInvalid, "The answer would be written over the list.", arguments.value("-o"));
  STELE_TRY(auto archive, open_archive(arguments));
  return MatchRun(arguments, *archive).run();
}

}  // namespace

constinit const Command kMatch{
    .name = "match",
    .operands = "DIR LIST.csv",
    .summary = "Finds the records that the rows of a list mean",
    .help =
        "Every row gets a verdict (match: sure and clearly ahead; choose: somebody should look; none) and up to three\n"
        "candidates, each with a score from 0 to 1 and the reason in words. A column that is named is a condition: "
        "what is\n"
        "known to lie elsewhere or to be of another time is left out. A guessed one only changes the order. Nothing in "
        "the\n"
        "archive is changed. An interrupted run goes on where it was when it is started again; until it is whole the\n"
        "answer is called OUT.csv.part.",
    .least = 2,
    .most = 2,
    .options = kOptions,
    .run = match};

}  // namespace stele::app
