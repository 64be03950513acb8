#include <fmt/format.h>

#include "app/cmd.h"
#include "app/console.h"

namespace stele::app {
namespace {

constexpr Option kOptions[] = {{"--limit", "N", "so many records a page, at most 1000 (20)"},
                               {"--cursor", "CURSOR", "the next page, as the page before says"},
                               {"--json", "", "prints what the API answers"}};
constexpr size_t kFacetValuesShown = 8;

std::string hit_text(const model::Hit& hit, const model::Schema& schema) {
  const model::TypeSpec* type = schema.type(hit.type);
  std::string out = fmt::format("{}  {}  {}", hit.id.text(), printable(hit.title), type ? model::label(type->labels, "en") : hit.type);
  if (hit.point) out += fmt::format("  {:.4f}, {:.4f}", hit.point->lat, hit.point->lon);
  out += fmt::format("  {}\n", counted(hit.statements, "statement", "statements"));
  std::string others;
  for (const auto& [name, lang] : hit.names) others += fmt::format("{}{} ({})", others.empty() ? "" : ", ", printable(name), lang);
  if (!others.empty()) out += fmt::format("    also {}\n", others);
  return out;
}

// Facets of records, such as the source, count by id.
std::string facet_value_text(const std::string& value, Titles& titles) {
  auto id = Id::parse(value);
  return id ? fmt::format("{} [{}]", printable(titles.of(*id)), value) : printable(value);
}

std::string facet_text(const model::FacetCounts& facet, Titles& titles) {
  std::string out = fmt::format("  {}: ", facet.facet);
  size_t shown = std::min(facet.values.size(), kFacetValuesShown);
  for (size_t i = 0; i < shown; ++i)
    out += fmt::format("{}{} {}", i ? ", " : "", facet_value_text(facet.values[i].value, titles), thousands(facet.values[i].count));
  size_t more = facet.values.size() - shown + facet.more;
  if (more > 0) out += fmt::format(", and {} more", thousands(more));
  return out + "\n";
}

std::string page_text(const model::Page& page, const model::Schema& schema, Titles& titles) {
  if (page.total == 0) return "Nothing was found.\n";
  std::string out = counted(page.total, "record", "records") + "\n\n";
  for (const model::Hit& hit : page.hits) out += hit_text(hit, schema);
  if (!page.facets.empty()) out += "\nOf all of them:\n";
  for (const model::FacetCounts& facet : page.facets)
    if (!facet.values.empty()) out += facet_text(facet, titles);
  if (!page.next.empty()) out += fmt::format("\nMore: the same with --cursor {}\n", page.next);
  return out;
}

Status find(const Arguments& arguments) {
  STELE_TRY(auto archive, open_archive(arguments));
  Parameters parameters = question(arguments, 1);
  if (arguments.has("--json")) {
    STELE_TRY(std::string body, api_answer(*archive, "/api/v1/records", parameters));
    return print(body);
  }
  STELE_TRY(model::Query query, query_of(parameters, archive->schema()));
  STELE_TRY(model::Page page, archive->find(caller(), query));
  Titles titles(*archive, "en");
  return print(page_text(page, archive->schema(), titles));
}

}  // namespace

constinit const Command kFind{
    .name = "find",
    .operands = "DIR [WORDS...]",
    .summary = "Finds records by words, place, time and facets",
    .help = "Words are looked for in names in any script and spelling that the archive holds, and in texts. Without words\n"
            "every record is found. The counts are of all that was found, not of the page shown.",
    .least = 1,
    .most = kAnyNumber,
    .options = kOptions,
    .asks = Command::Asks::kQuestion,
    .run = find};

}  // namespace stele::app
