// A record as a page of text: property by property, every statement with its source, its time, its certainty and its
// place in the log. Statements of one property stand together; where they cannot all be so at one time, the heading
// says that they differ, and nobody decides between them.
#include <fmt/format.h>

#include <algorithm>

#include "app/cmd.h"
#include "app/console.h"

namespace stele::app {
namespace {

using model::SeenStatement;

constexpr Option kOptions[] = {{"--at", "DATE", "only what was or may have been so then (EDTF or words)"},
                               {"--lang", "LANGUAGE", "the language for titles and labels (en)"},
                               {"--json", "", "prints what the API answers"}};

// Kinds of which a subject has one at a time, so that two different ones are a contradiction.
bool is_single(model::ValueKind kind) {
  using enum model::ValueKind;
  return kind == kWhen || kind == kQuantity || kind == kFlag || kind == kText || kind == kTerm;
}

bool may_meet(const SeenStatement& a, const SeenStatement& b) {
  return !a.holds || !b.holds || a.holds->possibly_in(b.holds->earliest(), b.holds->latest());
}

bool contradict(const SeenStatement& a, const SeenStatement& b) {
  if (a.superseded || b.superseded || a.value == b.value || !may_meet(a, b)) return false;
  if (model::kind_of(a.value) != model::kind_of(b.value) || !is_single(model::kind_of(a.value))) return false;
  const auto* ta = std::get_if<model::Text>(&a.value);
  const auto* tb = std::get_if<model::Text>(&b.value);
  return !ta || ta->lang == tb->lang;  // the same text in two languages is a translation
}

bool any_contradict(const std::vector<const SeenStatement*>& statements) {
  for (size_t i = 0; i < statements.size(); ++i)
    for (size_t j = i + 1; j < statements.size(); ++j)
      if (contradict(*statements[i], *statements[j])) return true;
  return false;
}

class RecordText {
 public:
  RecordText(archive::Archive& archive, std::string lang) : schema_(archive.schema()), lang_(std::move(lang)), titles_(archive, lang_) {}

  std::string record(const model::View& view, const std::optional<Period>& at) {
    std::string out = fmt::format("{}\n{}  {}\n", printable(view.title(lang_)), type_label(view.type()), view.id().text());
    for (const auto& [property, statements] : by_property(view, at)) out += group(property, statements);
    return out;
  }

  std::string statement(const SeenStatement& s) {
    std::string marks = s.superseded ? "  [replaced by a later statement]" : s.generalised ? "  [position made coarser]" : "";
    std::string out = fmt::format("  {}{}\n", value(s), marks);
    if (s.holds) out += fmt::format("      when      {}{}\n", s.holds->text(), s.words.empty() ? "" : " (“" + printable(s.words) + "”)");
    out += fmt::format("      source    {}{}\n", title(s.source), s.locator.empty() ? "" : ", " + printable(s.locator));
    if (!s.contributor.is_nil() && s.contributor != s.source) out += fmt::format("      says      {}\n", title(s.contributor));
    if (!s.certainty.empty()) out += fmt::format("      certainty {}\n", term("certainty", s.certainty));
    if (!s.original.empty()) out += fmt::format("      original  {}\n", printable(s.original));
    return out + fmt::format("      log       {}, contribution {}\n                {}\n", s.position, s.contribution.text(), to_base64(s.commitment));
  }

 private:
  using Group = std::pair<std::string, std::vector<const SeenStatement*>>;

  // In the order in which properties are first spoken of.
  static std::vector<Group> by_property(const model::View& view, const std::optional<Period>& at) {
    std::vector<Group> out;
    for (const SeenStatement& s : view.statements()) {
      if (at && s.holds && !s.holds->possibly_in(at->earliest(), at->latest())) continue;
      auto found = std::ranges::find(out, s.property, &Group::first);
      if (found == out.end()) found = out.insert(out.end(), Group{s.property, {}});
      found->second.push_back(&s);
    }
    return out;
  }

  std::string group(const std::string& property, const std::vector<const SeenStatement*>& statements) {
    const model::PropertySpec* spec = schema_.property(property);
    std::string out = fmt::format("\n{}", spec ? model::label(spec->labels, lang_) : property);
    if (any_contradict(statements)) out += fmt::format(": {} statements that differ", statements.size());
    out += "\n";
    for (const SeenStatement* s : statements) out += statement(*s);
    return out;
  }

  std::string value(const SeenStatement& s) {
    return std::visit([&](const auto& v) { return text(s, v); }, s.value);
  }

