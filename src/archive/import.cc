// Importing a file: four threads, each handing batches to the next, so that reading and checking, sealing, appending
// and indexing go on at the same time and memory stays bounded by the batches under way.
//
//   reader (this thread)  rows -> findings, checked drafts less what the archive has already
//   sealer                drafts -> rows of the log
//   committer             append, durable, under a signed checkpoint
//   indexer               follow, several batches in one transaction
//
// Idempotence: a row's subject has the same id every time it is read, so whether a statement is there already is
// answered by the record itself, plus the keys of what is still under way.
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <thread>
#include <unordered_map>
#include <vector>

#include "archive/impl.h"
#include "base/geo.h"
#include "base/sha256.h"

namespace stele::archive {

namespace {

constexpr size_t kBatch = 8192;            // statements handed on together
constexpr size_t kIndexBatch = 32768;      // statements that the index takes at a time
constexpr size_t kWindow = 8192;           // subjects remembered beyond those under way, before some are let go
constexpr size_t kKeptFindings = 1000;     // in the answer; the report file has all
constexpr size_t kReportBytes = 64 << 20;  // beyond, findings are only counted
constexpr size_t kHead = 64 << 10;

// --- the file ---

class FileReader : public formats::Reader {
 public:
  static Result<std::unique_ptr<FileReader>> open(const std::string& path) {
    auto reader = std::make_unique<FileReader>();
    reader->in_.open(path, std::ios::binary);
    std::error_code error;
    if (!reader->in_ || !std::filesystem::is_regular_file(path, error))
      return fail(Code::kNotFound, "The file cannot be read.", path);
    reader->size_ = std::filesystem::file_size(path, error);
    std::string head(kHead, '\0');
    reader->in_.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<size_t>(reader->in_.gcount()));
    reader->head_ = std::move(head);
    reader->in_.clear();
    reader->in_.seekg(0);
    return reader;
  }

  Result<size_t> read(std::span<char> out) override {
    in_.read(out.data(), static_cast<std::streamsize>(out.size()));
    if (in_.bad()) return fail(Code::kUnavailable, "The file could not be read to its end.");
    auto n = static_cast<size_t>(in_.gcount());
    sum_.add(std::string_view(out.data(), n));
    done_ += n;
    return n;
  }

  const std::string& head() const { return head_; }
  uint64_t size() const { return size_; }
  uint64_t done() const { return done_; }
  Hash digest() { return sum_.finish(); }

 private:
  std::ifstream in_;
  std::string head_;
  uint64_t size_ = 0, done_ = 0;
  Sha256 sum_;
};

// --- handing batches on ---

template <class T>
class Channel {
 public:
  explicit Channel(size_t most = 2) : most_(most) {}
  // false: the other side is gone
  bool put(T item) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return items_.size() < most_ || closed_; });
    if (closed_) return false;
    items_.push_back(std::move(item));
    changed_.notify_all();
    return true;
  }
  std::optional<T> take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !items_.empty() || ended_ || closed_; });
    if (items_.empty()) return std::nullopt;
    T item = std::move(items_.front());
    items_.pop_front();
    changed_.notify_all();
    return item;
  }
  void end() {  // by the giver: nothing more comes
    std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_all();
  }
  void close() {  // by the taker: nothing more is wanted
    std::lock_guard lock(mutex_);
    closed_ = true;
    items_.clear();
    changed_.notify_all();
  }

 private:
  const size_t most_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<T> items_;
  bool ended_ = false, closed_ = false;
};

struct Numbered {
  uint64_t number = 0;  // of the batch
  std::vector<ToSeal> drafts;
};
struct NumberedSealed {
  uint64_t number = 0;
  Sealed sealed;
};
struct Appended {
  uint64_t number = 0, first = 0;
  std::vector<model::Statement> statements;
};

// The sealing and committing half.
class Pipeline {
 public:
  Pipeline(Archive::Impl& impl, Hands& appending, Hands& indexing, SealContext context)
      : impl_(impl), appending_(appending), indexing_(indexing), context_(std::move(context)) {
    sealer_ = std::thread([this] { run_sealer(); });
    committer_ = std::thread([this] { run_committer(); });
    indexer_ = std::thread([this] { run_indexer(); });
  }
  ~Pipeline() { (void)finish(); }

