// The form of a note is checked completely before any signature is; only then are keys looked up, by name and id
// together, since either alone may be shared by a stranger.
#include "proof/note.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/sha256.h"

namespace stele::proof {
namespace {

constexpr std::string_view kDash = "\xe2\x80\x94 ";  // U+2014 and a space
constexpr std::string_view kPrivatePrefix = "PRIVATE+KEY+";
constexpr char kEd25519 = 1;  // the signature type

std::unexpected<Error> bad_note(std::string why) { return fail(Code::kInvalid, "This is not a signed note: " + why); }
std::unexpected<Error> bad_key(std::string why) { return fail(Code::kInvalid, "This is not a key: " + why); }

bool has_control(std::string_view text, std::string_view allowed) {
  return std::ranges::any_of(
      text, [&](char c) { return static_cast<uint8_t>(c) < 0x20 && allowed.find(c) == std::string_view::npos; });
}

// White_Space of Unicode above ASCII; the ASCII ones are control characters or the space itself.
bool has_unicode_space(std::string_view text) {
  static constexpr std::string_view kSpaces[] = {
      " ",            "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80", "\xe2\x80\x81", "\xe2\x80\x82",
      "\xe2\x80\x83", "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86", "\xe2\x80\x87", "\xe2\x80\x88", "\xe2\x80\x89",
      "\xe2\x80\x8a", "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80"};
  return std::ranges::any_of(kSpaces, [&](std::string_view s) { return text.find(s) != std::string_view::npos; });
}

uint32_t read_be32(std::string_view bytes) {
  uint32_t value = 0;
  for (uint8_t byte : bytes_of(bytes.substr(0, 4))) value = value << 8 | byte;
  return value;
}

std::string be32(uint32_t value) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift);
  return out;
}

uint32_t key_id(std::string_view name, const Hash& key) {
  Hash hash = Sha256().add(name).add("\n").add(std::string_view(&kEd25519, 1)).add(Bytes(key)).finish();
  return read_be32(text_of(hash));
}

// The parts of "<name>+<8 hex>+<base64>", decoded. A name has no plus sign, base64 may.
struct KeyParts {
  std::string name;
  uint32_t id;
  Hash material;
};

Result<KeyParts> parse_key(std::string_view text) {
  size_t first = text.find('+');
  if (first == std::string_view::npos || text.size() < first + 10 || text[first + 9] != '+')
    return bad_key("it does not have the form name+id+base64.");
  std::string_view name = text.substr(0, first);
  if (!is_key_name(name)) return bad_key("its name is empty or has blanks or control characters.");
  STELE_TRY(std::string id, from_hex(text.substr(first + 1, 8)));
  STELE_TRY(std::string material, from_base64(text.substr(first + 10)));
  if (material.size() != 33 || material[0] != kEd25519) return bad_key("it is not of the Ed25519 kind.");
  STELE_TRY(Hash raw, to_hash(std::string_view(material).substr(1)));
  OPENSSL_cleanse(material.data(), material.size());
  return KeyParts{std::string(name), read_be32(id), raw};
}

std::string print_key(std::string_view name, uint32_t id, const Hash& material) {
  std::string raw(1, kEd25519);
  raw += text_of(material);
  std::string out = std::string(name) + "+" + to_hex(bytes_of(be32(id))) + "+" + to_base64(bytes_of(raw));
  OPENSSL_cleanse(raw.data(), raw.size());
  return out;
}

