// The proof of one statement for an outside reader, four small files that verify without us (scripts/verify.sh does it
// with openssl alone):
//   fields.jsonl      the field lines that are shown, in the order of the card
//   card              the card, as it was sealed
//   proof.tlog-proof  that its leaf is in the log, with a signed checkpoint
//   log.vkey          the log's public key, one line
// What it does not prove: that the content is true, who the contributor is, or when an event happened. And the key in
// the bundle is only the bundle's own claim: compare it with one from another place, or pass the trusted one.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "proof/card.h"
#include "proof/note.h"

namespace stele::proof {

inline constexpr std::string_view kFieldsFile = "fields.jsonl";
inline constexpr std::string_view kCardFile = "card";
inline constexpr std::string_view kProofFile = "proof.tlog-proof";
inline constexpr std::string_view kKeyFile = "log.vkey";

using BundleFiles = std::map<std::string, std::string, std::less<>>;  // name -> bytes; other names are ignored

struct Report {
  std::vector<FieldLine> shown;
  std::vector<std::string> withheld;  // names that the card commits to and the bundle does not show
  Card card;
  Hash card_hash{};
  uint64_t index = 0;  // the statement's place in the log
  uint64_t size = 0;   // of the log at the checkpoint
  Hash root{};
  std::string origin;
};

// Refuses every bundle with a bit changed in any of the four files (kInvalid; where = the file). Signatures by unknown
// keys at the checkpoint are ignored, and so are contributors' signatures on the card beyond their form.
Result<Report> verify_bundle(const BundleFiles& files, const std::optional<VerifierKey>& trusted = std::nullopt);

// What is proven and what is not, in English sentences for a terminal.
std::string to_text(const Report& report);

}  // namespace stele::proof
