// The log and its proofs. What a stranger needs to check an entry is given as files with fixed names; the entry's
// content is given only to readers who may see it, and its commitment to everybody.
#include <algorithm>

#include "server/api.h"
#include "server/reply.h"
#include "server/view_json.h"

namespace stele::server::api {
namespace {

constexpr uint64_t kEntriesAtOnce = 1000;

Response no_entry() { return problem(404, "There is nothing here that you may see."); }

std::string origin_of(std::string_view checkpoint) { return std::string(checkpoint.substr(0, checkpoint.find('\n'))); }

// An empty log has no checkpoint yet.
Result<std::string> checkpoint_of(const Site& site) {
  auto note = site.archive().log_file("checkpoint");
  if (!note && note.error().code == Code::kNotFound) return std::string();
  return note;
}

std::expected<archive::Bundle, Response> bundle_of(const Site& site, const Request& request, const PathParams& path) {
  auto position = whole_number(path_param(path, "position"));
  if (!position) return std::unexpected(no_entry());
  auto bundle = site.archive().prove(site.caller(), *position);
  if (bundle) return std::move(*bundle);
  return std::unexpected(bundle.error().code == Code::kNotFound ? no_entry() : api_error(site, request, bundle.error()));
}

std::string_view proof_type(std::string_view file) { return file.ends_with(".jsonl") ? "application/jsonl" : kTextType; }

}  // namespace

Response log(const Site& site, const Request& request, const PathParams&) {
  std::vector<Fault> faults;
  auto size = site.archive().log_size();
  if (!size) return api_error(site, request, size.error());
  uint64_t count = read_number(request, "count", 1, kEntriesAtOnce, 20, faults);
  uint64_t first = read_number(request, "first", 0, INT64_MAX, *size - std::min(*size, count), faults);
  if (!faults.empty()) return refused(faults);
  auto key = site.archive().log_key();
  auto note = checkpoint_of(site);
  uint64_t there = first < *size ? std::min(count, *size - first) : 0;
  Result<std::vector<archive::LogEntry>> entries = std::vector<archive::LogEntry>{};
  if (there > 0) entries = site.archive().log_entries(site.caller(), first, there);
  if (!key) return api_error(site, request, key.error());
  if (!note) return api_error(site, request, note.error());
  if (!entries) return api_error(site, request, entries.error());
  return json_reply([&](ObjectText& object) {
    object.number("size", *size);
    object.text("origin", origin_of(*note));
    object.text("key", *key);
    object.text("checkpoint", *note);
    append_array(object.member("entries"), *entries, append_log_entry);
  });
}

Response log_entry(const Site& site, const Request& request, const PathParams& path) {
  auto position = whole_number(path_param(path, "position"));
  auto size = site.archive().log_size();
  if (!size) return api_error(site, request, size.error());
  if (!position || *position >= *size) return no_entry();
  auto entries = site.archive().log_entries(site.caller(), *position, 1);
  if (!entries) return api_error(site, request, entries.error());
  if (entries->empty()) return no_entry();
  Response out = reply({}, kJsonType);
  append_log_entry(out.body, entries->front());
  return out;
}

Response proof(const Site& site, const Request& request, const PathParams& path) {
  auto bundle = bundle_of(site, request, path);
  if (!bundle) return std::move(bundle.error());
  return json_reply([&](ObjectText& object) {
    object.number("position", *whole_number(path_param(path, "position")));
    ObjectText files(object.member("files"));
    for (const auto& [name, bytes] : *bundle) files.text(name, bytes);
  });
}

Response proof_file(const Site& site, const Request& request, const PathParams& path) {
  auto bundle = bundle_of(site, request, path);
  if (!bundle) return std::move(bundle.error());
  auto at = bundle->find(std::string(path_param(path, "file")));
  if (at == bundle->end()) return no_entry();
  Response out = reply(std::move(at->second), proof_type(at->first));
  out.set_header("Content-Disposition", "attachment; filename=\"" + at->first + "\"");
  return out;
}

Response log_checkpoint(const Site& site, const Request& request, const PathParams&) {
  auto note = site.archive().log_file("checkpoint");
  return note ? reply(std::move(*note), kTextType) : api_error(site, request, note.error());
}

// A tile of a given width never changes.
Response log_tile(const Site& site, const Request& request, const PathParams& path) {
  auto bytes = site.archive().log_file("tile/" + std::string(path_param(path, "path")));
  if (bytes) return reply(std::move(*bytes), "application/octet-stream", Keep::kForever);
  bool is_missing = bytes.error().code == Code::kNotFound || bytes.error().code == Code::kInvalid;
  return is_missing ? no_entry() : api_error(site, request, bytes.error());
}

}  // namespace stele::server::api
