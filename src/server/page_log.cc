// The log as people look at it: what is signed, what stands where, and how to check it without trusting this page.
#include <algorithm>

#include "server/layout.h"
#include "server/pages.h"
#include "server/statement_html.h"

namespace stele::server::pages {
namespace {

constexpr uint64_t kEntriesShown = 20;

struct LogText {
  std::string note, key;
  uint64_t size = 0;
};

Result<LogText> read_log(const Site& site) {
  STELE_TRY(uint64_t size, site.archive().log_size());
  STELE_TRY(std::string key, site.archive().log_key());
  auto note = site.archive().log_file("checkpoint");
  if (!note && note.error().code != Code::kNotFound) return std::unexpected(note.error());
  return LogText{note.value_or(""), std::move(key), size};
}

std::string entry_url(const Reader& reader, uint64_t position) { return reader.url("/log/" + std::to_string(position)); }

Html entry_words(const StatementStyle& style, const archive::LogEntry& entry) {
  if (!entry.statement) return fragment(entry.erased ? style.words()("log.erased") : style.words()("log.unseen"));
  return fragment(style.titles.link(entry.statement->subject), ": ",
                  property_label(style.site.schema(), entry.statement->property, style.words()));
}

Html entry_row(const StatementStyle& style, const archive::LogEntry& entry) {
  return el("tr", el("td", el("a", url_attr("href", entry_url(style.reader, entry.position)), style.words().number(entry.position))),
            el("td", el("code", attr("dir", "ltr"), entry.commitment)), el("td", entry_words(style, entry)));
}

Html entries_table(const StatementStyle& style, const std::vector<archive::LogEntry>& entries) {
  const Words& w = style.words();
  if (entries.empty()) return el("p", w("log.no_entry_here"));
  auto head = [](std::string_view words) { return el("th", attr("scope", "col"), words); };
  return el("div", attr("class", "wide"), attr("tabindex", "0"), attr("role", "region"), attr("aria-label", w("log.entries")),
            el("table", el("thead", el("tr", head(w("log.column_entry")), head(w("log.column_commitment")), head(w("log.column_about")))),
               el("tbody", each(entries, [&](const auto& entry) { return entry_row(style, entry); }))));
}

Html walk_links(const Reader& reader, uint64_t first, uint64_t shown, uint64_t size) {
  auto link = [&](std::string_view rel, uint64_t at, WordKey words) {
    return el("a", attr("rel", rel), url_attr("href", reader.url("/log", {{"first", std::to_string(at)}})), reader.words(words));
  };
  Html earlier = first > 0 ? link("prev", first - std::min(first, kEntriesShown), "log.earlier") : Html();
  Html later = first + shown < size ? link("next", first + shown, "log.later") : Html();
  return el("p", attr("class", "more"), earlier, " ", later);
}

Html checkpoint_section(const Words& w, const LogText& log) {
  Html note = log.note.empty() ? el("p", w("log.nothing_signed")) : el("pre", attr("dir", "ltr"), log.note);
  return el("section", el("h2", w("log.checkpoint")), el("p", w("log.checkpoint_means")), note, el("p", w("log.key")),
            el("pre", attr("dir", "ltr"), log.key),
            el("p", el("a", url_attr("href", "/checkpoint"), w("log.checkpoint_file")), " · ",
               el("a", url_attr("href", "/api/v1/log"), w("record.as_json"))));
}

// --- one entry ---

// The island checks the proof in the browser; without it the four files and the two commands do.
Html proof_section(const Words& w, uint64_t position, bool is_seen) {
  if (!is_seen) return el("section", el("h2", w("log.what_is_proven")), el("p", w("log.proves_nothing_of_content")));
  std::string folder = "/api/v1/statements/" + std::to_string(position) + "/proof/";
  static constexpr std::string_view kFiles[] = {"fields.jsonl", "card", "proof.tlog-proof", "log.vkey"};
  Html files = each(kFiles, [&](std::string_view file) {
    return el("li", el("a", attr("dir", "ltr"), url_attr("href", folder + std::string(file)), file));
  });
  auto command = [](std::string_view line) { return el("code", attr("dir", "ltr"), line); };
  return el("section", el("h2", w("log.check_yourself")),
            el("div", attr("data-island", "proof"), attr("data-position", position), attr("data-words", w.island("proof."))),
            el("p", w.html("log.save_four_files", {{"command", command("stele verify FOLDER")}, {"script", command("scripts/verify.sh FOLDER")}})),
            el("ul", files),
            el("p", w.html("log.with_archive", {{"command", command("stele prove DIR " + std::to_string(position))}})));
}

Html content_section(const StatementStyle& style, const archive::LogEntry& entry) {
  const Words& w = style.words();
  if (!entry.statement) return el("p", entry.erased ? w("log.content_erased") : w("log.content_unseen"));
  return el("section", el("h2", w("log.what_it_says")),
            el("p", w.html("log.about", {{"record", style.titles.link(entry.statement->subject)},
                                         {"property", property_label(style.site.schema(), entry.statement->property, w)}})),
            el("ul", attr("class", "statements"), statement_item(style, *entry.statement)));
}

Html neighbours(const Reader& reader, uint64_t position, uint64_t size) {
  auto link = [&](std::string_view rel, uint64_t at) {
    return el("a", attr("rel", rel), url_attr("href", entry_url(reader, at)), reader.words.text("log.entry", {{"number", at}}));
  };
  return el("p", attr("class", "more"), position > 0 ? link("prev", position - 1) : Html(), " ",
            position + 1 < size ? link("next", position + 1) : Html(), " ",
            el("a", url_attr("href", reader.url("/log")), reader.words("log.title")));
}

Result<archive::LogEntry> entry_at(const Site& site, std::string_view digits, uint64_t size) {
  auto position = whole_number(digits);
  if (!position || *position >= size) return fail(Code::kNotFound, "The log has no such entry.");
  STELE_TRY(auto entries, site.archive().log_entries(site.caller(), *position, 1));
  if (entries.empty()) return fail(Code::kNotFound, "The log has no such entry.");
  return std::move(entries.front());
}

}  // namespace

Response log(const Site& site, const Request& request, const PathParams&) {
  auto text = read_log(site);
  if (!text) return error_page(site, request, text.error());
  uint64_t last_page = text->size - std::min(text->size, kEntriesShown);
  uint64_t first = whole_number(request.param("first")).value_or(last_page);
  uint64_t count = first < text->size ? std::min(kEntriesShown, text->size - first) : 0;
  Result<std::vector<archive::LogEntry>> entries = std::vector<archive::LogEntry>{};
  if (count > 0) entries = site.archive().log_entries(site.caller(), first, count);
  if (!entries) return error_page(site, request, entries.error());
  Reader reader = reader_of(request);
  const Words& w = reader.words;
  Titles titles(site, reader);
  StatementStyle style{site, reader, titles};
  Html main = fragment(el("h1", w("log.title")), el("p", w.text("log.has_entries", {{"count", text->size}})),
                       checkpoint_section(w, *text), el("section", el("h2", w("log.entries")), entries_table(style, *entries)),
                       walk_links(reader, first, count, text->size));
  return page(site, reader, {w("log.title"), {}, std::move(main)});
}

Response log_entry(const Site& site, const Request& request, const PathParams& path) {
  auto size = site.archive().log_size();
  if (!size) return error_page(site, request, size.error());
  auto entry = entry_at(site, path_param(path, "position"), *size);
  if (!entry) return error_page(site, request, entry.error());
  Reader reader = reader_of(request);
  const Words& w = reader.words;
  Titles titles(site, reader);
  StatementStyle style{site, reader, titles};
  std::string title = w.text("log.entry_title", {{"number", entry->position}});
  Html commitment = el("code", attr("dir", "ltr"), entry->commitment);
  Html main = fragment(el("h1", title), el("p", w.html("log.commitment", {{"commitment", commitment}})), content_section(style, *entry),
                       proof_section(w, entry->position, entry->statement.has_value()), neighbours(reader, entry->position, *size));
  return page(site, reader, {title, {}, std::move(main)});
}

}  // namespace stele::server::pages
