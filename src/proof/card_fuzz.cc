// Whatever is accepted as a card, a field line or a leaf must be exactly what would have been written.
#include <cstdlib>

#include "proof/card.h"

using namespace stele;
using namespace stele::proof;

namespace {

void demand(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view text = text_of(Bytes(data, size));
  if (Result<Card> card = parse_card(text)) {
    std::string plain = to_text(*card);
    demand(text.starts_with(plain));
    demand(card->signatures.empty() ? text == plain : text.substr(plain.size()).starts_with("\n\xe2\x80\x94 "));
  }
  if (Result<FieldLine> line = parse_field_line(text))
    demand("[\"" + to_base64url(bytes_of(line->salt)) + "\",\"" + line->name + "\"," + line->value_json + "]" == text);
  if (Result<Hash> hash = parse_leaf(text)) demand(leaf_text(*hash) == text);
  return 0;
}