  Status put(Numbered batch) {
    if (!to_seal_.put(std::move(batch))) return finish();
    return {};
  }
  // Waits until everything handed in is in the log and the index, or the first error.
  Status finish() {
    to_seal_.end();
    if (sealer_.joinable()) sealer_.join();
    if (committer_.joinable()) committer_.join();
    if (indexer_.joinable()) indexer_.join();
    return status_;
  }
  uint64_t done() {
    std::lock_guard lock(mutex_);
    return done_;
  }
  ledger::Receipt receipt() {
    std::lock_guard lock(mutex_);
    return receipt_;
  }
  uint64_t appended() {
    std::lock_guard lock(mutex_);
    return appended_;
  }

 private:
  void failed(Error error) {
    {
      std::lock_guard lock(mutex_);
      if (status_) status_ = std::unexpected(std::move(error));
    }
    to_seal_.close();
    to_commit_.close();
    to_index_.end();  // what is in the log already still goes into the index
  }

  void run_sealer() {
    while (auto batch = to_seal_.take()) {
      auto sealed = seal(std::move(batch->drafts), context_);
      if (!sealed) return failed(std::move(sealed.error()));
      if (!to_commit_.put({batch->number, std::move(*sealed)})) return;
    }
    to_commit_.end();
  }

  void run_committer() {
    while (auto batch = to_commit_.take()) {
      auto receipt = impl_.append(appending_, batch->sealed);
      if (!receipt) return failed(std::move(receipt.error()));
      {
        std::lock_guard lock(mutex_);
        if (appended_ == 0) receipt_.first = receipt->first;
        receipt_.head = receipt->head;
        appended_ += batch->sealed.rows.size();
      }
      if (!to_index_.put({batch->number, receipt->first, std::move(batch->sealed.statements)})) return;
    }
    to_index_.end();
  }

  void run_indexer() {
    while (auto appended = to_index_.take()) {
      Status kept = keep_for_index(appended->first, std::move(appended->statements));
      waiting_number_ = appended->number;
      if (kept && waiting_.size() >= kIndexBatch) kept = index_waiting(index::Index::Keep::kWhenDue);
      if (!kept) {
        to_index_.close();
        return failed(std::move(kept.error()));
      }
    }
    Status rest = index_waiting(index::Index::Keep::kCommitted);
    if (!rest) failed(std::move(rest.error()));
  }

  Status keep_for_index(uint64_t first, std::vector<model::Statement>&& statements) {
    uint64_t end = waiting_first_ + waiting_.size();
    if (!waiting_.empty() && first != end) STELE_CHECK(index_waiting(index::Index::Keep::kWhenDue));  // somebody else appended in between
    if (waiting_.empty()) waiting_first_ = first;
    waiting_.insert(waiting_.end(), std::make_move_iterator(statements.begin()),
                    std::make_move_iterator(statements.end()));
    return {};
  }

  Status index_waiting(index::Index::Keep keep) {
    uint64_t end = waiting_first_ + waiting_.size();
    if (!waiting_.empty()) STELE_CHECK(impl_.index(indexing_, waiting_first_, end, waiting_, keep));
    waiting_.clear();
    if (keep == index::Index::Keep::kCommitted) STELE_CHECK(indexing_.index->commit());
    if (indexing_.index->is_open()) return {};
    std::lock_guard lock(mutex_);
    done_ = waiting_number_;
    return {};
  }

  Archive::Impl& impl_;
  Hands& appending_;  // the committer's
  Hands& indexing_;   // the indexer's
  SealContext context_;
  Channel<Numbered> to_seal_;
  Channel<NumberedSealed> to_commit_;
  Channel<Appended> to_index_{kIndexBatch / kBatch};
  std::mutex mutex_;
  Status status_;
  ledger::Receipt receipt_;
  uint64_t done_ = 0, appended_ = 0;
  std::vector<model::Statement> waiting_;  // in the log, not yet in the index; the indexer's, like the next two
  uint64_t waiting_first_ = 0, waiting_number_ = 0;
  std::thread sealer_, committer_, indexer_;
};

// --- findings ---

