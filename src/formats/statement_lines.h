// Our own exchange format (docs/formats/statements.md): JSON lines, one statement a line, everything a draft has.
#pragma once

#include <string>

#include "base/json.h"
#include "model/redact.h"
#include "model/schema.h"
#include "model/statement.h"

namespace stele::formats {

// Appends the line without its line break. Members that are empty are left out.
void append_statement_line(std::string& out, const model::Draft& draft);
void append_statement_line(std::string& out, const model::SeenStatement& statement);

// The kind of the value is the property's in the schema. kInvalid, with a JSON pointer, for what is no statement.
Result<model::Draft> read_statement_line(const Json& line, const model::Schema& schema);

}  // namespace stele::formats
