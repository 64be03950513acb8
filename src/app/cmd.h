// The commands, each defined in cmd_<name>.cc, and what several of them share.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "app/commands.h"
#include "archive/archive.h"
#include "base/json.h"
#include "model/query.h"

namespace stele::app {

extern const Command kInit, kImport, kUndo, kServe, kFind, kShow, kMatch, kExport, kAudit, kProve, kVerify, kStats, kFormats,
    kTypes, kRebuild, kHelp;

// Everybody who calls from the command line reads as the public does.
archive::Caller caller();

// The archive in the folder that is the first operand, its index brought up to the log.
Result<std::unique_ptr<archive::Archive>> open_archive(const Arguments& arguments);

// A whole number not above `most`; kInvalid names the option.
Result<uint64_t> number_of(std::string_view option, const std::string& text, uint64_t most);

// --type, --near, --in, --during, --certainly, --facet: which records are meant.
std::span<const Option> query_options();
// The options of a question, and the operands from `first_word` on as its words, as the parameters of an address.
using Parameters = std::vector<std::pair<std::string, std::string>>;
Parameters question(const Arguments& arguments, size_t first_word);
// kInvalid names each option that cannot be read, and why.
Result<model::Query> query_of(const Parameters& parameters, const model::Schema& schema);

// The body that GET `path` of the API gives, with a line end; what --json prints.
Result<std::string> api_answer(archive::Archive& archive, const std::string& path, const Parameters& parameters = {});

// The title of a record this reader may see, else its id; remembers what it was asked.
class Titles {
 public:
  Titles(archive::Archive& archive, std::string lang) : archive_(archive), lang_(std::move(lang)) {}
  const std::string& of(const Id& id);

 private:
  archive::Archive& archive_;
  std::string lang_;
  std::map<Id, std::string> known_;
};

}  // namespace stele::app
