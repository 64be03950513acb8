// A form's body is written like the query of an address, so it is read by the same function; only the limits differ.
#include "server/form.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "server/wire.h"

namespace stele::server {

std::expected<Pairs, std::string> parse_form(std::string_view body, FormLimits limits) {
  size_t marks = static_cast<size_t>(std::ranges::count(body, '&'));
  if (marks >= limits.fields) return std::unexpected(fmt::format("The form has more than {} fields.", limits.fields));
  auto fields = wire::parse_query(body);
  if (!fields) return std::unexpected("The form cannot be read: " + fields.error().detail + ".");
  for (const auto& [name, value] : *fields)
    if (name.size() > limits.name_bytes)
      return std::unexpected(fmt::format("The form has a field with a name of more than {} bytes.", limits.name_bytes));
  return std::move(*fields);
}

std::expected<Pairs, Response> fields_of(const Request& request) {
  Pairs out = request.query;
  if (!request.body.empty()) {
    if (!body_is(request, "application/x-www-form-urlencoded"))
      return std::unexpected(problem(415, "Send the body as a form: application/x-www-form-urlencoded."));
    auto form = parse_form(request.body);
    if (!form) return std::unexpected(problem(400, form.error()));
    out.insert(out.end(), std::make_move_iterator(form->begin()), std::make_move_iterator(form->end()));
  }
  std::set<std::string_view> seen;
  for (const auto& [name, value] : out)
    if (!seen.insert(name).second)
      return std::unexpected(problem(400, fmt::format("The field “{}” is given twice.", name)));
  return out;
}

std::string_view field(const Pairs& fields, std::string_view name) {
  auto at = std::ranges::find(fields, name, &Pairs::value_type::first);
  return at == fields.end() ? std::string_view() : std::string_view(at->second);
}

bool has_field(const Pairs& fields, std::string_view name) {
  return std::ranges::find(fields, name, &Pairs::value_type::first) != fields.end();
}

bool body_is(const Request& request, std::string_view media_type) {
  std::string_view type = request.header("content-type");
  type = type.substr(0, type.find(';'));
  while (type.ends_with(' ') || type.ends_with('\t')) type.remove_suffix(1);
  return std::ranges::equal(type, media_type, [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

}  // namespace stele::server
