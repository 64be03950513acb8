// Three lines, read strictly, so that every checkpoint has exactly one spelling.
#include "proof/checkpoint.h"

#include <charconv>

namespace stele::proof {
namespace {

std::unexpected<Error> bad(const char* why) {
  return fail(Code::kInvalid, std::string("This is not a checkpoint: ") + why);
}

// Cuts the first line off `text`; nothing when there is no line feed or the line is empty.
std::string_view take_line(std::string_view& text) {
  size_t end = text.find('\n');
  if (end == std::string_view::npos) return {};
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

}  // namespace

Result<uint64_t> parse_decimal(std::string_view text) {
  uint64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  bool zero_led = text.size() > 1 && text.front() == '0';
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || zero_led || value >> 63)
    return fail(Code::kInvalid, "This is not a decimal number without leading zeros.");
  return value;
}

std::string checkpoint_text(const Checkpoint& checkpoint) {
  return checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" + to_base64(checkpoint.root) + "\n";
}

Result<Checkpoint> parse_checkpoint_text(std::string_view text) {
  std::string_view origin = take_line(text), size = take_line(text), root = take_line(text);
  if (origin.empty() || size.empty() || root.empty()) return bad("it needs three lines: origin, size and root.");
  Checkpoint checkpoint;
  checkpoint.origin = origin;
  STELE_TRY(checkpoint.size, parse_decimal(size));
  STELE_TRY(std::string raw, from_base64(root));
  STELE_TRY(checkpoint.root, to_hash(raw));
  while (!text.empty())
    if (take_line(text).empty()) return bad("an extension line is empty or cut short.");
  return checkpoint;
}

Result<std::string> sign_checkpoint(const Checkpoint& checkpoint, const Signer& signer) {
  if (checkpoint.origin != signer.name())
    return fail(Code::kInvalid, "The key " + signer.name() + " may not sign for the log " + checkpoint.origin + ".");
  return sign_note(checkpoint_text(checkpoint), signer);
}

Result<Checkpoint> open_checkpoint(std::string_view note, const VerifierKey& key) {
  STELE_TRY(Note opened, open_note(note, std::span(&key, 1)));
  STELE_TRY(Checkpoint checkpoint, parse_checkpoint_text(opened.text));
  if (checkpoint.origin != key.name())
    return fail(Code::kInvalid, "The checkpoint is of the log " + checkpoint.origin + ", not of " + key.name() + ".");
  return checkpoint;
}

}  // namespace stele::proof
