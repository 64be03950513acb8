// Sealing happens by the hundred thousand, so the writer makes one string per card and hashes field lines from pieces;
// reading happens one card at a time and is a plain walk over lines.
#include "proof/card.h"

#include <algorithm>
#include <cstring>

#include "base/sha256.h"
#include "proof/checkpoint.h"
#include "proof/tree.h"

namespace stele::proof {
namespace {

constexpr std::string_view kCardLine = "stele-card/v1\n";
constexpr std::string_view kLeafStart = "stele-leaf/v1 statement ";
constexpr size_t kMaxName = 64;
constexpr size_t kSaltText = 22;  // 16 bytes in base64url

std::unexpected<Error> bad(std::string why) { return fail(Code::kInvalid, std::move(why)); }

bool is_name_start(char c) { return c >= 'a' && c <= 'z'; }
bool is_name_char(char c) { return is_name_start(c) || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-'; }

void append_hex(std::string& out, const Hash& hash) {
  char text[64];
  for (size_t i = 0; i < hash.size(); ++i) {
    text[2 * i] = "0123456789abcdef"[hash[i] >> 4];
    text[2 * i + 1] = "0123456789abcdef"[hash[i] & 15];
  }
  out.append(text, sizeof text);
}

// 16 bytes make 21 whole digits and one that holds the last two bits.
void write_salt(char* out, const Hash& mac) {
  constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  for (size_t i = 0; i < 15; i += 3, out += 4) {
    uint32_t group = static_cast<uint32_t>(mac[i]) << 16 | static_cast<uint32_t>(mac[i + 1]) << 8 | mac[i + 2];
    for (int k = 0; k < 4; ++k) out[k] = kAlphabet[group >> (18 - 6 * k) & 63];
  }
  out[0] = kAlphabet[mac[15] >> 2];
  out[1] = kAlphabet[(mac[15] & 3) << 4];
}

Hash salt_mac(const HmacKey& key, std::string_view name) {
  char message[6 + kMaxName];
  std::memcpy(message, "field ", 6);
  std::memcpy(message + 6, name.data(), name.size());
  return key.mac({message, 6 + name.size()});
}

// Everything of a field line before its value. The name is at most kMaxName long.
struct LineStart {
  LineStart(const HmacKey& key, std::string_view name) {
    std::memcpy(text, "[\"", 2);
    write_salt(text + 2, salt_mac(key, name));
    std::memcpy(text + 2 + kSaltText, "\",\"", 3);
    std::memcpy(text + 5 + kSaltText, name.data(), name.size());
    std::memcpy(text + 5 + kSaltText + name.size(), "\",", 2);
    size = 7 + kSaltText + name.size();
  }
  std::string_view view() const { return {text, size}; }

  char text[7 + kSaltText + kMaxName];
  size_t size;
};

Hash digest_of(const HmacKey& key, const Field& field) {
  LineStart start(key, field.name);
  constexpr size_t kOnStack = 512;  // nearly every line: one call costs less than three
  size_t size = start.size + field.value_json.size() + 1;
  if (size > kOnStack) return Sha256().add(start.view()).add(field.value_json).add("]").finish();
  char line[kOnStack];
  std::memcpy(line, start.text, start.size);
  std::memcpy(line + start.size, field.value_json.data(), field.value_json.size());
  line[size - 1] = ']';
  return sha256(std::string_view(line, size));
}

bool has_twice(std::span<const Hash> hashes) {
  for (size_t i = 1; i < hashes.size(); ++i)
    if (std::find(hashes.begin(), hashes.begin() + i, hashes[i]) != hashes.begin() + i) return true;
  return false;
}

Status check_field(const Field& field, std::string_view previous) {
  if (!is_field_name(field.name)) return bad("\"" + std::string(field.name) + "\" cannot be the name of a field.");
  if (field.name <= previous)
    return bad("The fields are not sorted by name, or two are called \"" + std::string(field.name) + "\".");
  if (7 + kSaltText + field.name.size() + field.value_json.size() + 1 > kMaxFieldLine)
    return bad("The field \"" + std::string(field.name) + "\" is longer than 65,536 bytes.");
  return {};
}

Status check_head(const CardHead& head) {
  if (!is_key_name(head.origin)) return bad("The log's origin is not a key name.");
  if (!is_field_name(head.kind)) return bad("\"" + std::string(head.kind) + "\" cannot be the kind of a statement.");
  if (head.seen_size >> 63) return bad("The size of the checkpoint that was seen is too large.");
  if (has_twice(head.supersedes) || has_twice(head.refutes)) return bad("A card names the same other card twice.");
  return {};
}

void append_hash_line(std::string& out, std::string_view word, const Hash& hash) {
  out.append(word).append(to_base64(hash)) += '\n';
}

void append_head(std::string& out, const CardHead& head, const Hash& salt) {
  out.append(kCardLine).append("log ").append(head.origin).append("\nseen ").append(std::to_string(head.seen_size));
  append_hash_line(out, " ", head.seen_root);
  append_hash_line(out, "salt ", salt);
  out.append("kind ").append(head.kind) += '\n';
  for (const Hash& hash : head.supersedes) append_hash_line(out, "supersedes ", hash);
  for (const Hash& hash : head.refutes) append_hash_line(out, "refutes ", hash);
}

void append_field(std::string& out, std::string_view name, const Hash& digest) {
  out.append("field ").append(name) += ' ';
  append_hex(out, digest);
  out += '\n';
}

// The lines of a card, one after the other. Every refusal names the line.
class CardReader {
 public:
  explicit CardReader(std::string_view text) : text_(text) { advance(); }

  Status head(Card& card) {
    if (line_ != kCardLine.substr(0, kCardLine.size() - 1)) return refuse("a card begins with stele-card/v1");
    advance();
    STELE_TRY(std::string_view origin, word("log "));
    if (!is_key_name(origin)) return refuse("the log's origin is not a key name");
    card.origin = origin;
    advance();
    STELE_CHECK(seen(card));
    STELE_TRY(card.salt, hash("salt "));
    STELE_TRY(std::string_view kind, word("kind "));
    if (!is_field_name(kind)) return refuse("the kind is not a name");
    card.kind = kind;
    advance();
    return {};
  }

  Status others(std::string_view start, std::vector<Hash>& out) {
    while (line_.starts_with(start)) {
      STELE_TRY(Hash one, hash(start));
      out.push_back(one);
    }
    if (has_twice(out)) return refuse("the same other card is named twice");
    return {};
  }

  Status fields(std::vector<Card::FieldDigest>& out) {
    while (!done_) {
      STELE_TRY(std::string_view rest, word("field "));
      size_t space = std::min(rest.find(' '), rest.size());
      std::string_view name = rest.substr(0, space), hex = rest.substr(std::min(space + 1, rest.size()));
      if (!is_field_name(name)) return refuse("this is not the name of a field");
      if (!out.empty() && name <= out.back().name)
        return refuse("the fields are not sorted by name, or one comes twice");
      STELE_TRY(std::string raw, from_hex(hex));
      if (raw.size() != 32) return refuse("a digest has 64 digits");
      STELE_TRY(Hash digest, to_hash(raw));
      out.push_back({std::string(name), digest});
      advance();
    }
    if (out.empty()) return refuse("a card needs at least one field");
    return {};
  }

 private:
  void advance() {
    ++number_;
    done_ = text_.empty();
    size_t end = std::min(text_.find('\n'), text_.size());
    line_ = text_.substr(0, end);
    text_.remove_prefix(std::min(end + 1, text_.size()));
  }

  std::unexpected<Error> refuse(std::string why) const {
    return fail(Code::kInvalid, "This is not a card: " + why + ".", "card:" + std::to_string(number_));
  }

  Result<std::string_view> word(std::string_view start) const {
    if (!line_.starts_with(start))
      return refuse("here should be a line that begins with \"" + std::string(start) + "\"");
    return line_.substr(start.size());
  }

  Result<Hash> hash_in(std::string_view base64) const {
    auto raw = from_base64(base64);
    if (!raw || raw->size() != 32) return refuse("here should be the base64 of 32 bytes");
    return to_hash(*raw);
  }

  Result<Hash> hash(std::string_view start) {
    STELE_TRY(std::string_view base64, word(start));
    STELE_TRY(Hash value, hash_in(base64));
    advance();
    return value;
  }

  Status seen(Card& card) {
    STELE_TRY(std::string_view rest, word("seen "));
    size_t space = rest.find(' ');
    auto size = parse_decimal(rest.substr(0, space));
    if (space == std::string_view::npos || !size) return refuse("here should be the size and root that were seen");
    card.seen_size = *size;
    STELE_TRY(card.seen_root, hash_in(rest.substr(space + 1)));
    advance();
    return {};
  }

  std::string_view text_, line_;
  int number_ = 0;
  bool done_ = false;
};

bool has_number(const Json& value) {
  if (value.as_number()) return true;
  if (const Json::Array* items = value.as_array()) return std::ranges::any_of(*items, has_number);
  if (const Json::Object* members = value.as_object())
    return std::ranges::any_of(*members, [](const Json::Member& member) { return has_number(member.second); });
  return false;
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

Result<Json> parse_value(std::string_view text) {
  if (text.empty() || is_blank(text.front()) || is_blank(text.back()))
    return bad("There are blanks around the value of a field.");
  STELE_TRY(Json value, parse_json(text, {.max_depth = kMaxFieldDepth}));
  if (has_number(value)) return bad("A field holds a number; numbers are written as strings.");
  return value;
}

}  // namespace

bool is_field_name(std::string_view name) {
  return !name.empty() && name.size() <= kMaxName && is_name_start(name.front()) &&
         std::ranges::all_of(name, is_name_char);
}

std::array<uint8_t, 16> field_salt(const Seed& seed, std::string_view name) {
  Hash mac = HmacKey(seed).mac("field " + std::string(name));
  std::array<uint8_t, 16> salt;
  std::copy_n(mac.begin(), salt.size(), salt.begin());
  return salt;
}

Hash card_salt(const Seed& seed) { return HmacKey(seed).mac("card"); }

std::string field_line(const Seed& seed, std::string_view name, std::string_view value_json) {
  std::string out = "[\"" + to_base64url(field_salt(seed, name)) + "\",\"";
  return out.append(name).append("\",").append(value_json).append("]");
}

Result<std::string> card_text(const Seed& seed, const CardHead& head, std::span<const Field> fields) {
  STELE_CHECK(check_head(head));
  if (fields.empty()) return bad("A statement needs at least one field.");
  HmacKey key{Bytes(seed)};
  std::string out;
  out.reserve(256 + 48 * (head.supersedes.size() + head.refutes.size()) + 104 * fields.size());
  append_head(out, head, key.mac("card"));
  std::string_view previous;
  for (const Field& field : fields) {
    STELE_CHECK(check_field(field, previous));
    append_field(out, field.name, digest_of(key, field));
    previous = field.name;
  }
  if (out.size() > kMaxCard) return bad("The card would be longer than 65,536 bytes: it has too many fields.");
  return out;
}

Result<Hash> seal(const Seed& seed, const CardHead& head, std::span<const Field> fields) {
  STELE_TRY(std::string text, card_text(seed, head, fields));
  return card_hash(text);
}

Hash card_hash(std::string_view card) { return sha256(card); }

std::string leaf_text(const Hash& card_hash) {
  std::string out(kLeafStart);
  return out.append(to_base64(card_hash)).append("\n");
}

Hash statement_leaf_hash(const Hash& card_hash) { return leaf_hash(leaf_text(card_hash)); }

Result<Hash> parse_leaf(std::string_view leaf) {
  if (!leaf.starts_with(kLeafStart) || !leaf.ends_with('\n')) return bad("This is not the leaf of a statement.");
  leaf.remove_prefix(kLeafStart.size());
  leaf.remove_suffix(1);
  STELE_TRY(std::string raw, from_base64(leaf));
  return to_hash(raw);
}

std::string to_text(const Card& card) {
  std::string out;
  CardHead head{card.origin, card.seen_size, card.seen_root, card.kind, card.supersedes, card.refutes};
  append_head(out, head, card.salt);
  for (const Card::FieldDigest& field : card.fields) append_field(out, field.name, field.digest);
  return out;
}

Result<Card> parse_card(std::string_view bytes) {
  if (bytes.size() > kMaxCard) return bad("This is not a card: it is longer than 65,536 bytes.");
  Card card;
  std::string_view text = bytes;
  if (bytes.find("\n\n") != std::string_view::npos) {
    STELE_TRY(Note note, parse_note(bytes));
    card.signatures = std::move(note.signatures);
    text = bytes.substr(0, note.text.size());
  }
  if (!text.ends_with('\n')) return bad("This is not a card: its last line is cut short.");
  CardReader reader(text);
  STELE_CHECK(reader.head(card));
  STELE_CHECK(reader.others("supersedes ", card.supersedes));
  STELE_CHECK(reader.others("refutes ", card.refutes));
  STELE_CHECK(reader.fields(card.fields));
  return card;
}

Result<FieldLine> parse_field_line(std::string_view line) {
  constexpr size_t kName = 2 + kSaltText + 3;  // where the name begins
  if (line.size() > kMaxFieldLine) return bad("This is not a field line: it is longer than 65,536 bytes.");
  size_t name_end = line.find('"', std::min(kName, line.size()));
  if (name_end == std::string_view::npos || line.substr(name_end, 2) != "\"," || !line.starts_with("[\"") ||
      line.substr(2 + kSaltText, 3) != "\",\"" || !line.ends_with(']') || line.size() < name_end + 3)
    return bad("This is not a field line: it does not have the form [\"salt\",\"name\",value].");
  FieldLine field;
  STELE_TRY(field.salt, from_base64url(line.substr(2, kSaltText)));
  field.name = line.substr(kName, name_end - kName);
  if (!is_field_name(field.name))
    return bad("This is not a field line: \"" + field.name + "\" is not the name of a field.");
  field.value_json = line.substr(name_end + 2, line.size() - name_end - 3);
  if (field.value_json.find('\n') != std::string::npos) return bad("A field line has a line feed in it.");
  STELE_TRY(field.value, parse_value(field.value_json));
  return field;
}

Hash field_digest(std::string_view line) { return sha256(line); }

}  // namespace stele::proof