class Report {
 public:
  explicit Report(ImportReport& report) : report_(report) {}

  enum class About { kOpen, kPersonal };
  // The file lies in the archive's folder as it is, so the words of a finding about personal statements, which quote
  // them, go to the importer only.
  void add(const model::Finding& finding, About about) {
    ++report_.findings_by_rule[finding.rule + "/" + std::string(model::severity_name(finding.severity))];
    if (report_.findings.size() < kKeptFindings) report_.findings.push_back(finding);
    if (lines_.size() > kReportBytes) return void(cut_ = true);
    lines_ += to_json(Json(Json::Object{
        {"severity", Json(model::severity_name(finding.severity))},
        {"rule", Json(finding.rule)},
        {"message", Json(about == About::kOpen ? finding.message
                                               : "This finding is about personal statements; its words are not kept.")},
        {"where", Json(finding.where)}}));
    lines_ += '\n';
  }

  std::string take() {
    if (cut_)
      lines_ +=
          "{\"severity\":\"note\",\"rule\":\"report\",\"message\":\"More findings were counted than this file "
          "holds.\",\"where\":\"\"}\n";
    return std::move(lines_);
  }

 private:
  ImportReport& report_;
  std::string lines_;
  bool cut_ = false;
};

// --- what is there already ---

struct Known {
  std::vector<Hash> keys;                   // content keys, sorted: most subjects have a few dozen
  std::string row;                          // where this import met it first as a row of its own
  std::optional<model::Audience> audience;  // once its type is known: who may see the record
  std::optional<model::Audience> setting;   // what "audience" statements say
  uint64_t batch = 0;                       // the last batch that touches it
  bool in_archive = false;
  bool pending = false;  // something new about it is still on its way into the index

  void take(const Archive::Impl& impl, const model::Draft& draft) {
    auto how = impl.closes(draft);
    if (!how) return;
    auto& which = draft.property == "type" ? audience : setting;
    which = model::strictest(which.value_or(*how), *how);
  }
  std::optional<model::Audience> record_audience() const {
    if (!audience) return std::nullopt;
    return model::strictest(*audience, setting.value_or(model::Audience::kPublic));
  }

  bool add(const Hash& key) {
    auto at = std::lower_bound(keys.begin(), keys.end(), key);
    if (at != keys.end() && *at == key) return false;
    keys.insert(at, key);
    return true;
  }
};

struct Dataset {
  std::string key, title;
};

// Datasets that are read as they are have a name and a publisher of their own.
Dataset dataset_of(const std::string& format, const ImportRequest& request) {
  static const std::map<std::string, std::string> kTitles = {
      {"wof", "Who's On First"}, {"pleiades", "Pleiades"}, {"geonames", "GeoNames"}, {"eamena", "EAMENA"}};
  if (auto it = kTitles.find(format); it != kTitles.end() && request.dataset.empty()) return {format, it->second};
  std::string key = request.dataset;
  if (key.empty() && request.mapping) key = request.mapping->str("dataset");
  if (!key.empty()) return {key, key};
  // The name of a file may name a person ("list of aunt so-and-so"), and a source's name is public.
  key = std::filesystem::path(request.path).stem().string();
  return {key, "A list without a name (" + Id::derive("dataset", key).text().substr(0, 6) + ")"};
}

class Import {
 public:
  Import(Archive::Impl& impl, const Caller& caller, const ImportRequest& request, const ProgressSink& progress)
      : impl_(impl),
        caller_(caller),
        request_(request),
        progress_(progress),
        report_lines_(report_),
        checker_(impl.schema) {}

  Result<ImportReport> run();

 private:
  bool dry() const { return request_.mode == ImportRequest::Mode::kDryRun; }
  Result<const formats::Importer*> pick(FileReader& reader);
  void open_contribution(const std::string& format);
  model::Draft said(const Id& subject, const Id& contributor, std::string property, model::Value value) const;
  void describe_dataset(const Dataset& dataset);
  Status row(formats::Row&& row);
  Status say(std::vector<model::Draft>& words);
  Result<Known*> known(const Id& subject);
  Status draft(model::Draft&& draft, const formats::Row& row, bool& any_new);
  Status rest_of(formats::Row& row);
  Status identifiers(const model::Draft& draft, const formats::Row& row);
  void look_for_swap(const model::Draft& draft, const formats::Row& row);
  Status flush();
  Status close_contribution(FileReader& reader);
  Status begin(const formats::Importer& importer, FileReader& reader);
  Status settle();
  std::unexpected<Error> stopped(Error error);
  Status finish_report();
  Status tell(bool now);

