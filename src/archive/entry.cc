#include "archive/entry.h"

#include <cstring>

#include "base/sha256.h"

namespace stele::archive {
namespace {

constexpr std::string_view kPersonal = "personal\n";

proof::CardHead head_of(const SealContext& context, std::string_view kind, std::span<const Hash> supersedes) {
  return {context.origin, context.seen.size, context.seen.root, kind, supersedes, {}};
}

std::string body_head(std::string_view kind, const proof::Checkpoint& seen, std::span<const Hash> supersedes) {
  std::string out = "kind ";
  out += kind;
  out += "\nseen " + std::to_string(seen.size) + " " + to_base64(seen.root) + "\n";
  for (const Hash& hash : supersedes) out += "supersedes " + to_base64(hash) + "\n";
  return out;
}

model::Statement statement_of(model::Draft&& draft, const Hash& commitment, const Id& contribution, std::string kind) {
  model::Statement out;
  static_cast<model::Draft&>(out) = std::move(draft);
  out.commitment = commitment;
  out.contribution = contribution;
  out.kind = std::move(kind);
  return out;
}

}  // namespace

Result<Sealed> seal(std::vector<ToSeal>&& drafts, const SealContext& context) {
  Sealed out;
  out.rows.resize(drafts.size());
  out.statements.reserve(drafts.size());
  std::vector<proof::Seed> seeds(drafts.size());
  fill_random({reinterpret_cast<uint8_t*>(seeds.data()), seeds.size() * sizeof(proof::Seed)});
  std::vector<model::FieldSpan> spans;
  std::vector<proof::Field> fields;
  std::string body;
  for (size_t i = 0; i < drafts.size(); ++i) {
    ToSeal& one = drafts[i];
    const model::Draft& draft = one.checked.draft();
    body = body_head(one.kind, context.seen, draft.supersedes);
    spans.clear(), fields.clear();
    model::append_body_json(body, one.checked, context.contribution, spans);
    for (const model::FieldSpan& span : spans)
      fields.push_back({span.name, std::string_view(body).substr(span.begin, span.end - span.begin)});
    STELE_TRY(Hash commitment, proof::seal(seeds[i], head_of(context, one.kind, draft.supersedes), fields));
    store::LogRow& row = out.rows[i];
    row.commitment = commitment;
    if (one.at_rest == AtRest::kPlain) {
      row.key = seeds[i];
      row.body = body;
    } else {
      // The seed would let a stranger try out likely values against the commitment, so it is hidden with the body.
      KeyEntry entry{commitment, {}};
      fill_random(entry.key);
      row.body = std::string(kPersonal) + encrypt(entry.key, std::string(text_of(seeds[i])) + body);
      out.keys.push_back(entry);
    }
    out.statements.push_back(
        statement_of(std::move(one.checked).take(), commitment, context.contribution, std::move(one.kind)));
  }
  return out;
}

namespace {

Result<OpenBody> parse_body(const proof::Seed& seed, std::string_view body) {
  auto damaged = [] { return fail(Code::kCorrupt, "A stored statement is damaged."); };
  OpenBody out;
  out.seed = seed;
  while (!body.empty() && body.front() != '{') {
    size_t line_end = body.find('\n');
    if (line_end == std::string_view::npos) return damaged();
    std::string_view line = body.substr(0, line_end);
    body.remove_prefix(line_end + 1);
    if (line.starts_with("kind ")) {
      out.kind = line.substr(5);
    } else if (line.starts_with("seen ")) {
      size_t blank = line.find(' ', 5);
      if (blank == std::string_view::npos) return damaged();
      STELE_TRY(out.seen.size, proof::parse_decimal(line.substr(5, blank - 5)));
      STELE_TRY(std::string raw, from_base64(line.substr(blank + 1)));
      STELE_TRY(out.seen.root, to_hash(raw));
    } else if (line.starts_with("supersedes ")) {
      STELE_TRY(std::string raw, from_base64(line.substr(11)));
      STELE_TRY(Hash hash, to_hash(raw));
      out.supersedes.push_back(hash);
    } else {
      return damaged();
    }
  }
  if (body.empty() || out.kind.empty()) return damaged();
  out.json = body;
  return out;
}

}  // namespace

Result<OpenBody> open_body(const store::LogRow& row, Keyring& keyring) {
  if (row.erased) return fail(Code::kNotFound, "This statement was erased.");
  if (!row.body.starts_with(kPersonal)) return parse_body(row.key, row.body);
  STELE_TRY(std::optional<Hash> key, keyring.get(row.commitment));
  if (!key) return fail(Code::kNotFound, "The key of this statement was destroyed.");
  STELE_TRY(std::string plain, decrypt(*key, std::string_view(row.body).substr(kPersonal.size())));
  if (plain.size() < sizeof(proof::Seed)) return fail(Code::kCorrupt, "A stored statement is damaged.");
  STELE_TRY(proof::Seed seed, to_hash(std::string_view(plain).substr(0, sizeof(proof::Seed))));
  return parse_body(seed, std::string_view(plain).substr(sizeof(proof::Seed)));
}

Result<model::Statement> decode_entry(const store::LogRow& row, uint64_t position, const model::Schema& schema,
                                      Keyring& keyring) {
  STELE_TRY(OpenBody body, open_body(row, keyring));
  STELE_TRY(model::Statement out, model::decode_statement(body.json, schema));
  out.position = position;
  out.commitment = row.commitment;
  out.kind = std::move(body.kind);
  out.supersedes = std::move(body.supersedes);
  return out;
}

Status verify_row(const store::LogRow& row, const std::string& origin, Keyring& keyring) {
  STELE_TRY(OpenBody body, open_body(row, keyring));
  STELE_TRY(std::vector<model::FieldText> texts, model::fields_of_body(body.json));
  std::vector<proof::Field> fields;
  for (const model::FieldText& text : texts) fields.push_back({text.name, text.json});
  SealContext context{origin, body.seen, {}};
  STELE_TRY(Hash commitment, proof::seal(body.seed, head_of(context, body.kind, body.supersedes), fields));
  if (commitment != row.commitment)
    return fail(Code::kCorrupt, "A statement is not what its commitment says: it was changed.");
  return {};
}

}  // namespace stele::archive
