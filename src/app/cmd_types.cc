#include <fmt/format.h>

#include "app/cmd.h"
#include "app/console.h"

namespace stele::app {
namespace {

constexpr Option kOptions[] = {{"--lang", "LANGUAGE", "the language for labels (en)"}, {"--json", "", "prints them as JSON"}};

Json type_json(const model::TypeSpec& type, std::string_view lang) {
  Json::Array properties;
  for (const model::PropertyUse& use : type.properties)
    properties.push_back(Json::Object{{"id", use.property->id},
                                      {"value", model::kind_name(use.property->kind)},
                                      {"vocab", use.property->vocab},
                                      {"required", use.required},
                                      {"audience", model::audience_name(use.property->audience)},
                                      {"label", model::label(use.property->labels, lang)}});
  return Json::Object{{"id", type.id}, {"label", model::label(type.labels, lang)}, {"help", model::label(type.help, lang)}, {"properties", properties}};
}

Json list_json(const model::Schema& schema, std::string_view lang) {
  Json::Array out;
  for (const model::TypeSpec& type : schema.types())
    if (type.kind == model::TypeSpec::Kind::kRecord) out.push_back(type_json(type, lang));
  return out;
}

std::string list_text(const model::Schema& schema, std::string_view lang) {
  std::string out;
  for (const model::TypeSpec& type : schema.types())
    if (type.kind == model::TypeSpec::Kind::kRecord)
      out += fmt::format("{:<22} {}. {}\n", type.id, model::label(type.labels, lang), model::label(type.help, lang));
  return out + "\n`stele types TYPE` lists what can be said about one of them.\n";
}

std::string property_text(const model::PropertyUse& use, std::string_view lang) {
  const model::PropertySpec& property = *use.property;
  std::string kind(model::kind_name(property.kind));
  if (!property.vocab.empty()) kind += " of " + property.vocab;
  for (size_t i = 0; i < property.ref_types.size(); ++i) kind += (i ? ", " : " to ") + property.ref_types[i];
  std::string out = fmt::format("  {:<26} {}. {}\n", property.id, model::label(property.labels, lang), model::label(property.help, lang));
  out += fmt::format("  {:<26} {}", "", kind);
  if (!use.required.empty()) out += fmt::format(", needed for: {}", use.required);
  if (property.audience != model::Audience::kPublic) out += fmt::format(", audience {}", model::audience_name(property.audience));
  return out + "\n";
}

std::string type_text(const model::TypeSpec& type, std::string_view lang) {
  std::string out = fmt::format("{} ({})\n{}\n\n", model::label(type.labels, lang), type.id, model::label(type.help, lang));
  for (const model::PropertyUse& use : type.properties) out += property_text(use, lang);
  for (const model::PartSpec& part : type.parts)
    out += fmt::format("  {:<26} {}. {}\n", part.id, model::label(part.labels, lang), model::label(part.help, lang));
  return out;
}

Status types(const Arguments& arguments) {
  std::string lang = arguments.has("--lang") ? arguments.value("--lang") : "en";
  STELE_TRY(model::Schema schema, archive::load_schema(""));
  bool as_json = arguments.has("--json");
  if (arguments.operands().empty()) return as_json ? print_json(list_json(schema, lang)) : print(list_text(schema, lang));
  const model::TypeSpec* type = schema.type(arguments.operand(0));
  if (!type) return fail(Code::kNotFound, "There is no such type; `stele types` lists them.", arguments.operand(0));
  return as_json ? print_json(type_json(*type, lang)) : print(type_text(*type, lang));
}

}  // namespace

constinit const Command kTypes{.name = "types",
                               .operands = "[TYPE]",
                               .summary = "Lists the types of records, or what can be said about one",
                               .help = "",
                               .least = 0,
                               .most = 1,
                               .options = kOptions,
                               .run = types};

}  // namespace stele::app
