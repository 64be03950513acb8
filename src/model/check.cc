#include "model/check.h"

namespace stele::model {

std::string_view severity_name(Severity severity) {
  switch (severity) {
    case Severity::kNote: return "note";
    case Severity::kWarning: return "warning";
    case Severity::kError: return "error";
  }
  return "error";
}

std::optional<Checked> Checker::check(Draft draft, std::string_view where, std::vector<Finding>& findings) const {
  bool refused = false;
  for (const Rule& rule : rules()) {
    rule.apply(draft, schema_, [&](Severity severity, std::string message) {
      refused |= severity == Severity::kError;
      findings.push_back({severity, std::string(rule.name), std::move(message), std::string(where)});
    });
  }
  if (refused) return std::nullopt;
  return Checked(std::move(draft));
}

}  // namespace stele::model
