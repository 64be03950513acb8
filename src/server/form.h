// The fields that a request sends, in its address or as a form (application/x-www-form-urlencoded). Pure; any thread.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "server/http.h"

namespace stele::server {

struct FormLimits {
  size_t fields = 64;
  size_t name_bytes = 100;
};

// The fields of a form's body, in their order; a sentence when it is none: broken percent-encoding, bytes that are not
// UTF-8, control characters, more fields or longer names than the limits allow. How long a body may be is the
// transport's decision, before it is read.
std::expected<Pairs, std::string> parse_form(std::string_view body, FormLimits limits = {});

// The fields of the address, and of the body when there is one; or the answer that refuses it: 415 for a body that is no
// form, 400 for one that cannot be read or for a field that is given twice.
std::expected<Pairs, Response> fields_of(const Request& request);

std::string_view field(const Pairs& fields, std::string_view name);  // "" when absent
bool has_field(const Pairs& fields, std::string_view name);

// Whether the body is said to be of this media type, whatever its parameters.
bool body_is(const Request& request, std::string_view media_type);

}  // namespace stele::server
