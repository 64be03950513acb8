// The chain from words to signature: field line -> card -> leaf -> path -> root in the checkpoint -> the log's key.
// Each link is checked over the stored bytes, and every byte of the four files is in some link or has one spelling.
#include "proof/bundle.h"

#include <algorithm>

#include "proof/checkpoint.h"
#include "proof/tlog_proof.h"

namespace stele::proof {
namespace {

std::unexpected<Error> wrong(std::string why, std::string_view file) {
  return fail(Code::kInvalid, std::move(why), std::string(file));
}

// Says which file an error is about.
template <class T>
Result<T> in_file(Result<T> result, std::string_view file) {
  if (!result) result.error().where = result.error().where.empty() ? std::string(file) : result.error().where;
  return result;
}

Result<std::string_view> file_of(const BundleFiles& files, std::string_view name) {
  auto it = files.find(name);
  if (it == files.end()) return wrong("The bundle lacks the file " + std::string(name) + ".", name);
  return std::string_view(it->second);
}

Result<VerifierKey> read_key(const BundleFiles& files, const std::optional<VerifierKey>& trusted) {
  STELE_TRY(std::string_view text, file_of(files, kKeyFile));
  if (!text.ends_with('\n')) return wrong("The file of the log's key is not one line.", kKeyFile);
  STELE_TRY(VerifierKey key, in_file(VerifierKey::parse(text.substr(0, text.size() - 1)), kKeyFile));
  if (trusted && key != *trusted) return wrong("The bundle carries another key than the one you trust.", kKeyFile);
  return key;
}

// Fields come in the card's order, so one walk over the card finds what is shown and what is withheld.
class FieldMatch {
 public:
  explicit FieldMatch(Report& report) : report_(report) {}

  Status line(std::string_view text) {
    std::string where = std::string(kFieldsFile) + ":" + std::to_string(++number_);
    STELE_TRY(FieldLine field, in_file(parse_field_line(text), where));
    const auto& fields = report_.card.fields;
    while (next_ < fields.size() && fields[next_].name != field.name) withhold();
    if (next_ == fields.size())
      return wrong("The card has no field \"" + field.name + "\" at this place, or it comes twice.", where);
    if (fields[next_].digest != field_digest(text))
      return wrong("The field \"" + field.name + "\" is not the one that the card names: it was changed.", where);
    ++next_;
    report_.shown.push_back(std::move(field));
    return {};
  }

  void finish() {
    while (next_ < report_.card.fields.size()) withhold();
  }

 private:
  void withhold() { report_.withheld.push_back(report_.card.fields[next_++].name); }

  Report& report_;
  size_t next_ = 0;
  int number_ = 0;
};

Status match_fields(const BundleFiles& files, Report& report) {
  STELE_TRY(std::string_view lines, file_of(files, kFieldsFile));
  if (!lines.empty() && !lines.ends_with('\n')) return wrong("The last line is cut short.", kFieldsFile);
  FieldMatch match(report);
  while (!lines.empty()) {
    size_t end = lines.find('\n');
    STELE_CHECK(match.line(lines.substr(0, end)));
    lines.remove_prefix(end + 1);
  }
  match.finish();
  return {};
}

Status check_log(const BundleFiles& files, const VerifierKey& key, Report& report) {
  STELE_TRY(std::string_view text, file_of(files, kProofFile));
  STELE_TRY(TlogProof proof, in_file(parse_tlog_proof(text), kProofFile));
  if (proof.extra) return wrong("The proof has an extra line, which nothing vouches for.", kProofFile);
  STELE_TRY(Checkpoint checkpoint, in_file(open_checkpoint(proof.checkpoint, key), kProofFile));
  Hash leaf = statement_leaf_hash(report.card_hash);
  STELE_TRY(Hash root, in_file(root_from_inclusion(proof.index, checkpoint.size, leaf, proof.path), kProofFile));
  if (root != checkpoint.root)
    return wrong("The card is not in the log at this place: the path leads to another root.", kProofFile);
  report.index = proof.index;
  report.size = checkpoint.size;
  report.root = checkpoint.root;
  report.origin = checkpoint.origin;
  return {};
}

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out.empty() ? "none" : out;
}

}  // namespace

Result<Report> verify_bundle(const BundleFiles& files, const std::optional<VerifierKey>& trusted) {
  Report report;
  STELE_TRY(VerifierKey key, read_key(files, trusted));
  STELE_TRY(std::string_view card, file_of(files, kCardFile));
  STELE_TRY(report.card, in_file(parse_card(card), kCardFile));
  report.card_hash = card_hash(card);
  STELE_CHECK(match_fields(files, report));
  STELE_CHECK(check_log(files, key, report));
  if (report.card.origin != report.origin)
    return wrong("The card was made for the log " + report.card.origin + ", not for " + report.origin + ".", kCardFile);
  if (report.card.seen_size > report.index)
    return wrong("The card names a checkpoint that is younger than its own place in the log.", kCardFile);
  return report;
}

std::string to_text(const Report& report) {
  std::vector<std::string> shown;
  for (const FieldLine& field : report.shown) shown.push_back(field.name);
  return "Proven: these words were recorded as statement " + to_base32(report.card_hash) + ",\n  entry " +
         std::to_string(report.index) + " of the log " + report.origin + ", and stood there when it had " +
         std::to_string(report.size) + " entries.\n  They were sealed after the log had reached " +
         std::to_string(report.card.seen_size) + " entries.\n  Shown and unchanged: " + joined(shown) +
         ".\n  Withheld (named in the card, not shown here): " + joined(report.withheld) +
         ".\nNOT proven: that the content is true; who the contributor is; when an event happened;\n"
         "  and that the key is the log's: compare log.vkey with one from another place.\n";
}

}  // namespace stele::proof
