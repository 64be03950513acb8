// A row keeps what it was given to the letter; what is odd about it goes into findings, never into the text.
#include "formats/draft_row.h"

#include "base/sha256.h"

namespace stele::formats {

using model::Draft;
using model::Severity;

DraftRow::DraftRow(const ImportContext& context, std::string_view unit, uint64_t number)
    : source_(context.source), contributor_(context.contributor) {
  row_.number = number;
  row_.where = std::string(unit) + " " + std::to_string(number);
  locator_ = row_.where;
}

void DraftRow::about(std::string_view scheme, std::string_view key, std::string_view type) {
  subject_ = Id::derive(scheme, key);
  row_.key = key;
  locator_.assign(scheme).append(":").append(key);
  say("type", model::Text{std::string(type), {}});
}

void DraftRow::about_contents(std::string_view dataset, std::string_view contents, std::string_view type) {
  Hash digest = sha256(contents);
  std::string key = "contents-" + to_hex(Bytes(digest).first(16));
  subject_ = Id::derive(dataset, key);
  say("type", model::Text{std::string(type), {}});
}

Draft& DraftRow::say(std::string_view property, model::Value value) {
  Draft& draft = row_.drafts.emplace_back();
  draft.subject = subject_;
  draft.property = property;
  draft.value = std::move(value);
  draft.source = source_;
  draft.contributor = contributor_;
  draft.locator = locator_;
  return draft;
}

void DraftRow::text(std::string_view property, std::string_view text, std::string_view lang) {
  if (!text.empty()) say(property, model::Text{std::string(text), std::string(lang)});
}

void DraftRow::identifier(std::string_view scheme, std::string_view id) {
  if (!id.empty()) say("identifier", model::Identifier{std::string(scheme), std::string(id)});
}

void DraftRow::recorded(std::string_view key, std::string_view text) {
  if (!text.empty()) say("recorded-value", model::Keyed{std::string(key), std::string(text)});
}

Draft* DraftRow::name(std::string_view text, std::string_view lang, model::Parts parts, std::string_view place) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return nullptr;
  std::string known = std::string(lang) + "\n" + std::string(text);
  if (!names_seen_.insert(std::move(known)).second) {
    note("name-twice", "The name \"" + std::string(text) + "\" stands here twice in the same language; it is taken once.", place);
    return nullptr;
  }
  return &say("name", model::Name{std::string(text), std::string(lang), std::move(parts)});
}

Draft* DraftRow::position(Result<std::string> wkt, model::Parts parts, std::string_view place) {
  if (wkt) return &say("position", model::Position{std::move(*wkt), std::move(parts)});
  error("position", std::move(wkt.error().message), place);
  return nullptr;
}

void DraftRow::error(std::string_view rule, std::string message, std::string_view place) {
  ++errors_;
  find(Severity::kError, rule, std::move(message), place);
}
void DraftRow::warning(std::string_view rule, std::string message, std::string_view place) {
  find(Severity::kWarning, rule, std::move(message), place);
}
void DraftRow::note(std::string_view rule, std::string message, std::string_view place) {
  find(Severity::kNote, rule, std::move(message), place);
}

void DraftRow::find(Severity severity, std::string_view rule, std::string message, std::string_view place) {
  std::string where = row_.where;
  if (!place.empty()) where.append(", ").append(place);
  row_.findings.push_back({severity, std::string(rule), std::move(message), std::move(where)});
}

}  // namespace stele::formats
