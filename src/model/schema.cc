// Reads schema/ (docs/formats/schema.md). A mistake in a file is one error that names the file, so that whoever adds a
// type sees at once what to mend.
#include "model/schema.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_map>

#include "base/bytes.h"
#include "base/sha256.h"

namespace stele::model {

std::string_view label(const Labels& labels, std::string_view lang) {
  if (auto it = labels.find(lang); it != labels.end()) return it->second;
  if (auto it = labels.find("en"); it != labels.end()) return it->second;
  return {};
}

const TermSpec* Vocab::find(std::string_view term) const {
  auto at = std::find_if(terms.begin(), terms.end(), [&](const TermSpec& t) { return t.id == term; });
  return at == terms.end() ? nullptr : &*at;
}

const TypeSpec* Schema::type(std::string_view id) const {
  auto at = std::find_if(types_.begin(), types_.end(), [&](const TypeSpec& t) { return t.id == id; });
  return at == types_.end() ? nullptr : &*at;
}

const PropertySpec* Schema::property(std::string_view id) const {
  auto it = properties_.find(id);
  return it == properties_.end() ? nullptr : it->second.get();
}

const Vocab* Schema::vocab(std::string_view id) const {
  auto it = vocabs_.find(id);
  return it == vocabs_.end() ? nullptr : &it->second;
}

const TermSpec* Schema::term(std::string_view vocab_id, std::string_view term) const {
  const Vocab* found = vocab(vocab_id);
  return found ? found->find(term) : nullptr;
}

std::span<const PartSpec> Schema::parts(ValueKind kind) const {
  for (const TypeSpec& type : types_)
    if (type.kind == TypeSpec::Kind::kPart && type.part_of == kind) return type.parts;
  return {};
}

namespace {

std::unexpected<Error> wrong(const std::string& path, const std::string& why) {
  return fail(Code::kInvalid, "schema/" + path + ": " + why, path);
}

// The rows of a small CSV text (RFC 4180), header included.
std::vector<std::vector<std::string>> csv_rows(std::string_view text) {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> row(1);
  bool in_quotes = false, any = false;
  auto end_row = [&] {
    if (any) rows.push_back(std::move(row));
    row.assign(1, {});
    any = false;
  };
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (in_quotes) {
      if (c != '"') row.back() += c;
      else if (i + 1 < text.size() && text[i + 1] == '"') row.back() += '"', ++i;
      else in_quotes = false;
    } else if (c == '"') {
      in_quotes = any = true;
    } else if (c == ',') {
      row.emplace_back(), any = true;
    } else if (c == '\n') {
      end_row();
    } else if (c != '\r') {
      row.back() += c, any = true;
    }
  }
  end_row();
  return rows;
}

Labels labels_of(const Json& json, std::string_view key) {
  Labels out;
  const Json* found = json.find(key);
  if (found && found->as_object())
    for (const auto& [lang, text] : *found->as_object())
      if (text.as_string()) out.emplace(lang, *text.as_string());
  return out;
}

bool flag(const Json& json, std::string_view key, bool otherwise) {
  const Json* found = json.find(key);
  const bool* value = found ? found->as_bool() : nullptr;
  return value ? *value : otherwise;
}

std::vector<std::string> strings(const Json& json, std::string_view key) {
  std::vector<std::string> out;
  const Json* found = json.find(key);
  if (found && found->as_array())
    for (const Json& item : *found->as_array())
      if (item.as_string()) out.push_back(*item.as_string());
  return out;
}

bool same_meaning(const PropertySpec& a, const PropertySpec& b) {
  return a.kind == b.kind && a.vocab == b.vocab && a.audience == b.audience && a.statement_kind == b.statement_kind &&
         a.facet == b.facet && a.text_search == b.text_search && a.facet_keys == b.facet_keys;
}

}  // namespace

class SchemaLoader {
 public:
  // visit("type/place", labels) for everything of a schema that has words.
  template <class SchemaOrConst, class Visit>
  static void each_label(SchemaOrConst& schema, Visit visit) {
    auto both = [&](const std::string& name, auto& spec) {
      visit(name, spec.labels);
      visit(name + "#help", spec.help);
    };
    for (auto& [id, property] : schema.properties_) both("property/" + id, *property);
    for (auto& type : schema.types_) {
      both("type/" + type.id, type);
      for (auto& part : type.parts) both("part/" + type.id + "/" + part.id, part);
    }
    for (auto& [id, vocab] : schema.vocabs_)
      for (auto& term : vocab.terms) both(id + "/" + term.id, term);
  }