  Archive::Impl& impl_;
  const Caller& caller_;
  const ImportRequest& request_;
  const ProgressSink& progress_;
  ImportReport report_;
  Report report_lines_;
  model::Checker checker_;
  std::unique_ptr<Borrowed> reading_, writing_, indexing_;  // one for each thread that needs the archive
  std::unique_ptr<Pipeline> pipeline_;
  std::set<Id> withdrawn_;
  Id contribution_ = Id::random();
  formats::ImportContext context_;
  std::vector<model::Draft> opening_, describing_;  // waiting until a row makes them needed
  std::vector<ToSeal> batch_;
  uint64_t batch_number_ = 1;
  std::unordered_map<Id, Known, IdHash> window_;
  size_t window_limit_ = kWindow;
  std::unordered_map<std::string, Id> identifiers_;  // of the window
  std::vector<model::Finding> findings_;
  Box region_;           // of the positions read so far
  uint64_t points_ = 0;  // how many they are
  bool personal_row_ = false;  // the row at hand has a statement that is encrypted at rest
  FileReader* reader_ = nullptr;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now(), told_ = started_;
};

Result<const formats::Importer*> Import::pick(FileReader& reader) {
  if (!request_.format.empty()) {
    const formats::Importer* importer = formats::importer_named(request_.format);
    if (!importer)
      return fail(Code::kInvalid,
                  "There is no import format called \"" + request_.format + "\"; `stele formats` lists them.");
    return importer;
  }
  std::string name = std::filesystem::path(request_.path).filename();
  // A mapping is for tables: the format is the first table format that recognises the file.
  for (const formats::Importer& importer : formats::importers())
    if (importer.recognises(reader.head(), name)) return &importer;
  return fail(Code::kInvalid, "No importer recognises this file; name one with --format (`stele formats` lists them).",
              request_.path);
}

model::Draft Import::said(const Id& subject, const Id& contributor, std::string property, model::Value value) const {
  model::Draft draft;
  draft.subject = draft.source = subject;
  draft.contributor = contributor;
  draft.property = std::move(property);
  draft.value = std::move(value);
  return draft;
}

// Kept until there is something new to say: importing a list twice leaves no trace.
void Import::open_contribution(const std::string& format) {
  Id office = impl_.office();
  auto add = [&](std::string property, model::Value value) {
    opening_.push_back(said(contribution_, office, std::move(property), std::move(value)));
  };
  add("type", model::Text{"contribution", ""});
  if (auto when = Period::parse(now_utc())) add("recorded-at", model::When{*when, "", ""});
  if (!caller_.recorder.empty()) add("recorder", model::Text{caller_.recorder, ""});
  add("format", model::Text{format, ""});
  add("file-name", model::Text{context_.file_name, ""});
}

// The dataset itself is a source, and whoever publishes it is a group that says things. They are only described when a
// row speaks for them: lists that name their own sources leave no others behind.
void Import::describe_dataset(const Dataset& dataset) {
  context_.dataset = dataset.key;
  context_.source = Id::derive("dataset", dataset.key);
  context_.contributor = Id::derive("publisher", dataset.key);
  Id office = impl_.office();
  describing_.push_back(said(context_.source, office, "type", model::Text{"source", ""}));
  describing_.push_back(said(context_.source, office, "name", model::Name{dataset.title, "und", {}}));
  describing_.push_back(said(context_.source, office, "source-type", model::Term{"dataset"}));
  describing_.push_back(said(context_.contributor, office, "type", model::Text{"group", ""}));
  describing_.push_back(said(context_.contributor, office, "name", model::Name{dataset.title, "und", {}}));
}