  std::string text(const SeenStatement&, const model::Name& v) {
    return fmt::format("{} ({}){}", printable(v.text), v.lang.empty() ? "und" : v.lang, parts(v.parts));
  }
  std::string text(const SeenStatement&, const model::Text& v) {
    return printable(v.text) + (v.lang.empty() ? "" : " (" + v.lang + ")");
  }
  std::string text(const SeenStatement& s, const model::Term& v) {
    const model::PropertySpec* spec = schema_.property(s.property);
    return s.property == "type" ? std::string(type_label(v.id)) : spec ? term(spec->vocab, v.id) : v.id;
  }
  std::string text(const SeenStatement&, const model::Ref& v) { return fmt::format("{} [{}]", title(v.id), v.id.text()); }
  std::string text(const SeenStatement&, const model::Membership& v) {
    return fmt::format("{} [{}]{}", title(v.unit), v.unit.text(), parts(v.parts));
  }
  std::string text(const SeenStatement&, const model::Position& v) { return printable(v.wkt) + parts(v.parts); }
  std::string text(const SeenStatement& s, const auto&) { return printable(model::plain_text(s.value)); }

  static std::string parts(const model::Parts& parts) {
    std::string out;
    for (const auto& [name, value] : parts) out += fmt::format(", {} {}", name, printable(value));
    return out;
  }

  std::string term(const std::string& vocab, const std::string& id) const {
    const model::TermSpec* found = schema_.term(vocab, id);
    return found ? std::string(model::label(found->labels, lang_)) : printable(id);
  }
  std::string type_label(const std::string& type) const {
    const model::TypeSpec* found = schema_.type(type);
    return found ? std::string(model::label(found->labels, lang_)) : type;
  }
  std::string title(const Id& id) { return id.is_nil() ? "not told" : printable(titles_.of(id)); }

  const model::Schema& schema_;
  std::string lang_;
  Titles titles_;
};

Result<std::optional<Period>> date_of(const Arguments& arguments) {
  if (!arguments.has("--at")) return std::nullopt;
  if (auto period = Period::parse(arguments.value("--at"))) return std::move(*period);
  STELE_TRY(Period period, parse_typed(arguments.value("--at")));
  return period;
}

Parameters api_parameters(const Arguments& arguments) {
  Parameters out;
  if (arguments.has("--at")) out.emplace_back("at", arguments.value("--at"));
  if (arguments.has("--lang")) out.emplace_back("lang", arguments.value("--lang"));
  return out;
}

Status show_record(const Arguments& arguments, archive::Archive& archive, const Id& id, RecordText& text) {
  STELE_TRY(auto at, date_of(arguments));
  STELE_TRY(model::View view, archive.get(caller(), id));
  return print(text.record(view, at));
}

Status show_statement(archive::Archive& archive, uint64_t position, RecordText& text) {
  STELE_TRY(auto entries, archive.log_entries(caller(), position, 1));
  if (entries.empty() || !entries[0].statement)
    return fail(Code::kNotFound, fmt::format("There is no statement {} in the log that the public may see.", position));
  const SeenStatement& s = *entries[0].statement;
  return print(fmt::format("Of {}: {}\n{}", s.subject.text(), s.property, text.statement(s)));
}

Status show_json(const Arguments& arguments, archive::Archive& archive, const std::string& path) {
  STELE_TRY(std::string body, api_answer(archive, path, api_parameters(arguments)));
  return print(body);
}

Status show(const Arguments& arguments) {
  STELE_TRY(auto archive, open_archive(arguments));
  const std::string& what = arguments.operand(1);
  RecordText text(*archive, arguments.has("--lang") ? arguments.value("--lang") : "en");
  if (auto id = Id::parse(what)) {
    if (arguments.has("--json")) return show_json(arguments, *archive, "/api/v1/records/" + what);
    return show_record(arguments, *archive, *id, text);
  }
  STELE_TRY(uint64_t position, archive->locate(caller(), what));
  if (arguments.has("--json")) return show_json(arguments, *archive, fmt::format("/api/v1/log/{}", position));
  return show_statement(*archive, position, text);
}

}  // namespace

constinit const Command kShow{
    .name = "show",
    .operands = "DIR ID",
    .summary = "Shows a record with every statement, or one statement",
    .help = "ID is that of a record (26 characters), or a statement's position in the log or commitment. Statements that\n"
            "cannot both be so stand side by side under a heading that says so.",
    .least = 2,
    .most = 2,
    .options = kOptions,
    .run = show};

}  // namespace stele::app
