// The idea: numbers instead of ids, so that the index holds nothing else; the removals are asked row by row.
#include "names_world.h"

#include <chrono>

namespace stele::bench {

World make_world(const names::Graphemes& graphemes, const std::vector<IndexRow>& rows) {
  World out;
  names::IndexBuilder builder(graphemes);
  std::unordered_set<std::string> seen;
  for (const IndexRow& row : rows) {
    if (!seen.insert(row.place + "\t" + row.name).second) continue;
    auto [at, fresh] = out.place_number.emplace(row.place, static_cast<uint32_t>(out.places.size()));
    if (fresh) out.places.push_back(row.place), out.names_of.emplace_back();
    auto number = static_cast<uint32_t>(out.names.size());
    out.names_of[at->second].push_back(number);
    builder.add(row.name, at->second, number);
    out.names.push_back(row.name);
    out.scripts.push_back(row.script);
    out.place_of.push_back(at->second);
  }
  auto start = std::chrono::steady_clock::now();
  out.index = builder.build();
  out.build_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return out;
}

std::vector<Task> make_tasks(const World& world, const std::vector<QueryRow>& rows) {
  std::vector<Task> out;
  for (const QueryRow& row : rows) {
    Task task{row.text, row.group, row.script, ~0U, {}};
    if (auto at = world.place_number.find(row.place); at != world.place_number.end()) task.place = at->second;
    for (const std::string& id : row.accept)
      if (auto at = world.place_number.find(id); at != world.place_number.end()) task.accept.insert(at->second);
    out.push_back(std::move(task));
  }
  return out;
}

bool stays(const World& world, const Task& task, const names::Row& row) {
  if (task.group.starts_with("x:")) return row.place != task.place || world.scripts[row.name] != task.script;
  return !task.accept.contains(row.place) || world.names[row.name] != task.text;
}

}  // namespace stele::bench
