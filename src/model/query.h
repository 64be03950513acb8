// A question to the archive and its answer. Answers are made from what the reader may see; counts too.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/geo.h"
#include "base/id.h"
#include "base/period.h"
#include "model/title.h"

namespace stele::model {

struct Near {
  Point centre;
  double radius_m = 0;
};

enum class During { kPossibly, kCertainly };

struct Query {
  std::string words;               // "" = everything
  std::vector<std::string> types;  // any of
  std::optional<Near> near;
  std::vector<Ring> area;  // a polygon; empty = anywhere
  std::optional<Period> during;
  During during_mode = During::kPossibly;
  std::vector<std::pair<std::string, std::string>> facets;  // facet id, value: all of different facets, any of one
  Id exclude;                                               // not this record: it asks for its neighbours
  Perspective perspective;  // chooses the titles of hits; what is found and in which order does not depend on it
  size_t limit = 20;                                        // at most 1000 a page; there is no cap on pages
  std::string cursor;                                       // from Page::next; "" = the beginning
  bool count_facets = true;
  size_t facet_values = 50;  // of each facet, the most frequent; how many more is said
};

struct Hit {
  Id id;
  std::string type, title, title_lang;
  std::vector<std::pair<std::string, std::string>> names;  // text, language: a few others, for telling apart
  std::optional<Point> point;
  uint32_t statements = 0;
  std::string why;  // "name", "name begins", "words": how it was found
};

struct FacetValue {
  std::string value;
  uint64_t count = 0;
};
struct FacetCounts {
  std::string facet;               // "type", a property id, or "property:key"
  std::vector<FacetValue> values;  // most first, then by value
  uint64_t more = 0;               // values that some hit has and that are not listed
};

struct Page {
  std::vector<Hit> hits;
  uint64_t total = 0;               // exact
  std::vector<FacetCounts> facets;  // over all hits, not over the page
  std::string next;                 // cursor, "" at the end
};

}  // namespace stele::model