struct PkeyFree {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct ContextFree {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Pkey = std::unique_ptr<EVP_PKEY, PkeyFree>;
using Context = std::unique_ptr<EVP_MD_CTX, ContextFree>;

const unsigned char* raw(std::string_view text) { return bytes_of(text).data(); }

Result<Signature> parse_signature_line(std::string_view line) {
  if (!line.starts_with(kDash)) return bad_note("a signature line does not begin with a dash.");
  line.remove_prefix(kDash.size());
  size_t space = line.find(' ');
  if (space == std::string_view::npos) return bad_note("a signature line has no signature.");
  std::string_view name = line.substr(0, space);
  if (!is_key_name(name)) return bad_note("the name of a signer is not a key name.");
  STELE_TRY(std::string bytes, from_base64(line.substr(space + 1)));
  if (bytes.size() < 5) return bad_note("a signature is too short.");
  return Signature{std::string(name), read_be32(bytes), bytes.substr(4)};
}

Status check_note_bytes(std::string_view bytes) {
  if (bytes.size() > kMaxNoteBytes) return bad_note("it is longer than 1,000,000 bytes.");
  if (!is_valid_utf8(bytes)) return bad_note("it is not valid UTF-8.");
  if (has_control(bytes, "\n")) return bad_note("it has control characters.");
  return {};
}

const VerifierKey* find_key(std::span<const VerifierKey> keys, const Signature& signature) {
  auto it = std::ranges::find_if(
      keys, [&](const VerifierKey& key) { return key.id() == signature.key_id && key.name() == signature.name; });
  return it == keys.end() ? nullptr : &*it;
}

}  // namespace

bool is_key_name(std::string_view name) {
  return !name.empty() && is_valid_utf8(name) && !has_control(name, "") && !has_unicode_space(name) &&
         name.find('+') == std::string_view::npos;
}

Result<VerifierKey> VerifierKey::make(std::string name, const Hash& public_key) {
  if (!is_key_name(name)) return bad_key("its name is empty or has blanks, a plus sign or control characters.");
  VerifierKey key;
  key.id_ = key_id(name, public_key);
  key.name_ = std::move(name);
  key.key_ = public_key;
  return key;
}

Result<VerifierKey> VerifierKey::parse(std::string_view vkey) {
  STELE_TRY(KeyParts parts, parse_key(vkey));
  STELE_TRY(VerifierKey key, make(parts.name, parts.material));
  if (key.id_ != parts.id) return bad_key("its id is not that of its name and key.");
  return key;
}

std::string VerifierKey::to_string() const { return print_key(name_, id_, key_); }

bool VerifierKey::verify(std::string_view text, std::string_view signature) const {
  Pkey key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key_.data(), key_.size()));
  Context context(EVP_MD_CTX_new());
  return key && context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), raw(signature), signature.size(), raw(text), text.size()) == 1;
}

struct Signer::Secret {
  Secret(VerifierKey verifier, const Hash& secret_seed, Pkey key)
      : public_half(std::move(verifier)), seed(secret_seed), pkey(std::move(key)) {}
  Secret(const Secret&) = delete;
  ~Secret() { OPENSSL_cleanse(seed.data(), seed.size()); }  // EVP_PKEY_free() overwrites its own copy

  VerifierKey public_half;
  Hash seed;
  Pkey pkey;
};

Signer::Signer(std::unique_ptr<Secret> secret) : secret_(std::move(secret)) {}
Signer::Signer(Signer&&) noexcept = default;
Signer& Signer::operator=(Signer&&) noexcept = default;
Signer::~Signer() = default;

const VerifierKey& Signer::key() const { return secret_->public_half; }

Result<Signer> Signer::make(std::string name, Bytes seed) {
  if (seed.size() != 32) return bad_key("a private key has 32 bytes.");
  Pkey pkey(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()));
  Hash public_key;
  size_t size = public_key.size();
  if (!pkey || EVP_PKEY_get_raw_public_key(pkey.get(), public_key.data(), &size) != 1)
    return fail(Code::kInternal, "The cryptographic library could not make an Ed25519 key.");
  STELE_TRY(VerifierKey verifier, VerifierKey::make(std::move(name), public_key));
  Hash copy;
  std::copy(seed.begin(), seed.end(), copy.begin());
  Signer signer(std::make_unique<Secret>(std::move(verifier), copy, std::move(pkey)));
  OPENSSL_cleanse(copy.data(), copy.size());
  return signer;
}