Result<Known*> Import::known(const Id& subject) {
  auto it = window_.find(subject);
  if (it != window_.end()) {
    it->second.batch = batch_number_;
    return &it->second;
  }
  // What earlier batches have brought into the index need not be remembered here.
  if (window_.size() > window_limit_) {
    uint64_t done = pipeline_ ? pipeline_->done() : 0;
    std::erase_if(window_, [&](const auto& entry) { return !entry.second.pending || entry.second.batch <= done; });
    identifiers_.clear();
    window_limit_ = window_.size() + kWindow;
  }
  Known fresh;
  fresh.batch = batch_number_;
  STELE_TRY(model::Record record, (*reading_)->index->record(subject, *(*reading_)->source));
  fresh.in_archive = !record.statements.empty();
  for (const model::Statement& s : record.statements) {
    if (withdrawn_.contains(s.contribution)) continue;
    fresh.take(impl_, s);
    fresh.add(model::content_key(s));
  }
  return &window_.emplace(subject, std::move(fresh)).first->second;
}

// The same outside identifier on two records: one of them may be a duplicate of the other, or the number is wrong.
Status Import::identifiers(const model::Draft& draft, const formats::Row& row) {
  const auto* identifier = std::get_if<model::Identifier>(&draft.value);
  if (!identifier) return {};
  std::string key = identifier->scheme + ":" + identifier->id;
  Id other;
  auto [it, added] = identifiers_.try_emplace(key, draft.subject);
  if (!added && it->second != draft.subject) other = it->second;
  if (added) {
    STELE_TRY(other, (*reading_)->index->bearer(key, draft.subject));
  }
  if (!other.is_nil())
    findings_.push_back({model::Severity::kWarning, "duplicate-identifier",
                         "The identifier " + key + " is also that of the record " + other.text() +
                             ": one of the two may be a duplicate, or the number wrong.",
                         row.where});
  return {};
}

// Latitude and longitude in each other's place are seldom off the globe. When the rows before lie in one region, a point
// far from all of them whose mirror image lies among them was probably written the wrong way round.
void Import::look_for_swap(const model::Draft& draft, const formats::Row& row) {
  constexpr uint64_t kEnough = 10;
  constexpr double kMargin = 2;    // degrees
  constexpr double kRegion = 20;   // a wider list has no region that a point could be outside of
  const auto* position = std::get_if<model::Position>(&draft.value);
  if (!position) return;
  auto shape = parse_wkt(position->wkt);
  if (!shape || shape->points.size() != 1) return;
  Point p = shape->points[0], mirrored{p.lat, p.lon};
  Box wide{region_.west - kMargin, region_.south - kMargin, region_.east + kMargin, region_.north + kMargin};
  bool compact = region_.east - region_.west <= kRegion && region_.north - region_.south <= kRegion;
  if (points_ >= kEnough && compact && !wide.contains(p) && wide.contains(mirrored)) {
    findings_.push_back({model::Severity::kWarning, "swapped",
                         "This position lies far from all rows before, and among them if latitude and longitude change places: they are "
                         "probably swapped. It is taken as it stands.",
                         row.where});
    return;
  }
  region_ = points_ == 0 ? Box{p.lon, p.lat, p.lon, p.lat}
                         : Box{std::min(region_.west, p.lon), std::min(region_.south, p.lat), std::max(region_.east, p.lon),
                               std::max(region_.north, p.lat)};
  ++points_;
}

Status Import::draft(model::Draft&& draft, const formats::Row& row, bool& any_new) {
  if (draft.property == kWithdrawn) {
    findings_.push_back({model::Severity::kError, "withdrawn", kOnlyUndo, row.where});
    return {};
  }
  STELE_TRY(Known * subject, known(draft.subject));
  bool is_type = draft.property == "type";
  const model::TypeSpec* type = is_type ? impl_.schema.type(model::plain_text(draft.value)) : nullptr;
  if (is_type) {
    if (!subject->row.empty() && subject->row != row.where)
      findings_.push_back(
          {model::Severity::kWarning, "row-twice",
           "This row is about the same record as " + subject->row + "; what differs stands side by side.", row.where});
    subject->row = row.where;
  }
  subject->take(impl_, draft);
  Hash key = model::content_key(draft);
  if (!subject->add(key)) {
    ++report_.repeated;
    return {};
  }
  subject->pending = true;
  STELE_CHECK(identifiers(draft, row));
  if (std::holds_alternative<model::Position>(draft.value)) look_for_swap(draft, row);
  const auto* property = impl_.schema.property(draft.property);
  AtRest at_rest = impl_.at_rest(draft, subject->record_audience());
  if (at_rest == AtRest::kEncrypted) personal_row_ = true;
  std::string kind = property ? property->statement_kind : "claim";
  auto checked = checker_.check(std::move(draft), row.where, findings_);
  if (!checked) return {};
  if (type && type->listed && !subject->in_archive) ++report_.records;
  any_new = true;
  ++report_.statements;
  batch_.push_back({std::move(*checked), std::move(kind), at_rest});
  return {};
}

