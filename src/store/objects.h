// The port for things that never change and may be big: originals, reports. Implementations: a folder, memory; both
// pass the same suite (suite_test.cc). Any thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace stele::store {

class Objects {
 public:
  virtual ~Objects() = default;
  // Durable on return. The same bytes under the same name again is no error; other bytes are kConflict.
  // Names are made of a-z 0-9 . - _ and '/'; no part may be empty or begin with a dot.
  virtual Status put(const std::string& name, std::string_view bytes) = 0;
  virtual Result<std::string> get(const std::string& name) = 0;                  // kNotFound
  virtual Result<std::vector<std::string>> list(const std::string& prefix) = 0;  // sorted
};

std::unique_ptr<Objects> memory_objects();
std::unique_ptr<Objects> folder_objects(const std::string& path);  // made when first written to
bool is_object_name(std::string_view name);

}  // namespace stele::store