  Result<Schema> load(std::span<const SchemaFile> files) {
    std::vector<const SchemaFile*> sorted;
    for (const SchemaFile& file : files) sorted.push_back(&file);
    // Core before regions, and the maps, which speak about terms, last.
    auto order = [](const SchemaFile* f) {
      return std::tuple(f->path.ends_with("_map_aat.csv"), f->path.starts_with("regions/"), std::string_view(f->path));
    };
    std::sort(sorted.begin(), sorted.end(), [&](auto* a, auto* b) { return order(a) < order(b); });
    add_property_type();
    Sha256 digest;
    for (const SchemaFile* file : sorted) {
      if (file->path.starts_with("i18n/")) continue;
      digest.add(file->path).add("\n").add(std::to_string(file->bytes.size())).add("\n").add(file->bytes);
      STELE_CHECK(file_of(*file));
    }
    for (const auto& [id, property] : schema_.properties_)
      if (property->kind == ValueKind::kTerm && !schema_.vocabs_.contains(property->vocab))
        return wrong("types", "the property \"" + id + "\" names the vocabulary \"" + property->vocab +
                                  "\", which does not exist.");
    for (const TypeSpec& type : schema_.types_) STELE_CHECK(cross_check(type));
    for (const SchemaFile* file : sorted)
      if (file->path.starts_with("i18n/")) STELE_CHECK(translations_of(*file));
    schema_.digest_ = to_hex(digest.finish());
    return std::move(schema_);
  }

 private:
  // What can only be seen when all files are read.
  Status cross_check(const TypeSpec& type) const {
    std::string path = "types/" + type.id + ".json";
    // A word that the gate does not know would close every position: a misspelling must not look like a decision.
    const Vocab* releases = schema_.vocab("coordinate-release");
    if (type.coordinate_release != "exact" && !(releases && releases->find(type.coordinate_release)))
      return wrong(path, "\"coordinate_release\" is \"" + type.coordinate_release +
                             "\", which is no term of the vocabulary coordinate-release.");
    for (const PartSpec& part : type.parts)
      if (!part.vocab.empty() && !schema_.vocabs_.contains(part.vocab))
        return wrong(path,
                     "the part \"" + part.id + "\" names the vocabulary \"" + part.vocab + "\", which does not exist.");
    for (const PropertyUse& use : type.properties) {
      for (const std::string& target : use.property->ref_types)
        if (!schema_.type(target))
          return wrong(path, "\"" + use.property->id + "\" may refer to \"" + target + "\", which is no type.");
      if (!use.required.empty() && use.required != "draft" && use.required != "publish" && use.required != "claims")
        return wrong(path, "\"required\" of \"" + use.property->id + "\" is draft, publish, claims or nothing.");
    }
    return {};
  }

  // i18n/<language>/types.json and vocab.json. Words for what this schema does not have are left alone: a folder's own
  // types may replace built-in ones.
  Status translations_of(const SchemaFile& file) {
    std::string lang = file.path.substr(5, file.path.find('/', 5) - 5);
    auto json = parse_json(file.bytes);
    if (!json) return wrong(file.path, json.error().message + " " + json.error().where);
    for (std::string_view part : {"machine", "reviewed"}) {
      const Json* words = json->find(part);
      if (!words || !words->as_object()) continue;
      for (const auto& [key, text] : *words->as_object()) {
        if (!text.as_string()) return wrong(file.path, "\"" + key + "\" is no text.");
        if (Labels* labels = labels_named(key)) (*labels)[lang] = *text.as_string();
      }
    }
    return {};
  }

  // The words that a key of a translation is about; nullptr when this schema has nothing of that name.
  Labels* labels_named(std::string_view key) {
    if (all_labels_.empty()) each_label(schema_, [&](std::string name, Labels& labels) { all_labels_.emplace(std::move(name), &labels); });
    auto at = all_labels_.find(std::string(key));
    return at == all_labels_.end() ? nullptr : at->second;
  }

