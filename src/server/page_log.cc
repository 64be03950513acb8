// The log as people look at it: what is signed, what stands where, and how to check it without trusting this page.
#include <algorithm>

#include "server/layout.h"
#include "server/pages.h"
#include "server/statement_html.h"

namespace stele::server::pages {
namespace {

constexpr uint64_t kEntriesShown = 20;

struct Words {
  std::string note, key;
  uint64_t size = 0;
};

Result<Words> words_of(const Site& site) {
  STELE_TRY(uint64_t size, site.archive().log_size());
  STELE_TRY(std::string key, site.archive().log_key());
  auto note = site.archive().log_file("checkpoint");
  if (!note && note.error().code != Code::kNotFound) return std::unexpected(note.error());
  return Words{note.value_or(""), std::move(key), size};
}

Html entry_words(const StatementStyle& style, const archive::LogEntry& entry) {
  if (!entry.statement) return fragment(entry.erased ? "erased" : "an entry whose content you may not see or that was erased");
  return fragment(style.titles.link(entry.statement->subject), ": ",
                  property_label(style.site.schema(), entry.statement->property, style.lang));
}

Html entry_row(const StatementStyle& style, const archive::LogEntry& entry) {
  return el("tr", el("td", el("a", url_attr("href", "/log/" + std::to_string(entry.position)), entry.position)),
            el("td", el("code", entry.commitment)), el("td", entry_words(style, entry)));
}

Html entries_table(const StatementStyle& style, const std::vector<archive::LogEntry>& entries) {
  if (entries.empty()) return el("p", "The log has no entry here.");
  return el("div", attr("class", "wide"), attr("tabindex", "0"),
            el("table", el("thead", el("tr", el("th", attr("scope", "col"), "Entry"), el("th", attr("scope", "col"), "Commitment"),
                                       el("th", attr("scope", "col"), "What it is about"))),
               el("tbody", each(entries, [&](const auto& entry) { return entry_row(style, entry); }))));
}

Html walk_links(uint64_t first, uint64_t shown, uint64_t size) {
  auto link = [](std::string_view rel, uint64_t at, std::string_view words) {
    return el("a", attr("rel", rel), url_attr("href", "/log?first=" + std::to_string(at)), words);
  };
  Html earlier = first > 0 ? link("prev", first - std::min(first, kEntriesShown), "Earlier entries") : Html();
  Html later = first + shown < size ? link("next", first + shown, "Later entries") : Html();
  return el("p", attr("class", "more"), earlier, " ", later);
}

Html checkpoint_section(const Words& words) {
  Html note = words.note.empty() ? el("p", "Nothing has been signed yet: the log is empty.") : el("pre", words.note);
  return el("section", el("h2", "Signed checkpoint"),
            el("p", "Whoever keeps a copy of these lines can prove later that nothing before them was changed or removed."), note,
            el("p", "The key that signs, as others need it to check: "), el("pre", words.key),
            el("p", el("a", url_attr("href", "/checkpoint"), "The checkpoint as a file"), " · ",
               el("a", url_attr("href", "/api/v1/log"), "as JSON")));
}

// --- one entry ---

Html proof_section(uint64_t position, bool is_seen) {
  if (!is_seen) {
    return el("section", el("h2", "What can be proven"),
              el("p", "The commitment above is in the log for good. It tells nothing about the content without the content itself."));
  }
  std::string folder = "/api/v1/statements/" + std::to_string(position) + "/proof/";
  static constexpr std::string_view kFiles[] = {"fields.jsonl", "card", "proof.tlog-proof", "log.vkey"};
  Html files = each(kFiles, [&](std::string_view file) { return el("li", el("a", url_attr("href", folder + std::string(file)), file)); });
  return el("section", el("h2", "Check it yourself"),
            el("p", "Save these four files in one folder. ", el("code", "stele verify FOLDER"), " or ", el("code", "scripts/verify.sh FOLDER"),
               " then says what they prove, without this archive and without the internet."),
            el("ul", files), el("p", "With the archive at hand: ", el("code", "stele prove DIR ", position)));
}

Html content_section(const StatementStyle& style, const archive::LogEntry& entry) {
  if (!entry.statement) {
    std::string_view words = entry.erased ? "The content of this entry was erased."
                                          : "An entry whose content you may not see or that was erased.";
    return el("p", words);
  }
  return el("section", el("h2", "What it says"),
            el("p", "About ", style.titles.link(entry.statement->subject), ": ",
               property_label(style.site.schema(), entry.statement->property, style.lang)),
            el("ul", attr("class", "statements"), statement_item(style, *entry.statement)));
}

Html neighbours(uint64_t position, uint64_t size) {
  auto link = [](std::string_view rel, uint64_t at) {
    return el("a", attr("rel", rel), url_attr("href", "/log/" + std::to_string(at)), "Entry ", at);
  };
  return el("p", attr("class", "more"), position > 0 ? link("prev", position - 1) : Html(), " ",
            position + 1 < size ? link("next", position + 1) : Html(), " ", el("a", url_attr("href", "/log"), "The log"));
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
  auto words = words_of(site);
  if (!words) return error_page(site, request, words.error());
  uint64_t last_page = words->size - std::min(words->size, kEntriesShown);
  uint64_t first = whole_number(request.param("first")).value_or(last_page);
  uint64_t count = first < words->size ? std::min(kEntriesShown, words->size - first) : 0;
  Result<std::vector<archive::LogEntry>> entries = std::vector<archive::LogEntry>{};
  if (count > 0) entries = site.archive().log_entries(site.caller(), first, count);
  if (!entries) return error_page(site, request, entries.error());
  std::string lang = reader_language(request);
  Titles titles(site, lang);
  StatementStyle style{site, lang, titles};
  Html main = fragment(el("h1", "The log"),
                       el("p", "Every statement that was ever taken in has one line here, in the order it came. There are ", words->size,
                          " entries."),
                       checkpoint_section(*words), el("section", el("h2", "Entries"), entries_table(style, *entries)),
                       walk_links(first, count, words->size));
  return page(site, {"The log", {}, std::move(main)});
}

Response log_entry(const Site& site, const Request& request, const PathParams& path) {
  auto size = site.archive().log_size();
  if (!size) return error_page(site, request, size.error());
  auto entry = entry_at(site, path_param(path, "position"), *size);
  if (!entry) return error_page(site, request, entry.error());
  std::string lang = reader_language(request);
  Titles titles(site, lang);
  StatementStyle style{site, lang, titles};
  std::string title = "Entry " + std::to_string(entry->position);
  Html main = fragment(el("h1", title), el("p", "Commitment: ", el("code", entry->commitment)), content_section(style, *entry),
                       proof_section(entry->position, entry->statement.has_value()), neighbours(entry->position, *size));
  return page(site, {title, {}, std::move(main)});
}

}  // namespace stele::server::pages
