// The stages of a benchmark run, on one archive.
#pragma once

#include <string>

#include "base/json.h"
#include "table.h"

namespace stele::bench {

struct Setting {
  std::string stele, generator, folder;  // programs; where the files go
  uint64_t records = 354143;
  std::string browser;     // the script that asks a real browser; "" when that is not wanted
  bool smoke = false;      // few requests: only whether the answers are right

  std::string archive() const { return folder + "/archive"; }
  std::string register_file() const { return folder + "/register.geojson"; }
  std::string answers_file() const { return folder + "/answers.json"; }
};

// What the generator says is in the register.
class Known {
 public:
  explicit Known(const Setting& setting);
  uint64_t number(std::string_view name) const;
  std::vector<std::pair<std::string, uint64_t>> countries() const;

 private:
  Json json_;
};

uint64_t number_in(const Json& json, std::string_view name);
Json json_of(const std::string& text);
std::string record_number(uint64_t number);  // "EAMENA-0000001"

void make_register(const Setting& setting);                       // unless it is there already
void measure_import(const Setting& setting, Table& table);        // makes the archive
void measure_rebuild(const Setting& setting, Table& table);       // while a server answers
void measure_submit(const Setting& setting, Table& table);        // adds statements: comes last
void measure_web(const Setting& setting, Table& table);
// What a real browser meets on a running server; `words` are beginnings of names, separated by commas.
void measure_browser(const Setting& setting, Table& table, int port, const std::string& record_path, const std::string& words);

}  // namespace stele::bench
