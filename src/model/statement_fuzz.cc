// A stored body that decodes must be written again as the same fields.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "model/schema.h"
#include "model/statement.h"

using namespace stele;
using namespace stele::model;

namespace {

const Schema& schema() {
  static const Schema loaded = [] {
    std::vector<SchemaFile> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator("schema")) {
      if (!entry.is_regular_file()) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
      files.push_back({std::filesystem::relative(entry.path(), "schema").generic_string(), std::move(bytes)});
    }
    auto result = Schema::load(files);
    if (!result) std::abort();
    return std::move(*result);
  }();
  return loaded;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  auto fields = fields_of_body(text);
  auto statement = decode_statement(text, schema());
  if (!statement) return 0;
  if (!fields) std::abort();
  std::string value;
  append_canonical(value, statement->value);
  auto again = parse_json(value);
  if (!again) std::abort();
  if (const PropertySpec* property = schema().property(statement->property))
    if (!value_from_json(property->kind, *again)) std::abort();
  (void)content_key(*statement);
  return 0;
}
