// What a statement is in the log. Bytes and a worked example: docs/formats/card.md.
//   field line  ["<22 characters of salt>","<name>",<value>]           one line of fields.jsonl; erasable
//   card        names every field with the SHA-256 of its line          erasable
//   leaf        "stele-leaf/v1 statement <base64 of SHA-256(card)>\n"    public, for ever
// Salts come from one random 32-byte seed per statement, so whoever keeps the seed and the values can derive all of it
// again, and whoever loses the seed leaves only noise: to erase ONE field, keep the card and the other lines as they
// are and destroy the seed too, for it gives the erased field's salt away.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/json.h"
#include "base/result.h"
#include "proof/note.h"

namespace stele::proof {

inline constexpr size_t kMaxFieldLine = 65536;  // bytes, without the line feed
inline constexpr size_t kMaxCard = 65536;       // bytes, with signatures
inline constexpr int kMaxFieldDepth = 16;       // levels of a value, itself counted: JsonLimits::max_depth

using Seed = Hash;  // 32 random bytes, a new one for each statement; as secret as the statement

struct Field {
  std::string_view name;        // ^[a-z][a-z0-9_.-]{0,63}$
  std::string_view value_json;  // canonical_json() of a value without numbers; taken as it is
};

struct CardHead {
  std::string_view origin;      // of the log, as in its checkpoints
  uint64_t seen_size = 0;       // the last checkpoint the recorder saw: the statement is not older than it
  Hash seen_root{};
  std::string_view kind;        // same form as a field name
  std::span<const Hash> supersedes;  // card hashes, any order that the statement gives them
  std::span<const Hash> refutes;
};

bool is_field_name(std::string_view name);

// Both want the fields sorted by name (byte order), no name twice, at least one, names well-formed, an origin that is a
// key name, no card twice under supersedes or refutes, lines and card within the limits; otherwise kInvalid. Values are
// not parsed: the caller wrote them with canonical_json().
Result<std::string> card_text(const Seed& seed, const CardHead& head, std::span<const Field> fields);
// card_hash(card_text(...)) without making the text: the hot path of an import.
Result<Hash> seal(const Seed& seed, const CardHead& head, std::span<const Field> fields);

std::string field_line(const Seed& seed, std::string_view name, std::string_view value_json);  // without LF
Hash card_salt(const Seed& seed);                                                              // 32 bytes
std::array<uint8_t, 16> field_salt(const Seed& seed, std::string_view name);

// Of the card's bytes as they are stored, signatures included. This is the statement's global id.
Hash card_hash(std::string_view card);
std::string leaf_text(const Hash& card_hash);             // 69 bytes
Hash statement_leaf_hash(const Hash& card_hash);          // leaf_hash(leaf_text(card_hash)), proof/tree.h
Result<Hash> parse_leaf(std::string_view leaf);           // the card hash

// A card that was read.
struct Card {
  struct FieldDigest {
    std::string name;
    Hash digest;
    friend bool operator==(const FieldDigest&, const FieldDigest&) = default;
  };
  std::string origin;
  uint64_t seen_size = 0;
  Hash seen_root{};
  Hash salt{};
  std::string kind;
  std::vector<Hash> supersedes, refutes;
  std::vector<FieldDigest> fields;
  std::vector<Signature> signatures;  // as written; verify them with open_note()
};

// The text part of a card from its parts: parse_card() of it gives them back. For tools; sealing uses card_text().
std::string to_text(const Card& card);

// Reads a card, signed or not. Refuses whatever card_text() would not have written: fields unsorted or named twice,
// unknown lines, another order of lines, other spellings of numbers and hashes. kInvalid, where = "card:<line>".
Result<Card> parse_card(std::string_view bytes);

// A field line that was read.
struct FieldLine {
  std::string salt;  // 16 bytes
  std::string name;
  Json value;
  std::string value_json;  // the characters of the value as they stand in the line
};

// Refuses numbers, deep nesting, long lines, bad names, a salt that is not 16 bytes, blanks between the three parts,
// a line feed, and what parse_json() refuses. The value's own bytes need not be canonical: the hash is over bytes.
Result<FieldLine> parse_field_line(std::string_view line);
Hash field_digest(std::string_view line);  // SHA-256 of the line without LF

}  // namespace stele::proof
