// The addresses of the Reconciliation Service API. Both generations share suggestions, previews and proposals; they
// differ in the manifest, in how a batch is wrapped, and in JSONP, which only the old one has.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/lang.h"
#include "server/form.h"
#include "server/layout.h"
#include "server/reconcile.h"
#include "server/reply.h"

namespace stele::server::reconcile {
namespace {

constexpr int kPreviewWidth = 430, kPreviewHeight = 300;
constexpr size_t kSuggested = 20, kMostSuggested = 100, kMostSkipped = 1000;

// --- what every answer is made of ---

// The address of this archive as the asker sees it; a proxy says when it was asked over TLS.
std::string base_url(const Request& request) {
  bool is_tls = request.header("x-forwarded-proto") == "https";
  return (is_tls ? "https://" : "http://") + request.host;
}

// The log's name: it stays the same wherever the archive is served from.
std::string origin_of(const Site& site) {
  auto key = site.archive().log_key();
  std::string out = key ? key->substr(0, key->find('+')) : std::string("stele");
  return out;
}

Response json(std::string body) { return reply(std::move(body), kJsonType); }

// JSON, or a script that calls `callback` with it.
Response wrapped(std::string body, std::string_view callback) {
  if (callback.empty()) return json(std::move(body));
  // What JSON allows in a string and older JavaScript does not.
  for (auto [from, to] : {std::pair<std::string_view, std::string_view>{"\u2028", "\\u2028"}, {"\u2029", "\\u2029"}})
    for (size_t at = 0; (at = body.find(from, at)) != std::string::npos; at += to.size())
      body.replace(at, from.size(), to);
  return reply(fmt::format("/**/{}({});", callback, body), "text/javascript; charset=utf-8");
}

bool is_listed(const model::TypeSpec& type) {
  return type.kind == model::TypeSpec::Kind::kRecord && type.listed && type.audience == model::Audience::kPublic;
}

std::string_view label_of(const model::Labels& labels, const Reader& reader) {
  return model::label(labels, reader.words.tag());
}

void append_id_name(std::string& out, std::string_view id, std::string_view name, std::string_view description = {}) {
  ObjectText object(out);
  object.text("id", id);
  object.text("name", name);
  if (!description.empty()) object.text("description", description);
}

void append_default_types(std::string& out, const Site& site, const Reader& reader) {
  std::vector<const model::TypeSpec*> types;
  for (const model::TypeSpec& type : site.schema().types())
    if (is_listed(type)) types.push_back(&type);
  append_array(out, types, [&](std::string& text, const model::TypeSpec* t) {
    append_id_name(text, t->id, label_of(t->labels, reader));
  });
}

// --- the manifests ---

// What may be set when columns are added; the names of the members differ between the generations.
void append_settings(std::string& out, Version version) {
  bool is_draft = version == Version::kDraft;
  std::string_view id = is_draft ? "id" : "name", name = is_draft ? "name" : "label",
                   help = is_draft ? "helpText" : "help_text";
  auto setting = [&](std::string_view own, std::string_view label, std::string_view type, std::string_view words,
                     std::string_view otherwise) {
    out += out.ends_with('[') ? "" : ",";
    ObjectText object(out);
    object.text(id, own);
    object.text(name, label);
    object.text("type", type);
    object.text(help, words);
    object.member("default") += otherwise;
    if (type != "select") return;
    append_array(object.member("choices"),
                 std::to_array<std::pair<std::string_view, std::string_view>>({{"literal", "Words"}, {"id", "Ids"}}),
                 [](std::string& text, const auto& choice) {
                   ObjectText one(text);
                   one.text("value", choice.first);
                   one.text("name", choice.second);
                 });
  };
  out += '[';
  setting("limit", "Limit", "number", "How many values at most; 0 for all", "0");
  setting("content", "Content", "select", "Words, or the ids of terms and records", "\"literal\"");
  setting("lang", "Language", "text", "Only names and texts in this language (BCP 47), such as az or ru", "\"\"");
  out += ']';
}

void append_service(std::string& out, const std::string& base, std::string_view kind) {
  ObjectText object(out);
  object.text("service_url", base);
  object.text("service_path", fmt::format("/reconcile/suggest/{}", kind));
  object.text("flyout_service_url", base);
  object.text("flyout_service_path", fmt::format("/reconcile/flyout/{}?id=${{id}}", kind));
}

void append_preview_size(ObjectText& preview) {
  preview.number("width", kPreviewWidth);
  preview.number("height", kPreviewHeight);
}

std::string legacy_manifest(const Site& site, const Request& request, const Reader& reader) {
  std::string base = base_url(request), origin = origin_of(site);
  return object_text([&](ObjectText& object) {
    object.member("versions") += R"(["0.1","0.2"])";
    object.text("name", "Stele: " + origin);
    object.text("identifierSpace", "https://" + origin + "/record/");
    object.text("schemaSpace", "https://" + origin + "/types/");
    object.text("documentation", base + "/about");
    object.text("logo", base + std::string(site.asset_url("icon.svg")));
    ObjectText(object.member("view")).text("url", base + "/record/{{id}}");
    append_default_types(object.member("defaultTypes"), site, reader);
    object.member("suggest") += object_text([&](ObjectText& suggest) {
      for (std::string_view kind : {"entity", "property", "type"}) append_service(suggest.member(kind), base, kind);
    });
    object.member("preview") += object_text([&](ObjectText& preview) {
      preview.text("url", base + "/reconcile/preview?id={{id}}");
      append_preview_size(preview);
    });
    object.member("extend") += object_text([&](ObjectText& extend) {
      extend.member("propose_properties") += object_text([&](ObjectText& propose) {
        propose.text("service_url", base);
        propose.text("service_path", "/reconcile/properties");
      });
      append_settings(extend.member("property_settings"), Version::kLegacy);
    });
    object.number("batchSize", kBatchSize);
  });
}

std::string draft_manifest_text(const Site& site, const Request& request, const Reader& reader) {
  std::string base = base_url(request);
  return object_text([&](ObjectText& object) {
    object.member("versions") += R"(["1.0-draft"])";
    object.text("name", "Stele: " + origin_of(site));
    object.text("documentation", base + "/about");
    object.text("logo", base + std::string(site.asset_url("icon.svg")));
    ObjectText(object.member("view")).text("url", base + "/record/{id}");
    append_default_types(object.member("defaultTypes"), site, reader);
    object.member("suggest") += object_text([&](ObjectText& suggest) {
      for (std::string_view kind : {"entity", "property", "type"}) suggest.flag(kind, true);
    });
    object.member("preview") += object_text(append_preview_size);
    object.member("extend") += object_text([&](ObjectText& extend) {
      extend.flag("proposeProperties", true);
      append_settings(extend.member("propertySettings"), Version::kDraft);
    });
    object.number("batchSize", kBatchSize);
    object.flag("standardizedScore", true);
    object.text("lang", reader.words.tag());
    object.text("dir", reader.words.dir());
  });
}

// --- queries ---

Response too_many(std::string_view what) {
  return problem(413, fmt::format("At most {} {} can be asked at once.", kBatchSize, what));
}

// The answers in one JSON text each.
template <class Append>
std::expected<std::vector<std::string>, Response> answers(const Site& site, const Request& request,
                                                          const Reader& reader, const std::vector<Asked>& asked,
                                                          Append append) {
  auto answered = answer(site, asked, reader);
  if (!answered) return std::unexpected(api_error(site, request, answered.error()));
  std::vector<std::string> out(answered->size());
  for (size_t i = 0; i < out.size(); ++i) append(out[i], (*answered)[i], site, reader);
  return out;
}

Response legacy_batch(const Site& site, const Request& request, const Reader& reader, std::string_view text,
                      std::string_view callback) {
  auto queries = parse_json(text);
  if (!queries || !queries->as_object())
    return problem(400,
                   "“queries” is a JSON object of queries. " + (queries ? std::string() : queries.error().message));
  const Json::Object& list = *queries->as_object();
  if (list.size() > kBatchSize) return too_many("queries");
  std::vector<Asked> asked;
  for (const auto& [key, query] : list) asked.push_back(read_legacy_query(query, site.schema()));
  auto texts = answers(site, request, reader, asked, append_legacy);
  if (!texts) return std::move(texts.error());
  return wrapped(object_text([&](ObjectText& object) {
                   for (size_t i = 0; i < list.size(); ++i) object.member(list[i].first) += (*texts)[i];
                 }),
                 callback);
}

// One query by itself: JSON, or just the name.
Response legacy_single(const Site& site, const Request& request, const Reader& reader, const Pairs& fields,
                       std::string_view callback) {
  std::string_view text = field(fields, "query");
  Json query;
  if (text.starts_with('{')) {
    auto parsed = parse_json(text);
    if (!parsed) return problem(400, "“query” begins like JSON and is none. " + parsed.error().message);
    query = std::move(*parsed);
  } else {
    Json::Object members{{"query", text}};
    if (has_field(fields, "type")) members.emplace_back("type", field(fields, "type"));
    if (auto limit = whole_number(field(fields, "limit")))
      members.emplace_back("limit", Json::integer(static_cast<int64_t>(*limit % 1'000'000)));
    query = Json(std::move(members));
  }
  auto texts = answers(site, request, reader, {read_legacy_query(query, site.schema())}, append_legacy);
  if (!texts) return std::move(texts.error());
  return wrapped(std::move(texts->front()), callback);
}

Response extend_reply(const Site& site, const Request& request, const Reader& reader, std::string_view text,
                      Version version, std::string_view callback) {
  auto json_query = parse_json(text);
  auto extend = json_query
                    ? read_extend(*json_query)
                    : Result<Extend>(fail(Code::kInvalid, "The extension is not JSON. " + json_query.error().message));
  if (!extend) return problem(400, extend.error().message);
  if (extend->ids.size() > kBatchSize) return too_many("ids");
  std::set<std::string_view> ids(extend->ids.begin(), extend->ids.end()), properties;
  for (const ExtendProperty& property : extend->properties) properties.insert(property.id);
  // In the old form both are members of objects.
  if (version == Version::kLegacy && (ids.size() < extend->ids.size() || properties.size() < extend->properties.size()))
    return problem(400, "An id or a property is given twice.");
  auto out = extended(*extend, site, reader, version);
  return out ? wrapped(std::move(*out), callback) : api_error(site, request, out.error());
}

std::expected<Json, Response> json_body(const Request& request) {
  if (!body_is(request, kJsonType)) return std::unexpected(problem(415, "Send the body as application/json."));
  auto json_value = parse_json(request.body);
  if (!json_value) return std::unexpected(problem(400, "The body is not JSON. " + json_value.error().message));
  return std::move(*json_value);
}

// --- suggestions ---

struct Suggest {
  std::string prefix;
  size_t skip = 0, limit = kSuggested;
  std::string callback;
};

std::expected<Suggest, Response> read_suggest(const Request& request) {
  std::vector<Fault> faults;
  Suggest out;
  out.prefix = request.param("prefix");
  // It was called cursor before 1.0.
  std::string_view skip = request.param("offset").empty() ? "cursor" : "offset";
  out.skip = read_number(request, skip, 0, kMostSkipped, 0, faults);
  out.limit = read_number(request, "limit", 1, kMostSuggested, kSuggested, faults);
  out.callback = request.param("callback");
  if (!out.callback.empty() && !is_callback(out.callback))
    faults.push_back({"/query/callback", "A callback is a plain name of JavaScript."});
  if (!faults.empty()) return std::unexpected(refused(faults));
  return out;
}

// {"result": [..]} of the items that are left when `skip` are passed over.
template <class Item, class Append>
Response suggestions(const Suggest& asked, std::vector<Item> items, Append append) {
  items.erase(items.begin(), items.begin() + static_cast<ptrdiff_t>(std::min(asked.skip, items.size())));
  if (items.size() > asked.limit) items.resize(asked.limit);
  return wrapped(object_text([&](ObjectText& object) { append_array(object.member("result"), items, append); }),
                 asked.callback);
}

bool begins(std::string_view prefix, std::string_view id, const model::Labels& labels) {
  if (prefix.empty() || id.starts_with(prefix)) return true;
  std::string folded = fold(prefix);
  if (folded.empty()) return false;
  return std::ranges::any_of(labels, [&](const auto& one) {
    std::string text = fold(one.second);
    return text.starts_with(folded) || text.find(" " + folded) != std::string::npos;
  });
}

model::Hit hit_of(const model::View& view, const Reader& reader) {
  model::Hit out;
  const model::Name* name = view.title_name(model::Perspective{.lang = reader.lang, .at = {}, .by = {}});
  out.id = view.id(), out.type = view.type(),
  out.title = view.title(model::Perspective{.lang = reader.lang, .at = {}, .by = {}});
  out.title_lang = name ? name->lang : "";
  return out;
}

// Other names and where it lies: what tells namesakes apart.
std::string hit_words(const model::Hit& hit) {
  std::string out;
  for (const auto& [name, lang] : hit.names) out += (out.empty() ? "" : ", ") + name;
  if (hit.point) out += fmt::format("{}{:.3f}, {:.3f}", out.empty() ? "" : " · ", hit.point->lat, hit.point->lon);
  return out;
}

// --- properties ---

// Those of a type; of all listed types for "". What the public can never see is not proposed.
std::vector<const model::PropertySpec*> properties_of(const Site& site, std::string_view type) {
  std::vector<const model::PropertySpec*> out;
  for (const model::TypeSpec& one : site.schema().types()) {
    if (!is_listed(one) || (!type.empty() && one.id != type)) continue;
    for (const model::PropertyUse& use : one.properties)
      if (use.property->audience == model::Audience::kPublic && std::ranges::find(out, use.property) == out.end())
        out.push_back(use.property);
  }
  return out;
}

// Conditions that can be asked without being properties of records.
struct Qualifier {
  std::string_view id, name;
};
std::span<const Qualifier> qualifiers_of(std::string_view property) {
  static constexpr Qualifier kPosition[] = {{"within-5-km", "At most 5 km away; any number may stand for 5"}};
  static constexpr Qualifier kDuring[] = {{"possibly", "It can have been so then"}};
  if (property == "position") return kPosition;
  if (property == "during") return kDuring;
  return {};
}

struct Suggested {
  std::string_view id, name, description;
};

void append_suggested(std::string& out, const Suggested& one) {
  ObjectText object(out);
  object.text("id", one.id);
  object.text("name", one.name);
  if (!one.description.empty()) object.text("description", one.description);
  auto qualifiers = qualifiers_of(one.id);
  if (!qualifiers.empty())
    append_array(object.member("matchQualifiers"), qualifiers,
                 [](std::string& text, const Qualifier& q) { append_id_name(text, q.id, q.name); });
}

// --- what is shown of one record ---

Html preview_main(const Site& site, const Reader& reader, const model::View& view) {
  const Words& w = reader.words;
  model::Hit hit = hit_of(view, reader);
  const model::TypeSpec* type = site.schema().type(view.type());
  constexpr size_t kNamesShown = 12;
  std::map<std::string, std::string> names;  // of each language the first recorded, by tag: no rank
  for (const model::SeenStatement* s : view.of("name")) {
    const auto* name = std::get_if<model::Name>(&s->value);
    if (name && name->text != hit.title && names.size() < kNamesShown) names.try_emplace(name->lang, name->text);
  }
  Html also = each(
      names,
      [](const auto& name) {
        return fragment(name_span(name.second, name.first), " ", el("span", attr("class", "lang"), name.first));
      },
      " · ");
  return fragment(el("h1", name_span(hit.title, hit.title_lang)),
                  el("p", attr("class", "facts"), type ? label_of(type->labels, reader) : std::string_view(view.type()),
                     " · ", w.text("count.statements", {{"count", view.statements().size()}})),
                  names.empty() ? Html() : el("p", attr("class", "also"), w.html("record.also", {{"names", also}})));
}

// The view of ?id=, or the answer that there is none: the same whether it is hidden or missing.
std::expected<model::View, Response> view_of(const Site& site, const Request& request) {
  auto nothing = [&] { return std::unexpected(problem(404, "There is nothing here that you may see.")); };
  auto view = listed_view(site, request.param("id"));
  if (!view) return std::unexpected(api_error(site, request, view.error()));
  if (!*view) return nothing();
  return std::move(**view);
}

std::string flyout_json(std::string_view id, const Html& html) {
  return object_text([&](ObjectText& object) {
    object.text("id", id);
    object.text("html", html.text());
  });
}

}  // namespace

Response legacy(const Site& site, const Request& request, const PathParams&) {
  auto fields = fields_of(request);
  if (!fields) return std::move(fields.error());
  std::string_view callback = field(*fields, "callback");
  if (!callback.empty() && (request.method == "POST" || !is_callback(callback)))
    return problem(400, "A callback is a plain name of JavaScript, for GET only.");
  Reader reader = reader_of(request);
  if (has_field(*fields, "queries")) return legacy_batch(site, request, reader, field(*fields, "queries"), callback);
  if (has_field(*fields, "query")) return legacy_single(site, request, reader, *fields, callback);
  if (has_field(*fields, "extend"))
    return extend_reply(site, request, reader, field(*fields, "extend"), Version::kLegacy, callback);
  return wrapped(legacy_manifest(site, request, reader), callback);
}

Response draft_manifest(const Site& site, const Request& request, const PathParams&) {
  return json(draft_manifest_text(site, request, reader_of(request)));
}

Response draft_match(const Site& site, const Request& request, const PathParams&) {
  auto body = json_body(request);
  if (!body) return std::move(body.error());
  const Json* queries = body->find("queries");
  if (!queries || !queries->as_array()) return problem(400, "The body is an object with the list “queries”.");
  if (queries->as_array()->size() > kBatchSize) return too_many("queries");
  std::vector<Asked> asked;
  for (const Json& query : *queries->as_array()) asked.push_back(read_draft_query(query, site.schema()));
  auto texts = answers(site, request, reader_of(request), asked, append_draft);
  if (!texts) return std::move(texts.error());
  return json_reply([&](ObjectText& object) {
    append_array(object.member("results"), *texts, [](std::string& out, const std::string& text) { out += text; });
  });
}

Response draft_extend(const Site& site, const Request& request, const PathParams&) {
  if (!body_is(request, kJsonType)) return problem(415, "Send the body as application/json.");
  return extend_reply(site, request, reader_of(request), request.body, Version::kDraft, {});
}

Response suggest_entity(const Site& site, const Request& request, const PathParams&) {
  auto asked = read_suggest(request);
  if (!asked) return std::move(asked.error());
  Reader reader = reader_of(request);
  std::vector<model::Hit> hits;
  auto bearer = listed_view(site, asked->prefix);
  if (!bearer) return api_error(site, request, bearer.error());
  if (*bearer) hits.push_back(hit_of(**bearer, reader));
  auto found = site.archive().suggest(site.caller(), asked->prefix, asked->skip + asked->limit,
                                      {.lang = reader.lang, .at = {}, .by = {}});
  if (!found) return api_error(site, request, found.error());
  hits.insert(hits.end(), std::make_move_iterator(found->begin()), std::make_move_iterator(found->end()));
  return suggestions(*asked, std::move(hits), [&](std::string& out, const model::Hit& hit) {
    const model::TypeSpec* type = site.schema().type(hit.type);
    ObjectText object(out);
    object.text("id", hit.id.text());
    object.text("name", hit.title);
    if (std::string words = hit_words(hit); !words.empty()) object.text("description", words);
    append_array(
        object.member("notable"), std::span(&type, type ? 1 : 0),
        [&](std::string& text, const model::TypeSpec* t) { append_id_name(text, t->id, label_of(t->labels, reader)); });
  });
}

Response suggest_property(const Site& site, const Request& request, const PathParams&) {
  auto asked = read_suggest(request);
  if (!asked) return std::move(asked.error());
  Reader reader = reader_of(request);
  static const model::Labels kDuringLabels = {{"en", "Time: it was there, or bore this name, in a period"}};
  std::vector<Suggested> items;
  if (begins(asked->prefix, "during", kDuringLabels))
    items.push_back({"during", kDuringLabels.begin()->second, "EDTF, or as one types it: 1926, 1920s, 1905/1921"});
  for (const model::PropertySpec* p : properties_of(site, {}))
    if (begins(asked->prefix, p->id, p->labels))
      items.push_back({p->id, label_of(p->labels, reader), label_of(p->help, reader)});
  return suggestions(*asked, std::move(items), append_suggested);
}

Response suggest_type(const Site& site, const Request& request, const PathParams&) {
  auto asked = read_suggest(request);
  if (!asked) return std::move(asked.error());
  Reader reader = reader_of(request);
  std::vector<Suggested> items;
  for (const model::TypeSpec& type : site.schema().types())
    if (is_listed(type) && begins(asked->prefix, type.id, type.labels))
      items.push_back({type.id, label_of(type.labels, reader), label_of(type.help, reader)});
  return suggestions(*asked, std::move(items), append_suggested);
}

Response flyout(const Site& site, const Request& request, const PathParams& path) {
  std::string_view kind = path_param(path, "kind"), callback = request.param("callback");
  if (!callback.empty() && !is_callback(callback)) return problem(400, "A callback is a plain name of JavaScript.");
  Reader reader = reader_of(request);
  std::string id(request.param("id"));
  if (kind == "entity") {
    auto view = view_of(site, request);
    if (!view) return std::move(view.error());
    return wrapped(flyout_json(id, preview_main(site, reader, *view)), callback);
  }
  const model::TypeSpec* type = kind == "type" ? site.schema().type(id) : nullptr;
  const model::PropertySpec* property = kind == "property" ? site.schema().property(id) : nullptr;
  if (!type && !property) return problem(404, "There is nothing of this name.");
  const model::Labels& labels = type ? type->labels : property->labels;
  const model::Labels& help = type ? type->help : property->help;
  return wrapped(flyout_json(id, fragment(el("h1", label_of(labels, reader)), el("p", label_of(help, reader)))),
                 callback);
}

Response preview(const Site& site, const Request& request, const PathParams&) {
  auto view = view_of(site, request);
  if (!view) return std::move(view.error());
  Reader reader = reader_of(request);
  const Words& w = reader.words;
  Html head = el("head", void_el("meta", attr("charset", "utf-8")), el("title", hit_of(*view, reader).title),
                 void_el("link", attr("rel", "stylesheet"), url_attr("href", site.asset_url("style.css"))));
  Html body = el("body", el("main", preview_main(site, reader, *view),
                            el("p", attr("class", "disclaimer"), w("foot.disclaimer"))));
  return reply(document(el("html", attr("lang", w.tag()), attr("dir", w.dir()), head, body)).take(), kHtmlType);
}

Response propose(const Site& site, const Request& request, const PathParams&) {
  auto asked = read_suggest(request);
  if (!asked) return std::move(asked.error());
  Reader reader = reader_of(request);
  std::vector<const model::PropertySpec*> properties = properties_of(site, request.param("type"));
  bool has_limit = !request.param("limit").empty();
  if (has_limit && properties.size() > asked->limit) properties.resize(asked->limit);
  return wrapped(object_text([&](ObjectText& object) {
                   object.text("type", request.param("type"));
                   if (has_limit) object.number("limit", asked->limit);
                   append_array(object.member("properties"), properties,
                                [&](std::string& text, const model::PropertySpec* p) {
                                  append_id_name(text, p->id, label_of(p->labels, reader), label_of(p->help, reader));
                                });
                 }),
                 asked->callback);
}

}  // namespace stele::server::reconcile
