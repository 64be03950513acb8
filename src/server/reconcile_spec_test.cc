// The schemas and examples of the Reconciliation Service API's own specifications, all three versions: every answer of
// ours must fit its schema, every example of a query must be read as its folder says. The files are not part of this
// project; without them there is one line and nothing to check.
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>

#include "server/params.h"
#include "server/reconcile.h"
#include "server/test_site.h"

using namespace stele;
using namespace stele::server;
namespace fs = std::filesystem;

namespace {

// Beside the project, or beside the folder of its working trees.
std::string specifications() {
  constexpr const char* kName = "shared/data/conformance/reconciliation-specs.tar.gz";
  for (const char* up : {"../", "../../"})
    if (fs::exists(std::string(up) + kName)) return std::string(up) + kName;
  return {};
}

Json read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(in)), {});
  auto json = parse_json(text);
  REQUIRE_MESSAGE(json.has_value(), path.string() << ": " << to_string(json.error()));
  return std::move(*json);
}

// The part of JSON Schema that these specifications use. "" when the value fits.
class Schemas {
 public:
  explicit Schemas(fs::path folder) : folder_(std::move(folder)) {}

  std::string misfit(const Json& value, const std::string& file) {
    const Json& root = load(file);
    return check(value, root, root, "");
  }

 private:
  const Json& load(const std::string& file) {
    auto [at, is_new] = files_.try_emplace(file);
    if (is_new) at->second = read(folder_ / file);
    return at->second;
  }

  // "#/definitions/x", "lang.json", or something of Swagger that is not there.
  std::string reference(const Json& value, const std::string& to, const Json& root, const std::string& at) {
    if (to.starts_with("http")) return {};
    if (!to.starts_with("#/")) return check(value, load(to), load(to), at);
    const Json* schema = &root;
    for (size_t begin = 2; begin < to.size();) {
      size_t end = std::min(to.find('/', begin), to.size());
      schema = schema->find(to.substr(begin, end - begin));
      REQUIRE_MESSAGE(schema, to);
      begin = end + 1;
    }
    return check(value, *schema, root, at);
  }

  static bool has_type(const Json& value, const Json& type) {
    std::string_view name = type.scalar();
    if (name == "object") return value.as_object();
    if (name == "array") return value.as_array();
    if (name == "string") return value.as_string();
    if (name == "boolean") return value.as_bool();
    if (name == "number") return value.as_number();
    return name == "integer" && value.as_number() && value.as_number()->text.find_first_of(".eE") == std::string::npos;
  }

  size_t fitting(const Json& value, const Json& options, const Json& root, const std::string& at) {
    size_t out = 0;
    for (const Json& one : *options.as_array()) out += check(value, one, root, at).empty();
    return out;
  }

  std::string check(const Json& value, const Json& schema, const Json& root, const std::string& at) {
    if (const Json* to = schema.find("$ref")) return reference(value, *to->as_string(), root, at);
    if (const Json* type = schema.find("type"); type && !has_type(value, *type)) return at + " is not " + to_json(*type);
    if (const Json* options = schema.find("enum"))
      if (std::ranges::find(*options->as_array(), value) == options->as_array()->end()) return at + " is none of " + to_json(*options);
    if (const Json* pattern = schema.find("pattern"); pattern && value.as_string())
      if (!std::regex_search(*value.as_string(), std::regex(*pattern->as_string()))) return at + " does not fit " + to_json(*pattern);
    if (const Json* options = schema.find("oneOf"); options && fitting(value, *options, root, at) != 1) return at + " fits not exactly one of the choices";
    if (const Json* options = schema.find("anyOf"); options && fitting(value, *options, root, at) == 0) return at + " fits none of the choices";
    std::string wrong = value.as_object() ? check_object(value, schema, root, at) : std::string();
    return wrong.empty() && value.as_array() ? check_array(value, schema, root, at) : wrong;
  }

