// The demo's own tables and the mappings of tests/mappings through the real schema: what ships must load without an error.
#include <doctest/doctest.h>

#include <sstream>

#include "formats/test_support.h"

using namespace stele;
using namespace stele::formats;

namespace {

std::string file_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

const model::Schema& real_schema() {
  static const model::Schema schema = [] {
    std::vector<model::SchemaFile> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator("schema"))
      if (entry.path().extension() == ".json" || entry.path().extension() == ".csv")
        files.push_back({std::filesystem::relative(entry.path(), "schema").string(), file_text(entry.path())});
    auto loaded = model::Schema::load(files);
    if (!loaded) std::cerr << loaded.error().message << "\n", std::abort();
    return std::move(*loaded);
  }();
  return schema;
}

struct Loaded {
  size_t rows = 0, statements = 0;
  std::string errors;
};

Loaded load(const std::string& table, const std::string& mapping, const std::string& format = "csv") {
  ImportContext context = test_context();
  context.schema = &real_schema();
  context.file_name = table;
  if (!mapping.empty()) {
    auto json = parse_json(file_text(mapping));
    REQUIRE(json);
    context.mapping = std::move(*json);
  }
  FileReader in(table);
  auto import = import_from(format, in, context);
  Loaded out;
  if (!import.status) out.errors = import.status.error().message;
  model::Checker checker(real_schema());
  for (Row& row : import.rows) {
    ++out.rows;
    std::vector<model::Finding> findings = row.findings;
    for (auto& draft : row.drafts) out.statements += checker.check(std::move(draft), row.where, findings).has_value();
    for (const auto& finding : findings)
      if (finding.severity == model::Severity::kError && out.errors.size() < 2000) out.errors += table + " " + finding.where + ": " + finding.message + "\n";
  }
  return out;
}

}  // namespace

TEST_CASE("every table of the demo loads without an error") {
  std::istringstream order(file_text("demo/order.txt"));
  size_t tables = 0, statements = 0;
  for (std::string table, mapping; order >> table >> mapping; ++tables) {
    Loaded loaded = load(table, mapping);
    CHECK(loaded.errors == "");
    CHECK(loaded.rows > 0);
    statements += loaded.statements;
  }
  CHECK(tables > 10);
  CHECK(statements > 1000);
}

TEST_CASE("lists of renamings and their sources load through the mappings kept for them") {
  std::string root = real_data("renamings/");
  if (root.empty()) return;
  Loaded renamings = load(root + "renamings.csv", "tests/mappings/renamings.json");
  CHECK(renamings.errors == "");
  CHECK(renamings.rows == 50);
  Loaded sources = load(root + "sources.csv", "tests/mappings/renaming-sources.json");
  CHECK(sources.errors == "");
  CHECK(sources.rows == 18);
}

TEST_CASE("what the importers make of real lists passes the rules") {
  for (auto [path, format] : {std::pair{"wof-caucasus/wof-am.jsonl", "wof"}, std::pair{"pleiades/pleiades-caucasus.jsonl", "pleiades"},
                              std::pair{"eamena/caravanserais-iran.geojson", "eamena"}, std::pair{"geonames/names-caucasus.tsv", "geonames"},
                              std::pair{"linked-places/data/indias_sample200_20181011.jsonl", "linked-places"}}) {
    std::string file = real_data(path);
    if (file.empty()) return;
    Loaded loaded = load(file, "", format);
    INFO(path);
    CHECK(loaded.errors == "");
  }
}
