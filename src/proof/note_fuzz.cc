// Whatever is accepted as a note, a key or a checkpoint must be exactly what would have been written.
#include <cstdlib>

#include "base/bytes.h"
#include "proof/checkpoint.h"
#include "proof/note.h"

using namespace stele;
using namespace stele::proof;

namespace {

void demand(bool holds) {
  if (!holds) std::abort();
}

std::string written(const Note& note) {
  std::string out = note.text + "\n";
  for (const Signature& signature : note.signatures) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(signature.key_id >> shift);
    out += "\xe2\x80\x94 " + signature.name + " " + to_base64(bytes_of(bytes + signature.bytes)) + "\n";
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view text = text_of(Bytes(data, size));
  static const VerifierKey kKey =
      VerifierKey::parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k").value();
  Result<Note> note = parse_note(text);
  if (note) demand(written(*note) == text);
  Result<Note> opened = open_note(text, std::span(&kKey, 1));
  if (opened) demand(note && opened->signatures.size() == 1 && opened->text == note->text);
  if (Result<VerifierKey> key = VerifierKey::parse(text)) demand(key->to_string() == text);
  if (Result<Signer> signer = Signer::parse(text)) demand(signer->private_text() == text);
  if (Result<Checkpoint> checkpoint = parse_checkpoint_text(note ? note->text : text))
    demand((note ? std::string_view(note->text) : text).starts_with(checkpoint_text(*checkpoint)));
  return 0;
}
