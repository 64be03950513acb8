// Lists go in, file after file, and each file is answered in words: what was added, what was there already, what was
// refused and why. An acknowledgement is printed only when the archive has given its receipt, and at once.
#include <fmt/format.h>

#include <algorithm>

#include "app/cmd.h"
#include "app/console.h"
#include "app/output.h"

namespace stele::app {
namespace {

constexpr Option kOptions[] = {
    {"--format", "NAME", "which format; otherwise recognised from the first bytes"},
    {"--map", "FILE", "for tables: which column says what (JSON); otherwise guessed and printed"},
    {"--dry-run", "", "says what would happen and changes nothing"},
    {"--dataset", "NAME", "the list's name: rows of the same list and key are the same records"},
    {"--recorder", "NAME", "who puts it in"},
    {"--report", "FILE", "writes every finding that is listed there as JSON lines"},
    {"--json", "", "prints the summary as JSON, a line for each file"},
};
constexpr size_t kExamplesShown = 20;

using archive::ImportReport;
using Mode = archive::ImportRequest::Mode;

int64_t whole(uint64_t number) { return static_cast<int64_t>(number); }

Json finding_json(const model::Finding& finding) {
  return Json::Object{{"severity", model::severity_name(finding.severity)},
                      {"rule", finding.rule},
                      {"where", finding.where},
                      {"message", finding.message}};
}

Json receipt_json(const archive::Receipt& receipt) {
  return Json::Object{{"contribution", receipt.contribution.is_nil() ? Json() : Json(receipt.contribution.text())},
                      {"first", Json::integer(whole(receipt.first))},
                      {"count", Json::integer(whole(receipt.count))},
                      {"log_size", Json::integer(whole(receipt.log_size))}};
}

Json report_json(const std::string& file, const ImportReport& report) {
  Json::Object by_rule;
  for (const auto& [rule, count] : report.findings_by_rule) by_rule.emplace_back(rule, Json::integer(whole(count)));
  Json::Array findings;
  for (const model::Finding& finding : report.findings) findings.push_back(finding_json(finding));
  return Json::Object{{"file", file},
                      {"format", report.format},
                      {"rows", Json::integer(whole(report.rows))},
                      {"refused_rows", Json::integer(whole(report.refused_rows))},
                      {"unchanged_rows", Json::integer(whole(report.unchanged_rows))},
                      {"statements", Json::integer(whole(report.statements))},
                      {"repeated", Json::integer(whole(report.repeated))},
                      {"records", Json::integer(whole(report.records))},
                      {"findings_by_rule", by_rule},
                      {"findings", findings},
                      {"report", report.report_object},
                      {"mapping", report.guessed_mapping ? *report.guessed_mapping : Json()},
                      {"receipt", receipt_json(report.receipt)}};
}

std::string added_text(const ImportReport& report, Mode mode) {
  std::string_view verb = mode == Mode::kDryRun ? "would be added" : "added";
  if (report.rows == 0) return "  The file has no rows.\n";
  if (report.statements == 0 && report.refused_rows == 0)
    return fmt::format("  Nothing new: all {} are in the archive already.\n", counted(report.repeated, "statement", "statements"));
  std::string out = fmt::format("  {} {}, {}.\n", counted(report.statements, "statement", "statements"), verb,
                                counted(report.records, "new record", "new records"));
  if (report.repeated)
    out += fmt::format("  {} there already and not added again.\n",
                       counted(report.repeated, "statement was", "statements were"));
  if (report.refused_rows) out += fmt::format("  {} refused.\n", counted(report.refused_rows, "row was", "rows were"));
  return out;
}

// Some examples of every rule before more of the same: a report of one dirty column must not hide the rare fault.
std::vector<const model::Finding*> examples(const ImportReport& report) {
  std::vector<const model::Finding*> out;
  std::map<std::string, size_t> shown;
  size_t rules = std::max<size_t>(1, report.findings_by_rule.size());
  size_t each = std::max<size_t>(1, kExamplesShown / rules);
  for (const model::Finding& finding : report.findings)
    if (out.size() < kExamplesShown && shown[finding.rule]++ < each) out.push_back(&finding);
  std::ranges::stable_sort(out, std::greater(), [](const model::Finding* f) { return f->severity; });
  return out;
}

std::string findings_text(const ImportReport& report) {
  if (report.findings_by_rule.empty()) return "";
  std::string out = "  Findings:\n";
  for (const auto& [rule, count] : report.findings_by_rule) out += fmt::format("  {:>10}  {}\n", thousands(count), rule);
  out += "  For example:\n";
  for (const model::Finding* f : examples(report))
    out += fmt::format("    {} ({}, {}): {}\n", f->where.empty() ? "the whole file" : printable(f->where), f->rule,
                       model::severity_name(f->severity), printable(f->message));
  if (!report.report_object.empty()) out += fmt::format("  All of them: objects/{} in the archive.\n", report.report_object);
  return out;
}

std::string mapping_text(const Json& mapping) {
  return fmt::format(
      "  The columns were understood like this. If that is wrong, put this line into a file, change it and import with\n"
      "  --map FILE:\n{}\n",
      to_json(mapping));
}

std::string receipt_text(const Arguments& arguments, const archive::Receipt& receipt) {
  if (receipt.contribution.is_nil()) return fmt::format("  The log holds {}.\n", counted(receipt.log_size, "statement", "statements"));
  return fmt::format("  Contribution {0}; `stele undo {1} {0}` withdraws it.\n  The log holds {2}.\n", receipt.contribution.text(),
                     printable(arguments.operand(0)), counted(receipt.log_size, "statement", "statements"));
}

std::string report_text(const Arguments& arguments, const std::string& file, const ImportReport& report, Mode mode) {
  std::string out = fmt::format("{}: {}, format {}, {}{}\n", printable(file), counted(report.rows, "row", "rows"), report.format,
                                seconds_text(report.seconds), mode == Mode::kDryRun ? ", dry run: nothing is changed" : "");
  out += added_text(report, mode) + findings_text(report);
  if (report.guessed_mapping) out += mapping_text(*report.guessed_mapping);
  if (mode == Mode::kApply) out += receipt_text(arguments, report.receipt);
  return out;
}

// All findings if the archive kept a report, otherwise those that came back.
Result<std::string> finding_lines(const Arguments& arguments, const ImportReport& report) {
  if (!report.report_object.empty())
    return read_small_file(arguments.operand(0) + "/objects/" + report.report_object, size_t{1} << 30);
  std::string lines;
  for (const model::Finding& finding : report.findings) lines += to_json(finding_json(finding)) + "\n";
  return lines;
}

Status no_row_was_good(const ImportReport& report, const std::string& file) {
  if (report.rows == 0 || report.refused_rows < report.rows) return {};
  return fail(Code::kInvalid, "Every row was refused, so nothing of this file is in the archive.", file);
}

class ImportRun {
 public:
  ImportRun(const Arguments& arguments, archive::Archive& archive, archive::Caller who)
      : arguments_(arguments), archive_(archive), who_(std::move(who)) {}

