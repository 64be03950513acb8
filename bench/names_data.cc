// The idea: libarchive's raw reader unpacks whatever the file is packed with; each line is cut at its tabs.
#include "names_data.h"

#include <archive.h>
#include <fmt/format.h>

#include <charconv>
#include <cstdlib>

namespace stele::bench {
namespace {

std::vector<std::string_view> cut(std::string_view line, char at) {
  std::vector<std::string_view> out;
  for (size_t i = 0;;) {
    size_t end = line.find(at, i);
    out.push_back(line.substr(i, end == std::string_view::npos ? end : end - i));
    if (end == std::string_view::npos) return out;
    i = end + 1;
  }
}

template <class Row, class Make>
Result<std::vector<Row>> read_rows(const std::string& path, size_t cells, Make make) {
  STELE_TRY(std::string text, read_file(path));
  std::vector<Row> rows;
  size_t number = 0;
  for (std::string_view rest = text; !rest.empty();) {
    size_t end = std::min(rest.find('\n'), rest.size());
    auto row = cut(rest.substr(0, end), '\t');
    rest.remove_prefix(std::min(end + 1, rest.size()));
    ++number;
    if (row.size() < cells)
      return fail(Code::kInvalid, fmt::format("This line has {} cells, and {} are needed.", row.size(), cells),
                  fmt::format("{}:{}", path, number));
    rows.push_back(make(row));
  }
  return rows;
}

std::string text_at(const std::vector<std::string_view>& row, size_t i) {
  return std::string(i < row.size() ? row[i] : "");
}

}  // namespace

Result<std::string> read_file(const std::string& path) {
  archive* reader = archive_read_new();
  archive_read_support_filter_all(reader);
  archive_read_support_format_raw(reader);
  archive_read_support_format_empty(reader);
  std::string out;
  archive_entry* entry = nullptr;
  Status status;
  if (archive_read_open_filename(reader, path.c_str(), 1 << 20) != ARCHIVE_OK ||
      archive_read_next_header(reader, &entry) < ARCHIVE_WARN)
    status = fail(Code::kNotFound,
                  fmt::format("The file cannot be read: {}",
                              archive_error_string(reader) ? archive_error_string(reader) : "empty"),
                  path);
  std::vector<char> buffer(1 << 20);
  for (la_ssize_t n = 0; status && (n = archive_read_data(reader, buffer.data(), buffer.size())) != 0;) {
    if (n < 0) status = fail(Code::kCorrupt, "The file is damaged.", path);
    else out.append(buffer.data(), static_cast<size_t>(n));
  }
  archive_read_free(reader);
  if (!status) return std::unexpected(status.error());
  return out;
}

Result<std::vector<IndexRow>> read_index(const std::string& path) {
  return read_rows<IndexRow>(path, 4, [](const auto& r) {
    return IndexRow{text_at(r, 0),
                    text_at(r, 1),
                    text_at(r, 2),
                    text_at(r, 3),
                    text_at(r, 4),
                    std::strtof(text_at(r, 5).c_str(), nullptr),
                    std::strtof(text_at(r, 6).c_str(), nullptr)};
  });
}

Result<std::vector<QueryRow>> read_queries(const std::string& path) {
  return read_rows<QueryRow>(path, 7, [](const auto& r) {
    QueryRow out{text_at(r, 0), text_at(r, 1), text_at(r, 2), text_at(r, 3),
                 text_at(r, 4), text_at(r, 5), text_at(r, 7), {}};
    for (std::string_view id : cut(r[6], '|')) out.accept.emplace_back(id);
    return out;
  });
}

Result<std::vector<PairRow>> read_pairs(const std::string& path) {
  return read_rows<PairRow>(path, 7, [](const auto& r) {
    return PairRow{text_at(r, 0), text_at(r, 1), text_at(r, 3),  text_at(r, 4),
                   text_at(r, 5), text_at(r, 6), text_at(r, 11), r[2] == "1"};
  });
}

double split_of(std::string_view place) {
  uint64_t hash = 1469598103934665603U;
  for (char c : place) hash = (hash ^ static_cast<uint8_t>(c)) * 1099511628211U;
  hash ^= hash >> 31, hash *= 0x9E3779B97F4A7C15U, hash ^= hash >> 29;
  return static_cast<double>(hash >> 11) / 9007199254740992.0;
}

}  // namespace stele::bench
