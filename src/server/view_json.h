// What may be seen, as JSON (docs/formats/api.md). Only views, hits and the schema go in, never a record.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "archive/archive.h"
#include "model/query.h"
#include "model/redact.h"
#include "model/schema.h"

namespace stele::server {

void append_statement(std::string& out, const model::SeenStatement& statement);
void append_hit(std::string& out, const model::Hit& hit);
void append_facets(std::string& out, const std::vector<model::FacetCounts>& facets);
void append_counts(std::string& out, const std::map<std::string, uint64_t>& counts);
void append_labels(std::string& out, const model::Labels& labels);
void append_type(std::string& out, const model::TypeSpec& type);
// The region pack that all terms of a vocabulary come from; "" for the core and for core lists that packs add to.
std::string_view pack_of(const model::Vocab& vocab);
void append_vocab(std::string& out, const model::Vocab& vocab);
void append_log_entry(std::string& out, const archive::LogEntry& entry);
void append_stats(std::string& out, const archive::Stats& stats);

void append_then(std::string& out, const archive::RecordThen& found, const Period& at);

// Whether the statement can have been so at that time; what has no period can always have been so.
bool possibly_at(const model::SeenStatement& statement, const std::optional<Period>& at);

}  // namespace stele::server
