// A list that is matched: what its columns are, what a row asks, and how the answer stands in the row. No file, no
// thread; every function may be called from any thread.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "formats/csv_reader.h"
#include "model/match.h"
#include "model/schema.h"

namespace stele::app {

// Which columns say what, by number; -1 for none. A column that the user named is a condition: what is known to be
// elsewhere or of another time is left out. One that was guessed only changes the order.
struct ListColumn {
  int at = -1;
  bool is_named = false;
};
struct ListColumns {
  std::vector<std::string> header;
  char delimiter = ',';
  ListColumn name, lat, lon, type, during;
  std::vector<std::string> only_types;  // of rows that do not say theirs; empty = any
};

// What the user named, "" for nothing.
struct NamedColumns {
  std::string name, lat, lon, type, during;
};
// Finds the columns, those that are not named by the words of the header. kInvalid with a sentence: a column that is not
// there, no column of names, a header that was cut at the wrong signs or is an answer of this command already.
Result<ListColumns> find_columns(const formats::TableRow& header, char delimiter, const NamedColumns& named);

struct RowFinding {
  std::string kind;      // "name", "letters", "position", "time", "type", "cells": what they are counted by
  std::string sentence;  // with the cell
};
struct RowQuestion {
  model::MatchQuery query;
  bool is_asked = true;  // false: there is nothing to ask; the findings say why
  std::vector<RowFinding> findings;
};
RowQuestion question_of(const formats::TableRow& row, const ListColumns& columns, double radius_m, const model::Schema& schema);
// What rows with the same answer have in common.
std::string row_key(const formats::TableRow& row, const ListColumns& columns);

// The header's line and rows of the answer, with line end. The cells of the list come first, as they were.
std::string answer_header(const ListColumns& columns);
std::string row_beginning(const formats::TableRow& row, const ListColumns& columns);
// Everything behind the row's own cells.
std::string row_answer(const std::vector<model::Candidate>& candidates, const std::vector<RowFinding>& findings, char delimiter);

inline constexpr size_t kCandidatesShown = 3;

}  // namespace stele::app
