#include <fmt/format.h>

#include "app/cmd.h"
#include "app/console.h"
#include "app/output.h"
#include "formats/format.h"

namespace stele::app {
namespace {

constexpr Option kOptions[] = {{"--format", "NAME", "which format; `stele formats` lists them (required)"},
                               {"-o", "FILE", "writes a file, whole or not at all, instead of standard output"}};

Result<const formats::Exporter*> exporter_of(const std::string& name) {
  if (const formats::Exporter* exporter = formats::exporter_named(name)) return exporter;
  std::string names;
  for (const formats::Exporter& known : formats::exporters()) names += fmt::format("{}{}", names.empty() ? "" : ", ", known.name);
  if (name.empty()) return fail(Code::kInvalid, fmt::format("Say with --format which of these: {}.", names));
  return fail(Code::kInvalid, fmt::format("There is no export format \"{}\"; there are: {}.", name, names));
}

Status export_records(const Arguments& arguments) {
  STELE_TRY(const formats::Exporter* exporter, exporter_of(arguments.value("--format")));
  STELE_TRY(auto archive, open_archive(arguments));
  STELE_TRY(model::Query query, query_of(question(arguments, 1), archive->schema()));
  std::unique_ptr<Output> out = standard_output();
  if (arguments.has("-o")) { STELE_TRY(out, file_output(arguments.value("-o"))); }
  STELE_TRY(uint64_t records, archive->export_to(caller(), *exporter, query, *out));
  STELE_CHECK(out->finish());
  note(fmt::format("{} exported.", counted(records, "record", "records")));
  return {};
}

}  // namespace

constinit const Command kExport{
    .name = "export",
    .operands = "DIR [WORDS...]",
    .summary = "Writes records for other programs",
    .help = "Without words and options every record that the public may see. The format \"statements\" is lossless:\n"
            "importing it into an empty archive gives the same records.",
    .least = 1,
    .most = kAnyNumber,
    .options = kOptions,
    .asks = Command::Asks::kQuestion,
    .run = export_records};

}  // namespace stele::app
