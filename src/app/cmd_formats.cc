#include <fmt/format.h>

#include "app/cmd.h"
#include "app/console.h"
#include "formats/format.h"

namespace stele::app {
namespace {

constexpr Option kOptions[] = {{"--json", "", "prints them as JSON"}};

template <class Format>
Json::Object described(const Format& format) {
  return {{"name", format.name}, {"media_type", format.media_type}, {"help", format.help}};
}

Status print_formats_json() {
  Json::Array importers, exporters;
  for (const formats::Importer& f : formats::importers()) importers.push_back(described(f));
  for (const formats::Exporter& f : formats::exporters()) exporters.push_back(described(f));
  return print_json(Json::Object{{"import", importers}, {"export", exporters}});
}

Status list_formats(const Arguments& arguments) {
  if (arguments.has("--json")) return print_formats_json();
  std::string out = "Read by `stele import`, recognised by their first bytes:\n";
  for (const formats::Importer& f : formats::importers()) out += fmt::format("  {:<14} {}\n", f.name, f.help);
  out += "\nWritten by `stele export --format`:\n";
  for (const formats::Exporter& f : formats::exporters()) out += fmt::format("  {:<14} {}\n", f.name, f.help);
  return print(out);
}

}  // namespace

constinit const Command kFormats{.name = "formats",
                                 .operands = "",
                                 .summary = "Lists the formats that are read and written",
                                 .help = "",
                                 .least = 0,
                                 .most = 0,
                                 .options = kOptions,
                                 .run = list_formats};

}  // namespace stele::app
