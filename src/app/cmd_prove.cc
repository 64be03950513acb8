#include <fmt/format.h>

#include "app/cmd.h"
#include "app/console.h"
#include "app/output.h"

namespace stele::app {
namespace {

constexpr Option kOptions[] = {{"-o", "FOLDER", "where the proof goes (proof-POSITION)"}};

Status prove(const Arguments& arguments) {
  STELE_TRY(auto archive, open_archive(arguments));
  STELE_TRY(uint64_t position, archive->locate(caller(), arguments.operand(1)));
  STELE_TRY(archive::Bundle bundle, archive->prove(caller(), position));
  std::string folder = arguments.has("-o") ? arguments.value("-o") : fmt::format("proof-{}", position);
  STELE_CHECK(write_folder(folder, bundle));
  STELE_CHECK(print(fmt::format("The proof of statement {} is in {}:\n", position, printable(folder))));
  for (const auto& [name, bytes] : bundle) STELE_CHECK(print(fmt::format("  {}\n", name)));
  return print(fmt::format("`stele verify {0}` and `scripts/verify.sh {0}` check it without this archive.\n", printable(folder)));
}

}  // namespace

constinit const Command kProve{
    .name = "prove",
    .operands = "DIR STATEMENT",
    .summary = "Writes the proof of one statement for an outside reader",
    .help = "STATEMENT is its position in the log or its commitment, as `stele show` prints them. The proof is a folder\n"
            "of four small files that can be checked offline, with this program or with openssl alone.",
    .least = 2,
    .most = 2,
    .options = kOptions,
    .run = prove};

}  // namespace stele::app