  std::string check_object(const Json& value, const Json& schema, const Json& root, const std::string& at) {
    if (const Json* required = schema.find("required"))
      for (const Json& name : *required->as_array())
        if (!value.find(name.scalar())) return at + " lacks " + std::string(name.scalar());
    const Json *properties = schema.find("properties"), *patterns = schema.find("patternProperties"), *further = schema.find("additionalProperties");
    for (const auto& [name, member] : *value.as_object()) {
      // Every pattern of these schemas takes every name.
      const Json* own = properties ? properties->find(name) : nullptr;
      if (!own && patterns) own = &patterns->as_object()->front().second;
      if (!own && further && further->as_bool() && !*further->as_bool()) return at + " has " + name;
      std::string wrong = own ? check(member, *own, root, at + "/" + name) : std::string();
      if (!wrong.empty()) return wrong;
    }
    return {};
  }

  std::string check_array(const Json& value, const Json& schema, const Json& root, const std::string& at) {
    const Json::Array& items = *value.as_array();
    if (const Json* least = schema.find("minItems"); least && items.size() < std::stoul(least->as_number()->text)) return at + " has too few items";
    if (const Json* unique = schema.find("uniqueItems"); unique && *unique->as_bool())
      for (size_t i = 0; i < items.size(); ++i)
        if (std::find(items.begin(), items.begin() + static_cast<ptrdiff_t>(i), items[i]) != items.begin() + static_cast<ptrdiff_t>(i)) return at + " repeats an item";
    if (const Json* one = schema.find("contains"))
      if (std::ranges::none_of(items, [&](const Json& item) { return check(item, *one, root, at).empty(); })) return at + " lacks " + to_json(*one);
    const Json* each = schema.find("items");
    for (size_t i = 0; each && i < items.size(); ++i)
      if (std::string wrong = check(items[i], *each, root, at + "/" + std::to_string(i)); !wrong.empty()) return wrong;
    return {};
  }

  fs::path folder_;
  std::map<std::string, Json> files_;
};

Json get(const std::string& url) {
  Response response = TestSite::shared().get(url);
  CHECK(response.status == 200);
  auto json = parse_json(response.body);
  REQUIRE(json);
  return std::move(*json);
}
Json post(const std::string& url, const std::string& body, const std::string& type) {
  Response response = TestSite::shared().post(url, body, type);
  CHECK(response.status == 200);
  auto json = parse_json(response.body);
  REQUIRE(json);
  return std::move(*json);
}
Json form(const std::string& field, const std::string& value) {
  return post("/reconcile", field + "=" + percent_encoded(value), "application/x-www-form-urlencoded");
}

std::string extension() {
  TestSite& test = TestSite::shared();
  return R"({"ids":[")" + test.town.text() + "\",\"" + test.map.text() + "\",\"" + test.hidden.text() +
         R"("],"properties":[{"id":"name"},{"id":"position"},{"id":"settlement-type"},{"id":"part-of"},{"id":"type"},{"id":"demo"},{"id":"link"},{"id":"nothing"}]})";
}

// What we answer, by the schema that it must fit.
std::vector<std::pair<std::string, Json>> answers(bool is_draft) {
  std::string base = is_draft ? "/reconcile/v1" : "/reconcile";
  std::string names = R"({"q0":{"query":"Cold Spring","properties":[{"pid":"position","v":"41.69,44.83"},{"pid":"settlement-type","v":"town"},{"pid":"lat","v":1}]},"q1":{"query":""},"q2":{"bad":1}})";
  std::string conditions = R"({"queries":[{"conditions":[{"matchType":"name","propertyValue":"Cold Spring"},{"matchType":"property","propertyId":"settlement-type","propertyValue":"town"}]},{"type":"monument","conditions":[{"matchType":"name","propertyValue":"Chapel"}]},{"bad":1}]})";
  Json extended = is_draft ? post("/reconcile/v1/extend", extension(), "application/json") : form("extend", extension());
  return {{"manifest.json", get(base)},
          {"reconciliation-result-batch.json", is_draft ? post("/reconcile/v1/match", conditions, "application/json") : form("queries", names)},
          {"suggest-entities-response.json", get(base + "/suggest/entity?prefix=c")},
          {"suggest-properties-response.json", get(base + "/suggest/property?prefix=")},
          {"suggest-types-response.json", get(base + "/suggest/type?prefix=")},
          {"data-extension-response.json", std::move(extended)},
          {"data-extension-property-proposal.json", get(is_draft ? base + "/extend/propose?type=place&limit=5" : base + "/properties?type=place&limit=5")}};
}

