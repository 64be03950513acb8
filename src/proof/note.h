// Signed notes: https://c2sp.org/signed-note with Ed25519 (signature type 0x01, RFC 8032). A note is a text that ends
// in a line feed, an empty line, and signature lines "— <key name> <base64(4 bytes of key id || signature)>".
// Checkpoints and signed cards are notes. Errors are kInvalid. All of it may be called from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace stele::proof {

inline constexpr size_t kMaxNoteBytes = 1'000'000;
inline constexpr size_t kMaxNoteSignatures = 100;

// Not empty, valid UTF-8, no Unicode space, no plus sign, no control character.
bool is_key_name(std::string_view name);

// The public half of a key. A value.
class VerifierKey {
 public:
  // Reads "<name>+<8 hex>+<base64(0x01 || 32 bytes)>"; the key id must be that of the name and the key.
  static Result<VerifierKey> parse(std::string_view vkey);
  static Result<VerifierKey> make(std::string name, const Hash& public_key);

  std::string to_string() const;  // what parse() reads, without a line feed
  const std::string& name() const { return name_; }
  uint32_t id() const { return id_; }  // SHA-256(name || "\n" || 0x01 || key), its first 4 bytes, big-endian
  const Hash& public_key() const { return key_; }
  bool verify(std::string_view text, std::string_view signature) const;

  friend bool operator==(const VerifierKey&, const VerifierKey&) = default;

 private:
  VerifierKey() = default;
  std::string name_;
  Hash key_{};
  uint32_t id_ = 0;
};

// The private half. Move only; its seed is overwritten when it goes. sign() may be called from several threads.
class Signer {
 public:
  // Reads "PRIVATE+KEY+<name>+<8 hex>+<base64(0x01 || 32 bytes of seed)>".
  static Result<Signer> parse(std::string_view private_key);
  static Result<Signer> make(std::string name, Bytes seed);  // seed: 32 random bytes

  Signer(Signer&&) noexcept;
  Signer& operator=(Signer&&) noexcept;
  ~Signer();

  const std::string& name() const { return key().name(); }
  const VerifierKey& key() const;
  std::string private_text() const;  // what parse() reads: keep it secret, and overwrite it after use
  std::string sign(std::string_view text) const;  // 64 bytes

 private:
  struct Secret;
  explicit Signer(std::unique_ptr<Secret> secret);
  std::unique_ptr<Secret> secret_;
};

struct Signature {
  std::string name;
  uint32_t key_id = 0;
  std::string bytes;  // after the key id; 64 bytes for Ed25519, anything for other types
  friend bool operator==(const Signature&, const Signature&) = default;
};

struct Note {
  std::string text;  // with its last line feed, without the empty line
  std::vector<Signature> signatures;
};

// Only the form: valid UTF-8, no control character but LF, at least one well-formed signature line, the limits above.
// Says nothing about who signed.
Result<Note> parse_note(std::string_view bytes);

// The form, and: at least one of the keys signed; no signature of a known key (same name AND id) is wrong or comes
// twice. Signatures by unknown keys are ignored, as the specification asks. Note.signatures holds the verified ones.
Result<Note> open_note(std::string_view bytes, std::span<const VerifierKey> keys);

// The text must end in LF and hold no control character but LF. Each signer at most once.
Result<std::string> sign_note(std::string_view text, std::span<const Signer* const> signers);
Result<std::string> sign_note(std::string_view text, const Signer& signer);

}  // namespace stele::proof
