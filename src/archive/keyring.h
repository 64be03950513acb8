// Keys of personal statements, in a small file of their own with its own backups, so that destroying a key reaches
// every copy of the log. XChaCha20-Poly1305 (libsodium); a new 256-bit key for each statement; the commitment names the
// key.
#pragma once

#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "store/sqlite.h"

namespace stele::archive {

struct KeyEntry {
  Hash commitment{};
  Hash key{};
};

class Keyring {
 public:
  static Result<std::unique_ptr<Keyring>> open(const std::string& path);
  Status put(std::span<const KeyEntry> keys);  // durable on return
  Result<std::optional<Hash>> get(const Hash& commitment);
  Status destroy(const Hash& commitment);

 private:
  std::mutex mutex_;
  store::Db db_;
};

std::string encrypt(const Hash& key, std::string_view plain);           // nonce and ciphertext
Result<std::string> decrypt(const Hash& key, std::string_view sealed);  // kCorrupt when it was tampered with

}  // namespace stele::archive
