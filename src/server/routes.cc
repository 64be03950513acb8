// The table, and the few lines that use it. Patterns are compared piece by piece; there are so few that looking through
// all of them takes less time than reading the request did.
#include "server/routes.h"

#include <fmt/format.h>

#include <algorithm>

#include "server/api.h"
#include "server/encoding.h"
#include "server/layout.h"
#include "server/pages.h"
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

Response wrong_method(const Site& site, const Request& request, const Route& route) {
  std::string allowed = route.method == "GET" ? "GET, HEAD" : std::string(route.method);
  Response out = is_page(route) ? error_page(site, request, 405)
                                : problem(405, fmt::format("This address can only be asked with {}.", allowed));
  out.set_header("Allow", allowed);
  return out;
}

Response dispatch(const Site& site, const Request& request) {
  const Route* other = nullptr;
  for (const Route& route : kRoutes) {
    Match found = match(route.pattern, request.path);
    if (!found.fits) continue;
    if (takes(route, request.method)) return run(site, route, request, found.params);
    other = &route;
  }
  return other ? wrong_method(site, request, *other) : no_such_address(site, request);
}

void add_security_headers(Response& response) {
  static constexpr std::pair<std::string_view, std::string_view> kAlways[] = {
      {"Content-Security-Policy",
       "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
       "connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"X-Content-Type-Options", "nosniff"},
  };
  for (const auto& [name, value] : kAlways) response.headers.emplace_back(name, value);
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

Response answer(const Site& site, const Request& request) {
  Response out = dispatch(site, request);
  apply_etag(request, out);
  apply_encoding(request, out);
  add_security_headers(out);
  return out;
}

}  // namespace stele::server
