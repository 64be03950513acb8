// Each handler reads its parameters, asks the archive one thing and writes the answer down. What the parameters may be
// was said in routes.cc; dispatch has refused the unknown ones already.
#include "server/api.h"

#include <fmt/format.h>

#include "server/encoding.h"
#include "server/layout.h"
#include "server/openapi.h"
#include "server/reply.h"
#include "server/view_json.h"

namespace stele::server::api {
namespace {

constexpr int kDeepestTile = 22;

Response bad_path(std::string_view name, std::string detail) {
  Fault fault{"/path/" + std::string(name), std::move(detail)};
  return refused(std::span(&fault, 1));
}

Response nothing_here() { return problem(404, "There is nothing here that you may see."); }

// The view that {id} names, or the answer that says why not.
std::expected<model::View, Response> view_of(const Site& site, const Request& request, const PathParams& path) {
  auto id = Id::parse(path_param(path, "id"));
  if (!id) return std::unexpected(bad_path("id", id.error().message));
  auto view = site.archive().get(site.caller(), *id);
  if (!view) {
    bool is_missing = view.error().code == Code::kNotFound;
    return std::unexpected(is_missing ? nothing_here() : api_error(site, request, view.error()));
  }
  if (view->empty()) return std::unexpected(nothing_here());
  return std::move(*view);
}

void append_next(ObjectText& object, const std::string& next) {
  if (next.empty()) object.member("next") += "null";
  else object.text("next", next);
}

void append_statements(std::string& out, const model::View& view, std::string_view property,
                       const std::optional<Period>& at) {
  std::vector<const model::SeenStatement*> seen;
  for (const model::SeenStatement& s : view.statements())
    if ((property.empty() || s.property == property) && possibly_at(s, at)) seen.push_back(&s);
  append_array(out, seen, [](std::string& text, const auto* s) { append_statement(text, *s); });
}

}  // namespace

Response records(const Site& site, const Request& request, const PathParams&) {
  Question question = read_question(request, site.schema());
  if (!question.faults.empty()) return refused(question.faults);
  auto found = site.archive().find(site.caller(), question.query);
  if (!found) return api_error(site, request, found.error());
  return json_reply([&](ObjectText& object) {
    object.number("total", found->total);
    append_array(object.member("records"), found->hits, append_hit);
    append_facets(object.member("facets"), found->facets);
    append_next(object, found->next);
  });
}

Response record(const Site& site, const Request& request, const PathParams& path) {
  std::vector<Fault> faults;
  const model::Perspective perspective = read_perspective(request, faults);
  if (!faults.empty()) return refused(faults);
  auto view = view_of(site, request, path);
  if (!view) return std::move(view.error());
  auto naming = site.archive().naming_counts(site.caller(), view->id());
  if (!naming) return api_error(site, request, naming.error());
  return json_reply([&](ObjectText& object) {
    const model::TitleRule rule(perspective);
    const model::Name* name = view->title_name(rule);
    object.text("id", view->id().text());
    object.text("type", view->type());
    object.text("title", view->title(rule));
    if (name && !name->lang.empty()) object.text("title_lang", name->lang);
    append_statements(object.member("statements"), *view, {}, perspective.at);
    append_counts(object.member("naming"), *naming);
  });
}

Response record_at(const Site& site, const Request& request, const PathParams& path) {
  std::vector<Fault> faults;
  model::Perspective asked = read_perspective(request, faults);
  asked.at = read_period_param(request, "date", faults);
  if (request.param("date").empty()) faults.push_back({"/query/date", "Say at what time: a day, a year or a period."});
  if (!faults.empty()) return refused(faults);
  auto id = Id::parse(path_param(path, "id"));
  if (!id) return bad_path("id", id.error().message);
  auto found = site.archive().at(site.caller(), *id, asked);
  if (!found && found.error().code == Code::kNotFound) return nothing_here();
  if (!found) return api_error(site, request, found.error());
  Response out = reply({}, kJsonType);
  append_then(out.body, *found, *asked.at);
  return out;
}

Response statements(const Site& site, const Request& request, const PathParams& path) {
  std::vector<Fault> faults;
  std::optional<Period> at = read_period_param(request, "at", faults);
  if (!faults.empty()) return refused(faults);
  auto view = view_of(site, request, path);
  if (!view) return std::move(view.error());
  return json_reply([&](ObjectText& object) {
    object.text("id", view->id().text());
    append_statements(object.member("statements"), *view, request.param("property"), at);
  });
}

Response naming(const Site& site, const Request& request, const PathParams& path) {
  std::vector<Fault> faults;
  uint64_t limit = read_number(request, "limit", 1, 1000, 20, faults);
  const model::Perspective perspective = read_perspective(request, faults);
  if (!faults.empty()) return refused(faults);
  auto view = view_of(site, request, path);
  if (!view) return std::move(view.error());
  auto counts = site.archive().naming_counts(site.caller(), view->id());
  if (!counts) return api_error(site, request, counts.error());
  std::string property(request.param("property")), cursor(request.param("cursor"));
  Result<model::Page> found = model::Page{};
  if (!property.empty()) found = site.archive().naming(site.caller(), view->id(), property, limit, cursor, perspective);
  if (!found) return api_error(site, request, found.error());
  return json_reply([&](ObjectText& object) {
    append_counts(object.member("counts"), *counts);
    append_array(object.member("records"), found->hits, append_hit);
    append_next(object, found->next);
  });
}

Response suggest(const Site& site, const Request& request, const PathParams&) {
  std::vector<Fault> faults;
  uint64_t limit = read_number(request, "limit", 1, 50, 10, faults);
  const model::Perspective perspective = read_perspective(request, faults);
  if (request.param("q").empty()) faults.push_back({"/query/q", "Say with what the name begins."});
  if (!faults.empty()) return refused(faults);
  auto hits = site.archive().suggest(site.caller(), std::string(request.param("q")), limit, perspective);
  if (!hits) return api_error(site, request, hits.error());
  return json_reply([&](ObjectText& object) {
    append_array(object.member("suggestions"), *hits, append_hit);
  });
}

Response types(const Site& site, const Request&, const PathParams&) {
  return json_reply([&](ObjectText& object) {
    append_array(object.member("types"), site.schema().types(), append_type);
  });
}

Response type(const Site& site, const Request&, const PathParams& path) {
  const model::TypeSpec* type = site.schema().type(path_param(path, "id"));
  if (!type) return problem(404, "There is no type of this name.");
  Response out = reply({}, kJsonType);
  append_type(out.body, *type);
  return out;
}

Response vocabs(const Site& site, const Request&, const PathParams&) {
  return json_reply([&](ObjectText& object) {
    append_array(object.member("vocabularies"), site.schema().vocabs(), [](std::string& text, const auto& entry) {
      ObjectText one(text);
      one.text("id", entry.first);
      if (auto pack = pack_of(entry.second); !pack.empty()) one.text("pack", pack);
      one.number("terms", entry.second.terms.size());
      one.text("url", "/api/v1/vocab/" + entry.first);
    });
  });
}

Response vocab(const Site& site, const Request&, const PathParams& path) {
  const model::Vocab* vocab = site.schema().vocab(path_param(path, "id"));
  if (!vocab) return problem(404, "There is no vocabulary of this name.");
  Response out = reply({}, kJsonType);
  append_vocab(out.body, *vocab);
  return out;
}

Response stats(const Site& site, const Request& request, const PathParams&) {
  auto stats = site.archive().stats(site.caller());
  if (!stats) return api_error(site, request, stats.error());
  Response out = reply({}, kJsonType);
  append_stats(out.body, *stats);
  return out;
}

Response tile(const Site& site, const Request& request, const PathParams& path) {
  auto z = whole_number(path_param(path, "z"));
  if (!z || *z > kDeepestTile) return bad_path("z", "The zoom is a whole number from 0 to 22.");
  uint64_t side = uint64_t{1} << *z;
  auto x = whole_number(path_param(path, "x")), y = whole_number(path_param(path, "y"));
  std::string range = fmt::format("At zoom {} this is a whole number from 0 to {}.", *z, side - 1);
  if (!x || *x >= side) return bad_path("x", range);
  if (!y || *y >= side) return bad_path("y", range);
  Question question = read_question(request, site.schema());
  if (!question.faults.empty()) return refused(question.faults);
  auto bytes = site.archive().tile(site.caller(), static_cast<int>(*z), static_cast<uint32_t>(*x),
                                   static_cast<uint32_t>(*y), question.query);
  if (!bytes) return api_error(site, request, bytes.error());
  Response out = reply(std::move(*bytes), "application/vnd.mapbox-vector-tile");
  if (out.body.empty()) out.status = 204;
  return out;
}

Response openapi(const Site&, const Request&, const PathParams&) {
  static const std::string text = openapi_text();
  return reply(text, kJsonType);
}

Response asset(const Site& site, const Request& request, const PathParams&) {
  const WebFile* file = site.file_at(request.path);
  if (!file) return error_page(site, request, 404);
  bool is_brotli = !file->brotli.empty() && accepts(request, "br");
  bool is_gzip = !is_brotli && !file->gzip.empty() && accepts(request, "gzip");
  Response out = reply(std::string(is_brotli ? file->brotli : is_gzip ? file->gzip : file->bytes), file->media_type, Keep::kForever);
  if (is_brotli || is_gzip) out.set_header("Content-Encoding", is_brotli ? "br" : "gzip");
  if (!file->gzip.empty()) add_vary(out, "Accept-Encoding");
  if (file->name == "sw.js") out.set_header("Service-Worker-Allowed", "/");  // it serves pages, not only its own folder
  return out;
}

}  // namespace stele::server::api