Status Import::rest_of(formats::Row& row) {
  Report::About about = personal_row_ ? Report::About::kPersonal : Report::About::kOpen;
  for (const model::Finding& finding : row.findings) report_lines_.add(finding, about);
  for (const model::Finding& finding : findings_) report_lines_.add(finding, about);
  personal_row_ = false;
  findings_.clear();
  if (batch_.size() >= kBatch) STELE_CHECK(flush());
  return tell(false);
}

// The import's own words. They are checked like everything else, and dropped again if nothing new follows them.
Status Import::say(std::vector<model::Draft>& words) {
  formats::Row own{0, "the contribution", "", std::move(words), {}};
  words.clear();
  bool ignored = false;
  uint64_t repeated = report_.repeated;
  for (model::Draft& d : own.drafts) STELE_CHECK(draft(std::move(d), own, ignored));
  report_.repeated = repeated;
  return {};
}

Status Import::row(formats::Row&& row) {
  ++report_.rows;
  bool any_new = false;
  if (!row.drafts.empty()) STELE_CHECK(say(opening_));
  auto speaks_for_dataset = [&](const model::Draft& d) {
    return d.source == context_.source || d.contributor == context_.contributor;
  };
  if (!describing_.empty() && std::ranges::any_of(row.drafts, speaks_for_dataset)) STELE_CHECK(say(describing_));
  // What a row says later about who may see its record holds for what it says before, too.
  for (const model::Draft& d : row.drafts) {
    STELE_TRY(Known * subject, known(d.subject));
    subject->take(impl_, d);
  }
  for (model::Draft& d : row.drafts) STELE_CHECK(draft(std::move(d), row, any_new));
  bool refused = false;
  for (const model::Finding& finding : row.findings) refused |= finding.severity == model::Severity::kError;
  for (const model::Finding& finding : findings_) refused |= finding.severity == model::Severity::kError;
  if (refused && !any_new) ++report_.refused_rows;
  else if (!any_new) ++report_.unchanged_rows;
  return rest_of(row);
}

Status Import::flush() {
  if (batch_.empty()) return {};
  if (dry()) {
    batch_.clear();
    return {};
  }
  if (!pipeline_) {
    STELE_TRY(ledger::Head head, (*reading_)->ledger->head());
    pipeline_ = std::make_unique<Pipeline>(impl_, **writing_, **indexing_,
                                           SealContext{impl_.signer->name(), head.checkpoint, contribution_});
  }
  std::vector<ToSeal> full;
  full.swap(batch_);
  batch_.reserve(kBatch + 256);
  return pipeline_->put({batch_number_++, std::move(full)});
}

Status Import::tell(bool now) {
  if (!now && (report_.rows & 63)) return {};
  auto time = std::chrono::steady_clock::now();
  if (!now && time - told_ < std::chrono::milliseconds(100)) return {};
  told_ = time;
  uint64_t found = 0;
  for (const auto& [rule, n] : report_.findings_by_rule) found += n;
  if (!progress_({"reading", reader_->done(), reader_->size(), report_.statements, report_.records, found}))
    return fail(Code::kUnavailable, "Stopped.");
  return {};
}

// What is only known at the end.
Status Import::close_contribution(FileReader& reader) {
  Id office = impl_.office();
  formats::Row closing{0, "the contribution", "", {}, {}};
  closing.drafts.push_back(said(contribution_, office, "file-sha256", model::Text{to_hex(reader.digest()), ""}));
  closing.drafts.push_back(said(contribution_, office, "rows", model::Quantity{std::to_string(report_.rows), ""}));
  bool ignored = false;
  for (model::Draft& d : closing.drafts) STELE_CHECK(draft(std::move(d), closing, ignored));
  return {};
}