  Status one(archive::ImportRequest request) {
    auto report = read(request);
    if (!report) return fail(report.error().code, report.error().message, place(request.path, report.error().where));
    STELE_CHECK(acknowledge(request, *report));
    if (arguments_.has("--report")) {
      STELE_TRY(std::string lines, finding_lines(arguments_, *report));
      findings_ += lines;
    }
    return no_row_was_good(*report, request.path);
  }

  Status write_findings() const {
    if (!arguments_.has("--report")) return {};
    STELE_TRY(auto out, file_output(arguments_.value("--report")));
    STELE_CHECK(out->write(findings_));
    return out->finish();
  }

 private:
  Result<ImportReport> read(const archive::ImportRequest& request) {
    ProgressBar bar;
    StopOnSignal stop;
    return archive_.import(who_, request, progress_sink(bar, stop));
  }

  Status acknowledge(const archive::ImportRequest& request, const ImportReport& report) {
    if (arguments_.has("--json")) STELE_CHECK(print_json(report_json(request.path, report)));
    else STELE_CHECK(print(report_text(arguments_, request.path, report, request.mode)));
    return flush_output();
  }

  static std::string place(const std::string& file, const std::string& where) {
    if (where.empty() || where.starts_with(file)) return where.empty() ? file : where;
    return file + ", " + where;
  }

  const Arguments& arguments_;
  archive::Archive& archive_;
  archive::Caller who_;
  std::string findings_;
};

Result<std::optional<Json>> mapping_of(const Arguments& arguments) {
  if (!arguments.has("--map")) return std::nullopt;
  STELE_TRY(std::string text, read_small_file(arguments.value("--map")));
  auto json = parse_json(text);
  if (!json) return fail(Code::kInvalid, "The mapping is not JSON. " + json.error().message, arguments.value("--map"));
  return std::move(*json);
}

Status import_files(const Arguments& arguments) {
  STELE_TRY(auto mapping, mapping_of(arguments));
  STELE_TRY(auto archive, open_archive(arguments));
  archive::Caller who = caller();
  who.recorder = arguments.value("--recorder");
  ImportRun run(arguments, *archive, who);
  Status done;
  for (size_t i = 1; i < arguments.operands().size() && done; ++i)
    done = run.one({.path = arguments.operand(i),
                    .format = arguments.value("--format"),
                    .mapping = mapping,
                    .dataset = arguments.value("--dataset"),
                    .mode = arguments.has("--dry-run") ? Mode::kDryRun : Mode::kApply});
  STELE_CHECK(run.write_findings());
  return done;
}

}  // namespace

constinit const Command kImport{
    .name = "import",
    .operands = "DIR FILE...",
    .summary = "Puts lists into the archive",
    .help =
        "Each row becomes statements about one record or more. What is wrong with a row is a finding: an error refuses\n"
        "the row, a warning lets it in. Rows that are in the archive already are not added again. Importing is stopped\n"
        "by Ctrl-C without harm, and by the first file that cannot be read. Ends with 2 if a whole file was refused.",
    .least = 2,
    .most = kAnyNumber,
    .options = kOptions,
    .run = import_files};

}  // namespace stele::app
