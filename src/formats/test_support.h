// For the tests of this module: bytes from memory, rows collected, drafts as text to compare with.
#pragma once

#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "formats/format.h"

namespace stele::formats {

class MemoryReader : public Reader {
 public:
  explicit MemoryReader(std::string bytes, size_t step = size_t{1} << 20) : bytes_(std::move(bytes)), step_(step) {}
  Result<size_t> read(std::span<char> out) override {
    size_t n = std::min({out.size(), step_, bytes_.size() - at_});
    std::copy_n(bytes_.data() + at_, n, out.data());
    at_ += n;
    return n;
  }

 private:
  std::string bytes_;
  size_t step_, at_ = 0;
};

class FileReader : public Reader {
 public:
  explicit FileReader(const std::filesystem::path& path) : in_(path, std::ios::binary) {}
  Result<size_t> read(std::span<char> out) override {
    in_.read(out.data(), static_cast<std::streamsize>(out.size()));
    return static_cast<size_t>(in_.gcount());
  }

 private:
  std::ifstream in_;
};

struct Import {
  std::vector<Row> rows;
  Status status;
  size_t drafts() const {
    size_t n = 0;
    for (const Row& row : rows) n += row.drafts.size();
    return n;
  }
  size_t findings(std::string_view rule) const {
    size_t n = 0;
    for (const Row& row : rows)
      for (const auto& finding : row.findings) n += finding.rule == rule;
    return n;
  }
  size_t errors() const {
    size_t n = 0;
    for (const Row& row : rows)
      for (const auto& finding : row.findings) n += finding.severity == model::Severity::kError;
    return n;
  }
};

inline ImportContext test_context() {
  ImportContext context;
  context.dataset = "test";
  context.file_name = "test.input";
  context.source = Id::derive("test", "source");
  context.contributor = Id::derive("test", "contributor");
  return context;
}

inline Import import_from(std::string_view format, Reader& in, const ImportContext& context) {
  Import result;
  result.status = importer_named(format)->read(in, context, [&](Row&& row) {
    result.rows.push_back(std::move(row));
    return Status();
  });
  return result;
}

inline Import import_text(std::string_view format, std::string text, const ImportContext& context = test_context(), size_t step = 1 << 20) {
  MemoryReader in(std::move(text), step);
  return import_from(format, in, context);
}

// One line a draft: property, value, and the rest only where it is not the context's.
inline std::string lines_of(const Row& row) {
  std::string out;
  for (const auto& draft : row.drafts) {
    out += draft.property + " ";
    model::append_canonical(out, draft.value);
    if (draft.holds) out += " " + draft.holds->text();
    if (!draft.words.empty()) out += " (" + draft.words + ")";
    if (!draft.certainty.empty()) out += " " + draft.certainty;
    out += "\n";
  }
  return out;
}

inline std::string findings_of(const Row& row) {
  std::string out;
  for (const auto& finding : row.findings)
    out += std::string(model::severity_name(finding.severity)) + " " + finding.rule + " " + finding.where + ": " + finding.message + "\n";
  return out;
}

// A small schema with the properties that the tests use.
inline const model::Schema& test_schema() {
  static const model::Schema schema = [] {
    std::string properties;
    for (auto [id, kind] : std::initializer_list<std::pair<const char*, const char*>>{
             {"name", "name"}, {"position", "position"}, {"part-of", "membership"}, {"identifier", "identifier"}, {"date", "when"},
             {"count", "quantity"}, {"demo", "flag"}, {"recorded-value", "keyed"}, {"of", "ref"}, {"description", "text"}, {"link", "link"},
             {"name-from", "name"}, {"name-to", "name"}, {"source-cited", "text"}, {"settlement-type", "term"}, {"feature-class", "term"}}) {
      std::string vocab = std::string(kind) == "term" ? ",\"vocab\":\"" + std::string(id) + "\"" : "";
      properties += std::string(properties.empty() ? "" : ",") + "{\"id\":\"" + id + "\",\"value\":\"" + kind + "\"" + vocab +
                    ",\"label\":{\"en\":\"x\"},\"help\":{\"en\":\"x\"}}";
    }
    std::vector<model::SchemaFile> files = {
        {"types/place.json", "{\"id\":\"place\",\"kind\":\"record\",\"label\":{\"en\":\"Place\"},\"help\":{\"en\":\"x\"},\"properties\":[" + properties + "]}"},
        {"vocab/feature-class.csv", "id,label_en,definition,source\nP,Populated place,x,x\nA,Unit,x,x\n"},
        {"vocab/settlement-type.csv", "id,label_en,definition,source\nquarter,Quarter,x,x\n"}};
    auto loaded = model::Schema::load(files);
    if (!loaded) std::cerr << loaded.error().message << "\n", std::abort();
    return std::move(*loaded);
  }();
  return schema;
}

// The folder of real data beside the sources, or "" with one line on what is skipped.
inline std::string real_data(const std::string& under) {
  for (std::string root : {"../shared/data/", "../../shared/data/"})
    if (std::filesystem::exists(root + under)) return root + under;
  std::cout << "skipped: ../shared/data/" << under << " is not here\n";
  return {};
}

}  // namespace stele::formats