// Whether every query of a batch is understood.
bool is_understood(const Json& batch, bool is_draft) {
  const model::Schema& schema = TestSite::shared().archive().schema();
  if (!is_draft) {
    if (!batch.as_object()) return false;
    return std::ranges::all_of(*batch.as_object(), [&](const auto& one) { return reconcile::read_legacy_query(one.second, schema).error.empty(); });
  }
  const Json* queries = batch.find("queries");
  if (!queries || !queries->as_array()) return false;
  return std::ranges::all_of(*queries->as_array(), [&](const Json& one) { return reconcile::read_draft_query(one, schema).error.empty(); });
}

struct Count {
  size_t answers = 0, queries = 0, examples = 0;
};

// Our reading of every example, and the checker itself against the examples of what we answer.
void check_examples(const fs::path& folder, Schemas& schemas, bool is_draft, Count& count) {
  for (const auto& file : fs::recursive_directory_iterator(folder / "examples")) {
    if (file.path().extension() != ".json") continue;
    bool is_valid = file.path().parent_path().filename() == "valid";
    std::string subject = file.path().parent_path().parent_path().filename().string();
    CAPTURE(file.path().string());
    Json example = read(file.path());
    if (subject == "reconciliation-query-batch") {
      CHECK(is_understood(example, is_draft) == is_valid);
      ++count.queries;
    }
    if (subject == "data-extension-query") {
      CHECK(reconcile::read_extend(example).has_value() == is_valid);
      ++count.queries;
    }
    // What Swagger says of authentication is not among the files.
    if (!fs::exists(folder / "schemas" / (subject + ".json")) || file.path().filename() == "bad-authentication.json") continue;
    CHECK(schemas.misfit(example, subject + ".json").empty() == is_valid);
    ++count.examples;
  }
}

}  // namespace

TEST_CASE("the specifications' schemas and examples") {
  if (specifications().empty()) {
    std::printf("skipped: the specifications of the Reconciliation API, ../shared/data/conformance/reconciliation-specs.tar.gz is not there\n");
    return;
  }
  std::string folder = (fs::temp_directory_path() / "stele-recon-XXXXXX").string();
  REQUIRE(mkdtemp(folder.data()));
  REQUIRE(std::system(("tar -xzf " + specifications() + " -C '" + folder + "'").c_str()) == 0);
  Count count;
  for (std::string version : {"0.1", "0.2", "1.0-draft"}) {
    CAPTURE(version);
    fs::path specs = fs::path(folder) / "reconciliation-specs" / version;
    bool is_draft = version == "1.0-draft";
    Schemas schemas(specs / "schemas");
    for (const auto& [file, answer] : answers(is_draft)) {
      if (!fs::exists(specs / "schemas" / file)) continue;
      CAPTURE(file);
      CHECK(schemas.misfit(answer, file) == "");
      ++count.answers;
    }
    check_examples(specs, schemas, is_draft, count);
  }
  fs::remove_all(folder);
  std::printf("%zu answers of ours against their schemas, %zu examples of queries read, %zu examples checked\n", count.answers, count.queries, count.examples);
  CHECK(count.answers == 20);
  CHECK(count.queries >= 20);
}
