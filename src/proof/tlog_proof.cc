// A proof file is cut at its first empty line; what lies behind it belongs to the checkpoint and is kept byte for byte.
#include "proof/tlog_proof.h"

#include "proof/checkpoint.h"
#include "proof/note.h"

namespace stele::proof {
namespace {

constexpr std::string_view kFirstLine = "c2sp.org/tlog-proof@v1\n";
constexpr std::string_view kExtra = "extra ";
constexpr std::string_view kIndex = "index ";
constexpr size_t kMaxPath = 63;

std::unexpected<Error> bad(const char* why) {
  return fail(Code::kInvalid, std::string("This is not a proof file: ") + why);
}

// The next line without its line feed; `text` must have one.
std::string_view take_line(std::string_view& text) {
  size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

Result<Path> parse_path(std::string_view lines) {
  Path path;
  while (!lines.empty()) {
    if (path.size() == kMaxPath) return bad("it has more than 63 hashes.");
    STELE_TRY(std::string raw, from_base64(take_line(lines)));
    STELE_TRY(Hash hash, to_hash(raw));
    path.push_back(hash);
  }
  return path;
}

}  // namespace

std::string to_text(const TlogProof& proof) {
  std::string out(kFirstLine);
  if (proof.extra) out += std::string(kExtra) + to_base64(bytes_of(*proof.extra)) + "\n";
  out += std::string(kIndex) + std::to_string(proof.index) + "\n";
  for (const Hash& hash : proof.path) out += to_base64(hash) + "\n";
  return out + "\n" + proof.checkpoint;
}

Result<TlogProof> parse_tlog_proof(std::string_view text) {
  if (!text.starts_with(kFirstLine)) return bad("its first line is not c2sp.org/tlog-proof@v1.");
  size_t split = text.find("\n\n");
  if (split == std::string_view::npos) return bad("it has no empty line before the checkpoint.");
  std::string_view head = text.substr(kFirstLine.size() - 1, split + 1 - (kFirstLine.size() - 1));
  head.remove_prefix(1);
  TlogProof proof;
  proof.checkpoint = text.substr(split + 2);
  if (head.starts_with(kExtra)) {
    STELE_TRY(proof.extra, from_base64(take_line(head).substr(kExtra.size())));
  }
  if (!head.starts_with(kIndex)) return bad("it has no index.");
  STELE_TRY(proof.index, parse_decimal(take_line(head).substr(kIndex.size())));
  STELE_TRY(proof.path, parse_path(head));
  STELE_TRY(Note note, parse_note(proof.checkpoint));
  STELE_CHECK(parse_checkpoint_text(note.text));
  return proof;
}

}  // namespace stele::proof