  void add_property_type() {
    auto type = std::make_unique<PropertySpec>();
    type->id = "type";
    type->kind = ValueKind::kText;
    type->facet = true;
    type->labels = {{"en", "Type"}};
    type->help = {{"en", "What kind of record this is."}};
    schema_.properties_.emplace("type", std::move(type));
  }

  Status file_of(const SchemaFile& file) {
    const std::string& path = file.path;
    if (path.ends_with(".json") && path.starts_with("types/")) return type_of(file);
    if (path.ends_with(".csv") && path.find("vocab/") != std::string::npos) {
      if (path.ends_with("/_map_aat.csv")) return aat_of(file);
      return vocab_of(file);
    }
    return {};
  }

  Status vocab_of(const SchemaFile& file) {
    size_t slash = file.path.rfind('/');
    std::string id = file.path.substr(slash + 1, file.path.size() - slash - 5);
    auto rows = csv_rows(file.bytes);
    if (rows.empty() || rows[0].size() < 3 || rows[0][0] != "id" || rows[0][1] != "label_en" ||
        rows[0][2] != "definition")
      return wrong(file.path, "the first line must be id,label_en,definition,source.");
    auto [it, added] = schema_.vocabs_.try_emplace(id);
    Vocab& vocab = it->second;
    vocab.id = id;
    std::string pack =
        file.path.starts_with("regions/") ? file.path.substr(8, file.path.find('/', 8) - 8) : std::string();
    if (added) vocab.pack = pack;
    for (size_t i = 1; i < rows.size(); ++i) {
      if (rows[i].size() < 3 || rows[i][0].empty() || rows[i][1].empty())
        return wrong(file.path, "line " + std::to_string(i + 1) + " needs an id and a label.");
      if (vocab.find(rows[i][0])) return wrong(file.path, "the term \"" + rows[i][0] + "\" occurs twice.");
      TermSpec term;
      term.id = rows[i][0], term.labels["en"] = rows[i][1], term.definition = rows[i][2];
      if (!term.definition.empty()) term.help["en"] = term.definition;
      if (rows[i].size() > 3) term.source = rows[i][3];
      term.pack = pack;
      vocab.terms.push_back(std::move(term));
    }
    return {};
  }

  Status aat_of(const SchemaFile& file) {
    auto rows = csv_rows(file.bytes);
    for (size_t i = 1; i < rows.size(); ++i) {
      if (rows[i].size() < 3) return wrong(file.path, "line " + std::to_string(i + 1) + " is too short.");
      auto vocab = schema_.vocabs_.find(rows[i][0]);
      if (vocab == schema_.vocabs_.end()) continue;  // a vocabulary of a pack that is not loaded, or loaded later
      for (TermSpec& term : vocab->second.terms)
        if (term.id == rows[i][1]) term.aat = rows[i][2];
    }
    return {};
  }

  Status type_of(const SchemaFile& file) {
    auto json = parse_json(file.bytes);
    if (!json) return wrong(file.path, json.error().message + " " + json.error().where);
    TypeSpec type;
    type.id = json->str("id");
    if (type.id.empty() || schema_.type(type.id)) return wrong(file.path, "it needs an \"id\" of its own.");
    type.labels = labels_of(*json, "label");
    type.help = labels_of(*json, "help");
    if (!type.labels.contains("en") || !type.help.contains("en"))
      return wrong(file.path, "\"label\" and \"help\" need English words.");
    if (const Json* mapping = json->find("mapping")) type.mapping = *mapping;
    if (const Json* examples = json->find("examples")) type.examples = *examples;
    std::string_view kind = json->str("kind");
    if (!kind.empty() && kind != "record" && kind != "part") return wrong(file.path, "\"kind\" is record or part.");
    if (kind == "part") STELE_CHECK(part_type(file, *json, type));
    else STELE_CHECK(record_type(file, *json, type));
    schema_.types_.push_back(std::move(type));
    return {};
  }

