#include "archive/keyring.h"

#include <sodium.h>

#include <algorithm>
#include <cstring>

namespace stele::archive {

Result<std::unique_ptr<Keyring>> Keyring::open(const std::string& path) {
  if (sodium_init() < 0) return fail(Code::kInternal, "The cryptography library did not start.");
  auto ring = std::make_unique<Keyring>();
  STELE_TRY(ring->db_, store::Db::open(path, store::Durability::kDurable, store::Access::kReadWrite));
  STELE_CHECK(
      ring->db_.run("CREATE TABLE IF NOT EXISTS key(commitment BLOB PRIMARY KEY, key BLOB NOT NULL) WITHOUT ROWID"));
  return ring;
}

Status Keyring::put(std::span<const KeyEntry> keys) {
  if (keys.empty()) return {};
  std::lock_guard lock(mutex_);
  STELE_TRY(store::Transaction transaction, store::Transaction::begin(db_));
  STELE_TRY(store::Statement insert, db_.prepare("INSERT OR REPLACE INTO key VALUES(?1,?2)"));
  for (const KeyEntry& entry : keys)
    STELE_CHECK(insert.bind(1, Bytes(entry.commitment)).bind(2, Bytes(entry.key)).run());
  return transaction.commit();
}

Result<std::optional<Hash>> Keyring::get(const Hash& commitment) {
  std::lock_guard lock(mutex_);
  STELE_TRY(store::Statement get, db_.prepare("SELECT key FROM key WHERE commitment=?1"));
  get.bind(1, Bytes(commitment));
  STELE_TRY(bool row, get.step());
  if (!row) return std::optional<Hash>();
  STELE_TRY(Hash key, to_hash(text_of(get.blob(0))));
  return std::optional<Hash>(key);
}

Status Keyring::destroy(const Hash& commitment) {
  std::lock_guard lock(mutex_);
  STELE_TRY(store::Statement remove, db_.prepare("DELETE FROM key WHERE commitment=?1"));
  STELE_CHECK(remove.bind(1, Bytes(commitment)).run());
  return db_.run("PRAGMA wal_checkpoint(TRUNCATE)");
}

std::string encrypt(const Hash& key, std::string_view plain) {
  constexpr size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
                   kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
  std::string out(kNonce + plain.size() + kTag, '\0');
  auto* bytes = reinterpret_cast<unsigned char*>(out.data());
  fill_random({bytes, kNonce});
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes + kNonce, nullptr,
                                             reinterpret_cast<const unsigned char*>(plain.data()), plain.size(),
                                             nullptr, 0, nullptr, bytes, key.data());
  return out;
}

Result<std::string> decrypt(const Hash& key, std::string_view sealed) {
  constexpr size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
                   kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
  if (sealed.size() < kNonce + kTag) return fail(Code::kCorrupt, "An encrypted statement is too short.");
  std::string out(sealed.size() - kNonce - kTag, '\0');
  const auto* bytes = reinterpret_cast<const unsigned char*>(sealed.data());
  int rc =
      crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<unsigned char*>(out.data()), nullptr, nullptr,
                                                 bytes + kNonce, sealed.size() - kNonce, nullptr, 0, bytes, key.data());
  if (rc != 0) return fail(Code::kCorrupt, "An encrypted statement was changed.");
  return out;
}

}  // namespace stele::archive
