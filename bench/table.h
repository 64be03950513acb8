// The figures of a run, with what was aimed at, as a table, as JSON and as a page.
#pragma once

#include <string>
#include <vector>

namespace stele::bench {

enum class Aim { kAtLeast, kAtMost, kNone };

struct Figure {
  std::string name, unit;
  double value = 0;
  Aim aim = Aim::kNone;
  double target = 0;
  std::string note;
  bool met() const { return aim == Aim::kNone || (aim == Aim::kAtLeast ? value >= target : value <= target); }
};

class Table {
 public:
  void section(std::string title) { sections_.push_back({std::move(title), {}}); }
  void add(Figure figure);  // prints it, too
  // Something that must be so, whatever the machine: a wrong answer is no matter of speed.
  void check(const std::string& what, bool good, const std::string& seen);

  bool right() const { return wrong_.empty(); }
  const std::vector<std::string>& wrong() const { return wrong_; }
  std::string json(const std::string& machine_json) const;
  std::string markdown() const;

 private:
  struct Section {
    std::string title;
    std::vector<Figure> figures;
  };
  std::vector<Section> sections_;
  std::vector<std::string> wrong_;
  uint64_t checks_ = 0;
};

// What the figures were measured on.
struct Machine {
  std::string processor, system, date, load;
  int cores = 0;
  double memory_gb = 0;
};
Machine this_machine();

}  // namespace stele::bench