Result<Signer> Signer::parse(std::string_view private_key) {
  if (!private_key.starts_with(kPrivatePrefix)) return bad_key("a private key begins with PRIVATE+KEY+.");
  STELE_TRY(KeyParts parts, parse_key(private_key.substr(kPrivatePrefix.size())));
  Result<Signer> signer = make(std::move(parts.name), parts.material);
  OPENSSL_cleanse(parts.material.data(), parts.material.size());
  if (signer && signer->key().id() != parts.id) return bad_key("its id is not that of its name and key.");
  return signer;
}

std::string Signer::private_text() const {
  return std::string(kPrivatePrefix) + print_key(name(), key().id(), secret_->seed);
}

std::string Signer::sign(std::string_view text) const {
  std::string out(64, '\0');
  size_t size = out.size();
  Context context(EVP_MD_CTX_new());
  // Ed25519 over a valid key fails only when memory is gone; an empty signature then verifies nowhere.
  if (!context || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, secret_->pkey.get()) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size, raw(text), text.size()) != 1)
    return {};
  return out;
}

Result<Note> parse_note(std::string_view bytes) {
  STELE_CHECK(check_note_bytes(bytes));
  size_t split = bytes.rfind("\n\n");
  if (split == std::string_view::npos) return bad_note("it has no empty line before its signatures.");
  Note note{std::string(bytes.substr(0, split + 1)), {}};
  std::string_view lines = bytes.substr(split + 2);
  if (!lines.ends_with('\n')) return bad_note("its last line is cut short, or there is no signature.");
  while (!lines.empty()) {
    size_t end = lines.find('\n');
    if (note.signatures.size() == kMaxNoteSignatures) return bad_note("it has more than 100 signatures.");
    STELE_TRY(Signature signature, parse_signature_line(lines.substr(0, end)));
    note.signatures.push_back(std::move(signature));
    lines.remove_prefix(end + 1);
  }
  return note;
}

Result<Note> open_note(std::string_view bytes, std::span<const VerifierKey> keys) {
  STELE_TRY(Note parsed, parse_note(bytes));
  Note note{std::move(parsed.text), {}};
  for (Signature& signature : parsed.signatures) {
    const VerifierKey* key = find_key(keys, signature);
    if (!key) continue;
    for (const Signature& earlier : note.signatures)
      if (earlier.key_id == signature.key_id && earlier.name == signature.name)
        return fail(Code::kInvalid, "The note is signed twice by " + signature.name + ".");
    if (!key->verify(note.text, signature.bytes))
      return fail(Code::kInvalid, "The signature of " + signature.name + " is wrong: it or the text was changed.");
    note.signatures.push_back(std::move(signature));
  }
  if (note.signatures.empty())
    return fail(Code::kInvalid, "The note is not signed by any of the keys that are trusted.");
  return note;
}

Result<std::string> sign_note(std::string_view text, std::span<const Signer* const> signers) {
  if (!text.ends_with('\n')) return bad_note("its text does not end in a line feed.");
  if (signers.empty() || signers.size() > kMaxNoteSignatures) return bad_note("it needs 1 to 100 signers.");
  std::string out(text);
  out += '\n';
  std::vector<std::pair<uint32_t, std::string_view>> seen;
  for (const Signer* signer : signers) {
    std::pair<uint32_t, std::string_view> who(signer->key().id(), signer->name());
    if (std::ranges::find(seen, who) != seen.end())
      return bad_note("it would be signed twice by " + signer->name() + ".");
    seen.push_back(who);
    std::string signature = signer->sign(text);
    if (signature.empty()) return fail(Code::kInternal, "The cryptographic library could not sign.");
    out += std::string(kDash) + signer->name() + " " + to_base64(bytes_of(be32(who.first) + signature)) + "\n";
  }
  STELE_CHECK(check_note_bytes(out));
  return out;
}

Result<std::string> sign_note(std::string_view text, const Signer& signer) {
  const Signer* one[] = {&signer};
  return sign_note(text, one);
}

}  // namespace stele::proof
