#include <filesystem>

#include "app/cmd.h"
#include "app/console.h"
#include "app/output.h"

namespace stele::app {
namespace {

constexpr Option kOptions[] = {{"--key", "FILE", "the log's public key, from a place you trust"}};

Result<std::map<std::string, std::string>> files_at(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return read_folder(path);
  STELE_TRY(std::string bytes, read_small_file(path));
  return std::map<std::string, std::string>{{std::filesystem::path(path).filename().string(), std::move(bytes)}};
}

Result<std::string> first_line(const std::string& path) {
  STELE_TRY(std::string text, read_small_file(path, 4096));
  return text.substr(0, text.find('\n'));
}

Status verify(const Arguments& arguments) {
  STELE_TRY(auto files, files_at(arguments.operand(0)));
  std::optional<std::string> key;
  if (arguments.has("--key")) { STELE_TRY(key, first_line(arguments.value("--key"))); }
  STELE_TRY(std::string report, archive::verify_bundle(files, key));
  if (!report.ends_with('\n')) report += '\n';
  return print(report);
}

}  // namespace

constinit const Command kVerify{
    .name = "verify",
    .operands = "PATH",
    .summary = "Checks a proof without any archive",
    .help = "PATH is a folder that `stele prove` wrote. Says in words what is proven and what is not; refuses every proof\n"
            "with a bit changed. Without --key the key inside the proof is used, which proves nothing about whose it is.",
    .least = 1,
    .most = 1,
    .options = kOptions,
    .run = verify};

}  // namespace stele::app
