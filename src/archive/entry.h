// Between a checked draft and the bytes of the ledger (docs/formats/statement.md). Private to this module.
//
// A body as stored:
//   kind <kind> LF  seen <size> <base64 root> LF  (supersedes <base64 commitment> LF)*  {fields as canonical JSON}
// The body of a personal statement is encrypted: "personal LF" and the ciphertext of its seed and its body.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "archive/keyring.h"
#include "base/result.h"
#include "ledger/ledger.h"
#include "model/schema.h"
#include "model/statement.h"
#include "proof/card.h"
#include "store/log.h"

namespace stele::archive {

// What all entries of one append have in common.
struct SealContext {
  std::string origin;
  proof::Checkpoint seen;  // the last checkpoint the recorder saw
  Id contribution;
};

enum class AtRest : uint8_t { kPlain, kEncrypted };

struct ToSeal {
  model::Checked checked;
  std::string kind;
  AtRest at_rest = AtRest::kPlain;
};

struct Sealed {
  std::vector<store::LogRow> rows;
  std::vector<model::Statement> statements;  // the same, for the index; positions are not set yet
  std::vector<KeyEntry> keys;                // of the encrypted ones: to be kept before the rows are appended
};
Result<Sealed> seal(std::vector<ToSeal>&& drafts, const SealContext& context);

// What a stored body says about its card.
struct OpenBody {
  proof::Seed seed{};
  std::string kind;
  proof::Checkpoint seen;  // origin not set
  std::vector<Hash> supersedes;
  std::string json;  // the fields
};
// kNotFound when it is erased or its key is gone; kCorrupt when it is damaged.
Result<OpenBody> open_body(const store::LogRow& row, Keyring& keyring);
Result<model::Statement> decode_entry(const store::LogRow& row, uint64_t position, const model::Schema& schema,
                                      Keyring& keyring);
// Whether body and commitment belong together: the card is derived anew and hashed.
Status verify_row(const store::LogRow& row, const std::string& origin, Keyring& keyring);

}  // namespace stele::archive
