// What the verbs of the archive share: the folder, the one writer, and a pool of readers. Private to this module.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "archive/archive.h"
#include "archive/entry.h"
#include "archive/keyring.h"
#include "index/index.h"
#include "ledger/ledger.h"
#include "store/objects.h"

namespace stele::archive {

// An advisory lock on a file, between threads and between processes, held for the length of a scope:
//   lock       alone: whoever makes the index anew
//   swap.lock  shared: whoever opens the index by its name, or writes into it; alone: whoever puts a new index
//              in the place of the old one
class FolderLock {
 public:
  enum class Mode : uint8_t { kShared, kAlone };
  FolderLock(const std::string& file, Mode mode);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int fd_;
};

// Statements for the index and for records, read from the log.
class LogSource : public index::StatementSource {
 public:
  LogSource(ledger::Ledger& ledger, const model::Schema& schema, Keyring& keyring)
      : ledger_(ledger), schema_(schema), keyring_(keyring) {}
  Result<std::vector<model::Statement>> at(std::span<const uint64_t> positions) override;
  Result<std::vector<model::Statement>> range(uint64_t first, uint64_t count) override;

 private:
  Status read(uint64_t first, uint64_t count, std::span<const uint64_t> wanted, std::vector<model::Statement>& out);
  ledger::Ledger& ledger_;
  const model::Schema& schema_;
  Keyring& keyring_;
};

// One connection to log and index: for one thread at a time.
struct Hands {
  std::unique_ptr<ledger::Ledger> ledger;
  std::unique_ptr<index::Index> index;
  std::unique_ptr<LogSource> source;
  std::string index_name;  // which index file this is
};

struct Archive::Impl {
  std::string folder;
  model::Schema schema;
  std::shared_ptr<const proof::Signer> signer;
  std::unique_ptr<Keyring> keyring;
  std::unique_ptr<store::Objects> objects;
  std::shared_ptr<index::Shared> shared = index::make_shared();  // of all hands

  std::mutex pool_mutex;
  std::vector<std::unique_ptr<Hands>> idle;
  std::mutex write_mutex;  // one writer in this process; other processes are kept off by the log's own transaction

  std::string path(const std::string& name) const { return folder + "/" + name; }
  Result<std::unique_ptr<Hands>> make_hands();
  Result<std::string> index_name();  // which file is the present index; "" when there is none
  Id office() const;                 // the group that this archive's own records are said by

  // submit(), and what only this module may say; takes write_mutex.
  Result<Receipt> say(const Caller& caller, std::vector<model::Draft>&& drafts, std::vector<model::Finding>& findings);

  // --- writing, with write_mutex held ---
  Result<ledger::Receipt> commit(Hands& hands, Sealed&& sealed);  // append, then index
  Result<ledger::Receipt> append(Hands& hands, Sealed& sealed);   // durable on return; sets the statements' positions
  Status index(Hands& hands, uint64_t first, uint64_t end, std::span<const model::Statement> statements,
               index::Index::Keep keep = index::Index::Keep::kCommitted);
  Status follow(Hands& hands, const ProgressSink& progress);
  Status remember(const std::string& note);  // the side file that guards against stale copies
  // How strictly a statement that says what kind of record it is about, or who may see it, closes the whole record;
  // nullopt for any other statement.
  std::optional<model::Audience> closes(const model::Draft& draft) const;
  // `record` is the strictest that is said about the subject; nullopt when nothing is: then it may be a person.
  AtRest at_rest(const model::Draft& draft, std::optional<model::Audience> record) const;
};

// A statement of this property takes back a whole contribution, so nobody hands it in among others.
inline constexpr const char* kWithdrawn = "withdrawn";
inline constexpr const char* kOnlyUndo =
    "A contribution is withdrawn with undo, not with a statement that is handed in.";

// Borrowed for the length of a scope.
class Borrowed {
 public:
  static Result<Borrowed> take(Archive::Impl& impl);
  Borrowed(Borrowed&&) = default;
  ~Borrowed();
  Hands* operator->() { return hands_.get(); }
  Hands& operator*() { return *hands_; }

 private:
  Borrowed(Archive::Impl& impl, std::unique_ptr<Hands> hands) : impl_(&impl), hands_(std::move(hands)) {}
  Archive::Impl* impl_;
  std::unique_ptr<Hands> hands_;
};

std::string now_utc();  // "2026-11-23T12:00:00Z"

// The view of one record.
Result<model::View> view_of(Archive::Impl& impl, Hands& hands, const Caller& caller, const Id& id,
                            const std::set<Id>& withdrawn);

}  // namespace stele::archive
