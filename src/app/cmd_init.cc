#include <fmt/format.h>

#include "app/cmd.h"
#include "app/console.h"

namespace stele::app {
namespace {

constexpr Option kOptions[] = {{"--origin", "NAME", "the log's name for ever, such as example.org/our-archive"}};

Status init(const Arguments& arguments) {
  const std::string& folder = arguments.operand(0);
  STELE_CHECK(archive::Archive::init(folder, {.origin = arguments.value("--origin")}));
  STELE_TRY(auto archive, archive::Archive::open(folder));
  STELE_TRY(archive::Stats stats, archive->stats(caller()));
  return print(fmt::format("An empty archive in {}; its log is called {}.\n", printable(folder), stats.origin));
}

}  // namespace

constinit const Command kInit{
    .name = "init",
    .operands = "DIR",
    .summary = "Makes an empty archive in a folder",
    .help = "The folder may exist if there is no archive in it. It holds everything: the log, its private key (log.key:\n"
            "keep a copy in a safe place), the index. Without --origin the log gets a random name.",
    .least = 1,
    .most = 1,
    .options = kOptions,
    .run = init};

}  // namespace stele::app
