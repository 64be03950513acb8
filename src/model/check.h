// The rules every draft passes on its way in, whoever brings it. Findings are for people: a sentence each, with the
// place in what they gave. An error refuses the draft; a warning and a note let it in and stay in the report.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "model/schema.h"
#include "model/statement.h"

namespace stele::model {

enum class Severity : uint8_t { kNote, kWarning, kError };
std::string_view severity_name(Severity severity);

struct Finding {
  Severity severity = Severity::kError;
  std::string rule;     // "name-script", "row-shape", ... one word group for filtering and counting
  std::string message;  // a sentence
  std::string where;    // "row 12, column lat" or "/features/3/geometry"
};

using FindingSink = std::function<void(Severity, std::string message)>;

struct Rule {
  std::string_view name, help;
  void (*apply)(const Draft& draft, const Schema& schema, const FindingSink& found);
};
std::span<const Rule> rules();  // model/rules.cc: the one list

class Checker {
 public:
  explicit Checker(const Schema& schema) : schema_(schema) {}
  // All findings at once, appended; `where` is put into each. nullopt when one of them is an error. Any thread.
  std::optional<Checked> check(Draft draft, std::string_view where, std::vector<Finding>& findings) const;

 private:
  const Schema& schema_;
};

}  // namespace stele::model