Status Import::begin(const formats::Importer& importer, FileReader& reader) {
  report_.format = importer.name;
  STELE_TRY(withdrawn_, (*reading_)->index->withdrawn());
  context_.schema = &impl_.schema;
  context_.file_name = std::filesystem::path(request_.path).filename();
  context_.mapping = request_.mapping;
  if (!request_.mapping && importer.name == "csv") {
    STELE_TRY(Json guessed, formats::guess_mapping(reader.head(), context_.file_name, impl_.schema));
    report_.guessed_mapping = context_.mapping = std::move(guessed);
  }
  open_contribution(report_.format);
  ImportRequest effective = request_;
  effective.mapping = context_.mapping;
  describe_dataset(dataset_of(report_.format, effective));
  return {};
}

// Everything handed on is in the log and the index after this, or the first error.
Status Import::settle() {
  Status last = flush();
  if (!pipeline_) return last;
  Status finished = pipeline_->finish();
  if (last) last = finished;
  STELE_CHECK(last);
  (*writing_)->ledger->settle();
  (*indexing_)->index->settle();
  return {};
}

// An error that stops an import in the middle says what has become of the beginning.
std::unexpected<Error> Import::stopped(Error error) {
  if (error.where.empty()) error.where = context_.file_name;
  uint64_t kept = pipeline_ ? pipeline_->appended() : 0;
  if (kept > 0)
    error.message += " The " + std::to_string(kept) + " statements before that are in the archive as contribution " +
                     contribution_.text() + ": importing again goes on from there, `undo` takes them back.";
  return std::unexpected(std::move(error));
}

Status Import::finish_report() {
  if (pipeline_ && report_.statements > 0) {
    ledger::Receipt receipt = pipeline_->receipt();
    report_.receipt = {receipt.first, pipeline_->appended(), receipt.head.checkpoint.size, contribution_,
                       receipt.head.note};
  } else {
    STELE_TRY(ledger::Head head, (*reading_)->ledger->head());
    report_.receipt.first = report_.receipt.log_size = head.checkpoint.size;
    report_.receipt.checkpoint = head.note;
  }
  std::string lines = report_lines_.take();
  if (!lines.empty() && !dry()) {
    report_.report_object = "reports/" + contribution_.text() + ".jsonl";
    STELE_CHECK(impl_.objects->put(report_.report_object, lines));
  }
  report_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
  return {};
}

Result<ImportReport> Import::run() {
  STELE_TRY(std::unique_ptr<FileReader> reader, FileReader::open(request_.path));
  reader_ = reader.get();
  STELE_TRY(const formats::Importer* importer, pick(*reader));
  STELE_TRY(Borrowed reading, Borrowed::take(impl_));
  reading_ = std::make_unique<Borrowed>(std::move(reading));
  STELE_TRY(Borrowed writing, Borrowed::take(impl_));
  writing_ = std::make_unique<Borrowed>(std::move(writing));
  STELE_TRY(Borrowed indexing, Borrowed::take(impl_));
  indexing_ = std::make_unique<Borrowed>(std::move(indexing));
  STELE_CHECK(begin(*importer, *reader));
  Status read = importer->read(*reader, context_, [this](formats::Row&& r) { return row(std::move(r)); });
  bool something = report_.statements > 0 && report_.rows > report_.unchanged_rows + report_.refused_rows;
  if (something && read) read = close_contribution(*reader);
  if (!something && !pipeline_) {  // nothing new: the opening words are not said either
    batch_.clear();
    report_.statements = report_.records = 0;
  }
  Status settled = settle();
  if (!settled) return stopped(settled.error());
  if (!read) return stopped(read.error());
  STELE_CHECK(tell(true));
  STELE_CHECK(finish_report());
  return std::move(report_);
}

}  // namespace

Result<ImportReport> Archive::import(const Caller& caller, const ImportRequest& request, const ProgressSink& progress) {
  std::lock_guard lock(impl_->write_mutex);
  Import import(*impl_, caller, request, progress);
  return import.run();
}

}  // namespace stele::archive
