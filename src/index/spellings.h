// Which records may a name mean, in whatever letters it is written? The names of all docs as the name index of names/,
// in parts: a file that is mapped into memory, beside the index's own and made when much has changed, and in memory what
// changed since. The parts hold no text: what a part finds is shown only if the record's doc of this moment still has
// that name, so a name that was withdrawn or hidden is not found, whatever a part still holds.
//
// Spellings is shared by all connections to one archive's index; any thread. A Parts stays valid as long as it is held.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "index/index.h"
#include "names/matcher.h"
#include "names/search.h"

namespace stele::index {

// The number of a name among those of its record, for the name index.
uint32_t name_number(std::string_view name);

// The letter tables and learned odds, read once by the process.
Result<const names::Matcher*> matcher();

struct Parts {
  std::vector<names::IndexView> views;
  std::vector<std::shared_ptr<const void>> held;  // the bytes below them
};

class Spellings {
 public:
  // The names as of what `impl` sees now.
  Result<std::shared_ptr<const Parts>> at(Index::Impl& impl);
  // Makes the file anew when what changed since it was made is no longer little; otherwise does nothing.
  Status keep(Index::Impl& impl);

 private:
  struct Part {
    std::shared_ptr<const void> bytes;
    names::IndexView view;
    int64_t first = 0, last = 0;  // the changes it holds: first < change <= last
  };
  Status refresh(Index::Impl& impl, const std::string& tag);
  Result<Part> changed(Index::Impl& impl, int64_t first, int64_t last);

  std::mutex mutex_;
  std::string file_, tag_;
  uint64_t position_ = 0;
  Part main_, older_, latest_;
  std::shared_ptr<const Parts> parts_;
};

}  // namespace stele::index