  Status part_type(const SchemaFile& file, const Json& json, TypeSpec& type) {
    type.kind = TypeSpec::Kind::kPart;
    auto kind = kind_named(json.str("of"));
    if (!kind) return wrong(file.path, kind.error().message);
    type.part_of = *kind;
    const Json* parts = json.find("parts");
    if (!parts || !parts->as_array()) return wrong(file.path, "a part type needs \"parts\".");
    for (const Json& part : *parts->as_array())
      type.parts.push_back({std::string(part.str("id")), std::string(part.str("vocab")), labels_of(part, "label"),
                            labels_of(part, "help")});
    return {};
  }

  Status record_type(const SchemaFile& file, const Json& json, TypeSpec& type) {
    if (std::string_view name = json.str("audience"); !name.empty()) {
      auto audience = audience_named(name);
      if (!audience) return wrong(file.path, audience.error().message);
      type.audience = *audience;
    }
    if (std::string_view release = json.str("coordinate_release"); !release.empty()) type.coordinate_release = release;
    type.listed = flag(json, "listed", true);
    type.properties.push_back({schema_.property("type"), "draft"});
    const Json* properties = json.find("properties");
    if (!properties || !properties->as_array()) return wrong(file.path, "a record type needs \"properties\".");
    for (const Json& property : *properties->as_array()) STELE_CHECK(property_of(file, property, type));
    return {};
  }

  Status property_of(const SchemaFile& file, const Json& json, TypeSpec& type) {
    auto spec = std::make_unique<PropertySpec>();
    spec->id = json.str("id");
    if (spec->id.empty()) return wrong(file.path, "a property has no \"id\".");
    auto kind = kind_named(json.str("value"));
    if (!kind) return wrong(file.path, "property \"" + spec->id + "\": " + kind.error().message);
    spec->kind = *kind;
    spec->vocab = json.str("vocab");
    if (std::string_view name = json.str("audience"); !name.empty()) {
      auto audience = audience_named(name);
      if (!audience) return wrong(file.path, audience.error().message);
      spec->audience = *audience;
    }
    if (std::string_view statement_kind = json.str("kind"); !statement_kind.empty())
      spec->statement_kind = statement_kind;
    std::string_view repeat = json.str("repeat");
    if (!repeat.empty() && repeat != "once" && repeat != "many")
      return wrong(file.path, "\"repeat\" of \"" + spec->id + "\" is once or many.");
    spec->facet = flag(json, "facet", false);
    spec->text_search = flag(json, "text_search", false);
    spec->facet_keys = strings(json, "facet_keys");
    spec->ref_types = strings(json, "ref_types");
    spec->labels = labels_of(json, "label");
    spec->help = labels_of(json, "help");
    if (!spec->labels.contains("en") || !spec->help.contains("en"))
      return wrong(file.path, "the property \"" + spec->id + "\" needs an English label and help text.");
    auto [it, added] = schema_.properties_.try_emplace(spec->id, nullptr);
    if (!added && !same_meaning(*it->second, *spec))
      return wrong(file.path, "the property \"" + spec->id + "\" means something else here than in another type.");
    if (added) it->second = std::move(spec);
    if (!repeat.empty()) STELE_CHECK(repeat_of(file, *it->second, repeat == "once" ? Repeat::kOnce : Repeat::kMany));
    type.properties.push_back({it->second.get(), std::string(json.str("required"))});
    return {};
  }

  // Said by any of the types that use the property; those that say nothing agree with it.
  Status repeat_of(const SchemaFile& file, PropertySpec& property, Repeat repeat) {
    bool is_new = repeats_said_.insert(property.id).second;
    if (!is_new && property.repeat != repeat)
      return wrong(file.path, "\"repeat\" of \"" + property.id + "\" is something else here than in another type.");
    property.repeat = repeat;
    return {};
  }

  Schema schema_;
  std::set<std::string, std::less<>> repeats_said_;
  std::unordered_map<std::string, Labels*> all_labels_;
};

std::map<std::string, std::string> Schema::translatable() const {
  std::map<std::string, std::string> out;
  SchemaLoader::each_label(*this, [&](std::string name, const Labels& labels) {
    auto english = labels.find("en");
    if (english != labels.end()) out.emplace(std::move(name), english->second);
  });
  return out;
}

Result<Schema> Schema::load(std::span<const SchemaFile> files) { return SchemaLoader().load(files); }

}  // namespace stele::model
