// The words after a command, sorted into operands and options. An option is long ("--format NAME" or "--format=NAME")
// or one of the short ones that its command names ("-o FILE"); "--" ends the options. Options and operands may be mixed.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace stele::app {

struct Option {
  enum class Times : uint8_t { kOnce, kMany };
  std::string_view name;   // "--format", "-o"
  std::string_view value;  // what its value is called in the help, "NAME"; "" for a switch
  std::string_view help;
  Times times = Times::kOnce;
};

class Arguments {
 public:
  const std::vector<std::string>& operands() const { return operands_; }
  const std::string& operand(size_t i) const { return operands_.at(i); }
  bool has(std::string_view option) const { return values_.contains(option); }
  // The value of an option, "" when it was not given.
  std::string value(std::string_view option) const;
  // All values of an option that may be given many times, in order.
  std::vector<std::string> values(std::string_view option) const;

 private:
  friend class ArgumentParser;
  std::vector<std::string> operands_;
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
};

// kInvalid with a sentence for an unknown option, a missing or needless value, or a repeated option. "--help" is known
// everywhere.
Result<Arguments> parse_arguments(std::span<const std::string> words, std::span<const Option> options);

}  // namespace stele::app
