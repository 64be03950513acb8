// A small log in memory with known keys, for tests only: the same bytes on every run. Failures end the program.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/sha256.h"
#include "proof/bundle.h"
#include "proof/checkpoint.h"
#include "proof/tlog_proof.h"
#include "proof/tree.h"

namespace stele::proof::sample {

inline constexpr std::string_view kOrigin = "log.example/sample";
inline constexpr Field kFields[] = {{"certainty", R"("certain")"},
                                    {"name.text", "\"K\xc9\x99rimli\""},
                                    {"place", R"({"lat":"39.7601","lon":"46.7499"})"},
                                    {"source", R"(["page 12",null,true])"}};

inline Signer fixed_signer(std::string_view name) {
  return Signer::make(std::string(name), sha256("the sample key of " + std::string(name))).value();
}

inline Seed seed_of(uint64_t index) { return sha256("the sample seed " + std::to_string(index)); }

struct Log {
  Signer signer = fixed_signer(kOrigin);
  std::vector<std::string> cards, entries;
  std::map<std::pair<int, uint64_t>, Hash> subtrees;
  RightEdge edge;

  CardHead head(uint64_t seen) const { return {kOrigin, seen, sha256("root " + std::to_string(seen)), "name", {}, {}}; }

  void append(std::string card) {
    entries.push_back(leaf_text(card_hash(card)));
    cards.push_back(std::move(card));
    edge.add(leaf_hash(entries.back()),
             [this](int level, uint64_t index, const Hash& hash) { subtrees[{level, index}] = hash; });
  }
  std::string text(const CardHead& head) const { return card_text(seed_of(cards.size()), head, kFields).value(); }
  void add(const CardHead& head) { append(text(head)); }
  void add_signed(const CardHead& head) {
    append(sign_note(text(head), fixed_signer("contributor.example/k1")).value());
  }

  std::string checkpoint() const {
    return sign_checkpoint({std::string(kOrigin), edge.size(), edge.root()}, signer).value();
  }
  std::string proof(uint64_t index) const {
    Subtree read = [this](int level, uint64_t number) -> Result<Hash> { return subtrees.at({level, number}); };
    return to_text(TlogProof{std::nullopt, index, prove_inclusion(index, edge.size(), read).value(), checkpoint()});
  }

  BundleFiles bundle(uint64_t index, const std::vector<std::string>& shown) const {
    std::string fields;
    for (const Field& field : kFields)
      if (std::ranges::find(shown, field.name) != shown.end())
        fields += field_line(seed_of(index), field.name, field.value_json) + "\n";
    return {{std::string(kFieldsFile), fields},
            {std::string(kCardFile), cards.at(index)},
            {std::string(kProofFile), proof(index)},
            {std::string(kKeyFile), signer.key().to_string() + "\n"}};
  }
};

inline Log make_log(uint64_t size) {
  Log log;
  for (uint64_t i = 0; i < size; ++i) log.add(log.head(i / 2));
  return log;
}

}  // namespace stele::proof::sample
