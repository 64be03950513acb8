// From the address to a question: reads the parameters that search, the API and exports share. Everything that is wrong
// is found at once, each fault with a sentence and the parameter it is about ("/query/near").
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/period.h"
#include "base/result.h"
#include "model/query.h"
#include "model/schema.h"
#include "server/http.h"

namespace stele::server {

struct Fault {
  std::string pointer;  // "/query/near", "/query/facet/1" (the second one), "/path/id"
  std::string detail;   // a sentence
};

struct Question {
  model::Query query;
  std::vector<Fault> faults;  // with any of them the query must not be asked
};

// q, type, facet, near, in, during, mode, limit, cursor, facet_values, lang, at, by; absent ones keep the defaults of
// model::Query.
Question read_question(const Request& request, const model::Schema& schema);

// Who reads, for which time and with whose names: lang, at, by. Without lang the titles are those for readers of English;
// pages that know the reader's language set it afterwards. A time or a language that cannot be read becomes a fault.
model::Perspective read_perspective(const Request& request, std::vector<Fault>& faults);

// EDTF, or a period as people type it.
Result<Period> read_period(std::string_view words, std::string_view lang);
// The period of ?name=; nullopt when it is not given. What cannot be read becomes a fault.
std::optional<Period> read_period_param(const Request& request, std::string_view name, std::vector<Fault>& faults);
// A whole number from `least` to `most`; `otherwise` when it is not given.
uint64_t read_number(const Request& request, std::string_view name, uint64_t least, uint64_t most, uint64_t otherwise,
                     std::vector<Fault>& faults);
std::optional<uint64_t> whole_number(std::string_view digits);  // decimal, without sign or leading zeros

// The facet of a query written as in an address: "type:place", "recorded-value:Damage Extent Type:1-10 %".
std::optional<std::pair<std::string, std::string>> split_facet(std::string_view text, const model::Schema& schema);

// "/path?a=b&c=d", percent-encoded.
std::string make_url(std::string_view path, const Pairs& query);
std::string percent_encoded(std::string_view text);

}  // namespace stele::server
