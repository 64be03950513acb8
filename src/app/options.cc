// One pass over the words. There is no abbreviation of options and no bundling of short ones: what works today must not
// become ambiguous tomorrow.
#include "app/options.h"

#include <algorithm>
#include <optional>

namespace stele::app {

std::string Arguments::value(std::string_view option) const {
  auto found = values_.find(option);
  return found == values_.end() ? std::string() : found->second.back();
}

std::vector<std::string> Arguments::values(std::string_view option) const {
  auto found = values_.find(option);
  return found == values_.end() ? std::vector<std::string>() : found->second;
}

class ArgumentParser {
 public:
  ArgumentParser(std::span<const std::string> words, std::span<const Option> options)
      : words_(words), options_(options) {}

  Result<Arguments> parse() {
    while (next_ < words_.size()) {
      const std::string& word = words_[next_++];
      if (word == "--") break;
      if (word.size() < 2 || word[0] != '-') {
        out_.operands_.push_back(word);
        continue;
      }
      STELE_CHECK(option(word));
    }
    out_.operands_.insert(out_.operands_.end(), words_.begin() + static_cast<ptrdiff_t>(next_), words_.end());
    return std::move(out_);
  }

 private:
  const Option* find(std::string_view name) const {
    static constexpr Option kHelp{"--help", "", "says what the command does"};
    if (name == kHelp.name) return &kHelp;
    auto found = std::ranges::find(options_, name, &Option::name);
    return found == options_.end() ? nullptr : &*found;
  }

  Status option(const std::string& word) {
    size_t equals = word.starts_with("--") ? word.find('=') : std::string::npos;
    std::string name = word.substr(0, equals);
    const Option* known = find(name);
    if (!known) return fail(Code::kInvalid, "There is no option \"" + name + "\".");
    STELE_TRY(std::string value, value_of(*known, word, equals));
    auto& values = out_.values_[name];
    if (!values.empty() && known->times == Option::Times::kOnce)
      return fail(Code::kInvalid, "The option \"" + name + "\" can be given only once.");
    values.push_back(std::move(value));
    return {};
  }

  Result<std::string> value_of(const Option& known, const std::string& word, size_t equals) {
    bool given = equals != std::string::npos;
    std::string name(known.name);
    if (known.value.empty()) {
      if (given) return fail(Code::kInvalid, "The option \"" + name + "\" takes no value.");
      return std::string();
    }
    if (given) return word.substr(equals + 1);
    if (next_ == words_.size())
      return fail(Code::kInvalid, "The option \"" + name + "\" needs a value: " + name + " " + std::string(known.value) + ".");
    return words_[next_++];
  }

  std::span<const std::string> words_;
  std::span<const Option> options_;
  size_t next_ = 0;
  Arguments out_;
};

Result<Arguments> parse_arguments(std::span<const std::string> words, std::span<const Option> options) {
  return ArgumentParser(words, options).parse();
}

}  // namespace stele::app
