// The table, and the few lines that use it. Patterns are compared piece by piece; there are so few that looking through
// all of them takes less time than reading the request did.
#include "server/routes.h"

#include <fmt/format.h>

#include <algorithm>

#include "server/api.h"
#include "server/encoding.h"
#include "server/layout.h"
#include "server/pages.h"
#include "server/reconcile.h"
#include "server/reply.h"

namespace stele::server {
namespace {

constexpr std::string_view kString = R"({"type":"string"})";
constexpr std::string_view kIdSchema = R"({"$ref":"#/components/schemas/Id"})";
constexpr std::string_view kWhole = R"({"type":"integer","minimum":0})";

const Param kId = {"id", In::kPath, kIdSchema, "the record"};
const Param kName = {"id", In::kPath, kString, "its name"};
const Param kPosition = {"position", In::kPath, kWhole, "a place in the log, counted from 0"};
const Param kAt = {"at", In::kQuery, kString, "a date or period (EDTF, or as one types it): only what can have been so then"};
const Param kLang = {"lang", In::kQuery, kString, "the language wanted for titles and labels (BCP 47)"};
const Param kTitlesAt = {"at", In::kQuery, kString, "a date or period (EDTF, or as one types it): titles as of then"};
const Param kBy = {"by", In::kQuery, kString, "whose names stand on top: the words of a name’s status-by, or the id of a contributor or source"};
const Param kCursor = {"cursor", In::kQuery, kString, "where to go on: “next” of the page before"};
const Param kLimit = {"limit", In::kQuery, R"({"type":"integer","minimum":1,"maximum":1000,"default":20})", "how many on a page"};
const Param kNamingProperty = {"property", In::kQuery, kString, "by which property they name it"};

const std::vector<Param> kWhat = {
    {"q", In::kQuery, kString, "words: names in any spelling, and words of descriptions"},
    {"type", In::kQuery, kString, "a type of record; any of those given", Times::kRepeated},
    {"facet", In::kQuery, kString, "a facet and its value, “source-type:map”; all facets given, any value of one", Times::kRepeated},
    {"near", In::kQuery, kString, "latitude,longitude,kilometres"},
    {"in", In::kQuery, kString, "a polygon in WKT (longitude first) or west,south,east,north"},
    {"during", In::kQuery, kString, "a period: EDTF, or as one types it"},
    {"mode", In::kQuery, R"({"type":"string","enum":["possibly","certainly"],"default":"possibly"})", "how surely it was in that period"},
};

std::vector<Param> with(std::vector<Param> params, std::initializer_list<Param> more) {
  params.insert(params.end(), more);
  return params;
}

const Param kFacetValues = {"facet_values", In::kQuery, R"({"type":"integer","minimum":1,"maximum":100000,"default":50})",
                            "how many values of each facet are listed; “more” says how many there are besides"};
const std::vector<Param> kSearch = with(kWhat, {kLimit, kCursor, kFacetValues, kLang, kTitlesAt, kBy});
constexpr std::string_view kMvt = "application/vnd.mapbox-vector-tile";

const Param kQueries = {"queries", In::kQuery, kString, "a JSON object of queries"};
const Param kExtend = {"extend", In::kQuery, kString, "a JSON object of ids and properties"};
const Param kCallback = {"callback", In::kQuery, kString, "JSONP: the name of a function"};
const Param kOf = {"id", In::kQuery, kString, "of which one"};
const std::vector<Param> kSuggest = {
    {"prefix", In::kQuery, kString, "its beginning, or its id"},
    {"cursor", In::kQuery, kWhole, "so many are passed over (0.2)"},
    {"offset", In::kQuery, kWhole, "so many are passed over (1.0)"},
    {"limit", In::kQuery, R"({"type":"integer","minimum":1,"maximum":100,"default":20})", "how many"},
    kCallback, kLang};
const std::vector<Param> kPropose = {{"type", In::kQuery, kString, "of which type"},
                                     {"limit", In::kQuery, R"({"type":"integer","minimum":1,"maximum":100})", "how many"},
                                     kCallback, kLang};

const std::vector<Route> kRoutes = {
    // pages
    {"GET", "/", "searchPage", "Search the archive", kSearch, kHtmlType, "", {400, 422}, pages::search},
    {"GET", "/record/{id}", "recordPage", "A record: everything said about it", {kId, kAt, kBy, kLang}, kHtmlType, "", {400, 404}, pages::record},
    {"GET", "/record/{id}/naming", "namingPage", "The records that name this one", {kId, kNamingProperty, kCursor, kAt, kBy, kLang}, kHtmlType, "", {404, 422}, pages::naming},
    {"GET", "/compare", "comparePage", "Two records side by side",
     {{"a", In::kQuery, kString, "the first: its id, or words that find it"}, {"b", In::kQuery, kString, "the second"},
      {"a-at", In::kQuery, kString, "the time of the first side"}, {"a-by", In::kQuery, kString, "whose names the first side shows"},
      {"b-at", In::kQuery, kString, "the time of the second side"}, {"b-by", In::kQuery, kString, "whose names the second side shows"}, kAt, kBy, kLang},
     kHtmlType, "", {}, pages::compare},
    {"GET", "/random", "randomPage", "A place at random", {kAt, kBy, kLang}, kHtmlType, "", {302, 404}, pages::random},
    {"GET", "/types", "typesPage", "The types of record", {kLang}, kHtmlType, "", {}, pages::types},
    {"GET", "/types/{id}", "typePage", "A type and its properties", {kName, kLang}, kHtmlType, "", {404}, pages::type},
    {"GET", "/vocab", "vocabulariesPage", "The vocabularies", {kLang}, kHtmlType, "", {}, pages::vocabs},
    {"GET", "/vocab/{id}", "vocabularyPage", "A vocabulary and its terms", {kName, kLang}, kHtmlType, "", {404}, pages::vocab},
    {"GET", "/log", "logPage", "The log: its checkpoint, key and entries",
     {{"first", In::kQuery, kWhole, "the first entry shown"}}, kHtmlType, "", {}, pages::log},
    {"GET", "/log/{position}", "logEntryPage", "An entry of the log", {kPosition, kLang}, kHtmlType, "", {404}, pages::log_entry},
    {"GET", "/formats", "formatsPage", "Ways to take everything along", {}, kHtmlType, "", {}, pages::formats},
    {"GET", "/about/style", "stylePage", "Every component of the pages", {kLang}, kHtmlType, "", {}, pages::style},
    {"GET", "/about", "aboutPage", "What this is and how to read it", {}, kHtmlType, "", {}, pages::about},
    // the API
    {"GET", "/api/v1/records", "findRecords", "Search, with facets and exact counts", kSearch, kJsonType, "Records", {400, 422}, api::records},
    {"GET", "/api/v1/records/{id}", "getRecord", "A record: everything said about it", {kId, kAt, kLang, kBy}, kJsonType, "Record", {400, 404}, api::record},
    {"GET", "/api/v1/records/{id}/statements", "getStatements", "The statements about a record",
     {kId, kAt, {"property", In::kQuery, kString, "only those of one property"}}, kJsonType, "Statements", {400, 404}, api::statements},
    {"GET", "/api/v1/records/{id}/at", "getRecordAt", "What it was called on a date, and to what it belonged, according to whom",
     {kId, {"date", In::kQuery, kString, "a day, a year or a period (EDTF, or as one types it)"}, kLang, kBy},
     kJsonType, "RecordThen", {400, 404}, api::record_at},
    {"GET", "/api/v1/records/{id}/naming", "getNaming", "How many records name this one, and which",
     {kId, kNamingProperty, kLimit, kCursor, kLang, kTitlesAt, kBy}, kJsonType, "Naming", {400, 404, 422}, api::naming},
    {"GET", "/api/v1/suggest", "suggest", "Names that begin like this",
     {{"q", In::kQuery, kString, "the beginning of a name"},
      {"limit", In::kQuery, R"({"type":"integer","minimum":1,"maximum":50,"default":10})", "how many"},
      kLang, kTitlesAt, kBy},
     kJsonType, "Suggestions", {400}, api::suggest},
    {"GET", "/api/v1/types", "getTypes", "The types of record and of parts", {}, kJsonType, "Types", {}, api::types},
    {"GET", "/api/v1/types/{id}", "getType", "A type and its properties", {kName}, kJsonType, "Type", {404}, api::type},
    {"GET", "/api/v1/vocab", "getVocabularies", "The vocabularies", {}, kJsonType, "Vocabularies", {}, api::vocabs},
    {"GET", "/api/v1/vocab/{id}", "getVocabulary", "A vocabulary and its terms", {kName}, kJsonType, "Vocabulary", {404}, api::vocab},
    {"GET", "/api/v1/log", "getLog", "The log: checkpoint, key and entries; the last ones unless “first” says otherwise",
     {{"first", In::kQuery, kWhole, "the first entry"},
      {"count", In::kQuery, R"({"type":"integer","minimum":1,"maximum":1000,"default":20})", "how many"}},
     kJsonType, "Log", {400}, api::log},
    {"GET", "/api/v1/log/{position}", "getLogEntry", "An entry of the log; its statement only if the reader may see it", {kPosition}, kJsonType, "LogEntry", {404}, api::log_entry},
    {"GET", "/api/v1/statements/{position}/proof", "getProof", "The files that prove a statement to a stranger", {kPosition}, kJsonType, "Proof", {404}, api::proof},
    {"GET", "/api/v1/statements/{position}/proof/{file}", "getProofFile", "One of these files",
     {kPosition, {"file", In::kPath, kString, "fields.jsonl, card, proof.tlog-proof or log.vkey"}}, "*/*", "", {404}, api::proof_file},
    {"GET", "/api/v1/stats", "getStats", "Counts of what the reader may see, and sizes", {}, kJsonType, "Stats", {}, api::stats},
    {"GET", "/api/v1/export/{format}", "exportRecords", "All records found, in one file",
     with(kWhat, {{"format", In::kPath, kString, "a format of /formats"}}), "*/*", "", {400, 404, 503}, api::export_records},
    {"GET", "/api/v1/tiles/{z}/{x}/{y}.mvt", "getTile", "What a search finds, as a Mapbox Vector Tile 2.1; 204 when nothing is there",
     with(kWhat, {kLang, kTitlesAt, kBy, {"z", In::kPath, R"({"type":"integer","minimum":0,"maximum":22})", "zoom"},
      {"x", In::kPath, kWhole, "column, from the west"},
      {"y", In::kPath, kWhole, "row, from the north"}}),
     kMvt, "", {204, 400}, api::tile},
    {"GET", "/api/v1/openapi.json", "getOpenApi", "This description", {}, kJsonType, "OpenApi", {}, api::openapi},
    // the Reconciliation Service API (reconcile.h): any site's pages may ask, so no parameter is refused for being unknown
    {"GET", "/reconcile", "reconcile", "Reconciliation 0.2: the manifest, or with “queries”, “query” or “extend” what POST answers",
     {kQueries, {"query", In::kQuery, kString, "one query, as JSON or just a name"}, kExtend, kCallback, kLang},
     kJsonType, "Reconciliation", {413}, reconcile::legacy, Origins::kAny},
    {"POST", "/reconcile", "reconcileBatch", "Reconciliation 0.2: up to 1000 queries, or an extension", {kLang},
     kJsonType, "Reconciliation", {413, 415}, reconcile::legacy, Origins::kAny, "application/x-www-form-urlencoded"},
    {"GET", "/reconcile/suggest/entity", "reconcileSuggestEntity", "Records whose names begin like this", kSuggest, kJsonType, "Reconciliation", {400}, reconcile::suggest_entity, Origins::kAny},
    {"GET", "/reconcile/suggest/property", "reconcileSuggestProperty", "Properties that can be asked for", kSuggest, kJsonType, "Reconciliation", {400}, reconcile::suggest_property, Origins::kAny},
    {"GET", "/reconcile/suggest/type", "reconcileSuggestType", "Types of record", kSuggest, kJsonType, "Reconciliation", {400}, reconcile::suggest_type, Origins::kAny},
    {"GET", "/reconcile/flyout/{kind}", "reconcileFlyout", "A short description of a record, a property or a type",
     {{"kind", In::kPath, R"({"type":"string","enum":["entity","property","type"]})", "of what"}, kOf, kCallback, kLang},
     kJsonType, "Reconciliation", {404}, reconcile::flyout, Origins::kAny},
    {"GET", "/reconcile/preview", "reconcilePreview", "A record in a small frame", {kOf, kLang}, kHtmlType, "", {404}, reconcile::preview, Origins::kAny},
    {"GET", "/reconcile/properties", "reconcileProperties", "Properties that columns can be made of", kPropose, kJsonType, "Reconciliation", {400}, reconcile::propose, Origins::kAny},
    {"GET", "/reconcile/v1", "reconcileDraft", "Reconciliation 1.0 draft: the manifest", {kLang}, kJsonType, "Reconciliation", {}, reconcile::draft_manifest, Origins::kAny},
    {"POST", "/reconcile/v1/match", "reconcileDraftMatch", "Reconciliation 1.0 draft: up to 1000 queries", {kLang},
     kJsonType, "Reconciliation", {400, 413, 415}, reconcile::draft_match, Origins::kAny, kJsonType},
    {"GET", "/reconcile/v1/suggest/entity", "reconcileDraftSuggestEntity", "Records whose names begin like this", kSuggest, kJsonType, "Reconciliation", {400}, reconcile::suggest_entity, Origins::kAny},
    {"GET", "/reconcile/v1/suggest/property", "reconcileDraftSuggestProperty", "Properties that can be asked for", kSuggest, kJsonType, "Reconciliation", {400}, reconcile::suggest_property, Origins::kAny},
    {"GET", "/reconcile/v1/suggest/type", "reconcileDraftSuggestType", "Types of record", kSuggest, kJsonType, "Reconciliation", {400}, reconcile::suggest_type, Origins::kAny},
    {"GET", "/reconcile/v1/preview", "reconcileDraftPreview", "A record in a small frame", {kOf, kLang}, kHtmlType, "", {404}, reconcile::preview, Origins::kAny},
    {"POST", "/reconcile/v1/extend", "reconcileDraftExtend", "Values of properties for up to 1000 records", {kLang},
     kJsonType, "Reconciliation", {400, 413, 415}, reconcile::draft_extend, Origins::kAny, kJsonType},
    {"GET", "/reconcile/v1/extend/propose", "reconcileDraftPropose", "Properties that columns can be made of", kPropose, kJsonType, "Reconciliation", {400}, reconcile::propose, Origins::kAny},
    // files
    {"GET", "/checkpoint", "checkpoint", "The log's signed checkpoint (c2sp.org/tlog-tiles)", {}, kTextType, "", {404}, api::log_checkpoint},
    {"GET", "/tile/{path...}", "logTile", "The log's tiles (c2sp.org/tlog-tiles)",
     {{"path", In::kPath, kString, "level and index, “0/x001/234”; it holds slashes"}}, "application/octet-stream", "", {404}, api::log_tile},
    {"GET", "/assets/{path...}", "asset", "Files of the pages; the address changes with the file",
     {{"path", In::kPath, kString, "file name with its digest"}}, "*/*", "", {404}, api::asset},
};

std::string_view piece_of(std::string_view& rest) {
  size_t slash = rest.find('/');
  std::string_view piece = rest.substr(0, slash);
  rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
  return piece;
}

// One piece of a pattern, "{name}" with or without an ending, or a literal.
bool match_piece(std::string_view pattern, std::string_view text, PathParams& params) {
  if (!pattern.starts_with('{')) return pattern == text;
  size_t close = pattern.find('}');
  std::string_view ending = pattern.substr(close + 1);
  if (text.size() <= ending.size() || !text.ends_with(ending)) return false;
  params.emplace_back(pattern.substr(1, close - 1), text.substr(0, text.size() - ending.size()));
  return true;
}

bool is_page(const Route& route) { return route.media_type == kHtmlType; }
bool is_api(std::string_view path) { return path == "/api" || path.starts_with("/api/"); }

// What the API does not know, or is given twice, is a mistake that silence would hide.
std::vector<Fault> strange_params(const Route& route, const Request& request) {
  std::vector<Fault> faults;
  for (size_t i = 0; i < request.query.size(); ++i) {
    const std::string& name = request.query[i].first;
    auto param = std::ranges::find_if(route.params, [&](const Param& p) { return p.in == In::kQuery && p.name == name; });
    bool is_again = std::any_of(request.query.begin(), request.query.begin() + static_cast<ptrdiff_t>(i),
                                [&](const auto& pair) { return pair.first == name; });
    if (param == route.params.end()) {
      faults.push_back({"/query/" + name, "There is no parameter of this name here; /api/v1/openapi.json lists them."});
    } else if (is_again && param->times == Times::kOnce) {
      faults.push_back({"/query/" + name, "This parameter is given twice."});
    }
  }
  return faults;
}

Response run(const Site& site, const Route& route, const Request& request, const PathParams& params) {
  if (is_api(request.path)) {
    std::vector<Fault> faults = strange_params(route, request);
    if (!faults.empty()) return refused(faults);
  }
  return route.handler(site, request, params);
}

bool takes(const Route& route, std::string_view method) {
  return route.method == method || (method == "HEAD" && route.method == "GET");
}

Response no_such_address(const Site& site, const Request& request) {
  if (is_api(request.path)) return problem(404, "There is no such address; /api/v1/openapi.json lists them.");
  return error_page(site, request, 404);
}

// "GET, HEAD, POST": what the address can be asked with.
std::string allowed(std::span<const Route* const> fitting) {
  std::string out;
  for (const Route* route : fitting) {
    if (!out.empty()) out += ", ";
    out += route->method == "GET" ? "GET, HEAD" : route->method;
  }
  return out;
}

Response wrong_method(const Site& site, const Request& request, std::span<const Route* const> fitting) {
  std::string methods = allowed(fitting);
  Response out = is_page(*fitting[0]) ? error_page(site, request, 405)
                                      : problem(405, fmt::format("This address can only be asked with {}.", methods));
  out.set_header("Allow", methods);
  return out;
}

// A browser asks before it lets a page of another site send JSON.
Response preflight(std::span<const Route* const> fitting) {
  Response out;
  out.status = 204;
  out.headers = {{"Access-Control-Allow-Methods", allowed(fitting)},
                 {"Access-Control-Allow-Headers", "Accept, Accept-Language, Content-Type"},
                 {"Access-Control-Max-Age", "86400"}};
  return out;
}

std::vector<const Route*> fitting_routes(std::string_view path) {
  std::vector<const Route*> out;
  for (const Route& route : kRoutes)
    if (match(route.pattern, path).fits) out.push_back(&route);
  return out;
}

Response dispatch(const Site& site, const Request& request, std::span<const Route* const> fitting) {
  if (fitting.empty()) return no_such_address(site, request);
  for (const Route* route : fitting)
    if (takes(*route, request.method)) return run(site, *route, request, match(route->pattern, request.path).params);
  if (request.method == "OPTIONS" && fitting[0]->origins == Origins::kAny) return preflight(fitting);
  return wrong_method(site, request, fitting);
}

void add_security_headers(Response& response, Origins origins) {
  static constexpr std::string_view kOwnPolicy =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
      "connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
  // What other sites may frame has no script and no form.
  static constexpr std::string_view kSharedPolicy =
      "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; form-action 'none'; base-uri 'none'; "
      "frame-ancestors *";
  bool is_shared = origins == Origins::kAny;
  const std::pair<std::string_view, std::string_view> always[] = {
      {"Content-Security-Policy", is_shared ? kSharedPolicy : kOwnPolicy},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Resource-Policy", is_shared ? "cross-origin" : "same-origin"},
      {"X-Content-Type-Options", "nosniff"},
  };
  for (const auto& [name, value] : always) response.headers.emplace_back(name, value);
  if (is_shared) response.headers.emplace_back("Access-Control-Allow-Origin", "*");
}

}  // namespace

std::span<const Route> routes() { return kRoutes; }

std::string_view path_param(const PathParams& params, std::string_view name) {
  for (const auto& [key, value] : params)
    if (key == name) return value;
  return {};
}

Match match(std::string_view pattern, std::string_view path) {
  Match out;
  if (!path.starts_with('/')) return out;
  pattern.remove_prefix(1), path.remove_prefix(1);
  while (true) {
    if (pattern.ends_with("...}") && pattern.starts_with('{')) {
      out.params.emplace_back(pattern.substr(1, pattern.size() - 5), path);
      out.fits = !path.empty();
      return out;
    }
    bool is_last = pattern.find('/') == std::string_view::npos, ends = path.find('/') == std::string_view::npos;
    if (is_last != ends) return out;
    if (!match_piece(piece_of(pattern), piece_of(path), out.params)) return out;
    if (is_last) break;
  }
  out.fits = true;
  return out;
}

uint64_t body_limit(std::string_view method, std::string_view path) {
  constexpr uint64_t kShort = 64 << 10, kLong = 4 << 20;  // a thousand queries with conditions, percent-encoded
  std::vector<const Route*> fitting = fitting_routes(path);
  bool is_taken = std::ranges::any_of(fitting, [&](const Route* r) { return r->method == method && !r->takes.empty(); });
  return is_taken ? kLong : kShort;
}

Response answer(const Site& site, const Request& request) {
  std::vector<const Route*> fitting = fitting_routes(request.path);
  Response out = dispatch(site, request, fitting);
  apply_etag(request, out);
  apply_encoding(request, out);
  add_security_headers(out, fitting.empty() ? Origins::kOwn : fitting[0]->origins);
  return out;
}

}  // namespace stele::server
