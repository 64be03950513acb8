#include "app/cmd.h"

#include <fmt/format.h>

#include "app/console.h"

namespace stele::app {

archive::Caller caller() { return {}; }

Result<std::unique_ptr<archive::Archive>> open_archive(const Arguments& arguments) {
  STELE_TRY(auto archive, archive::Archive::open(arguments.operand(0)));
  ProgressBar bar;
  StopOnSignal stop;
  // Opening has followed the log already; with no room to do so what the index has is still answered.
  Status followed = archive->follow(progress_sink(bar, stop));
  if (!followed && followed.error().code == Code::kFull) note("The index is behind the log: " + printable(to_string(followed.error())));
  else if (!followed) return std::unexpected(followed.error());
  return archive;
}

Result<uint64_t> number_of(std::string_view option, const std::string& text, uint64_t most) {
  uint64_t number = 0;
  bool fits = !text.empty();
  for (char c : text) {
    fits = fits && c >= '0' && c <= '9' && number <= (most - static_cast<uint64_t>(c - '0')) / 10;
    if (!fits) break;
    number = number * 10 + static_cast<uint64_t>(c - '0');
  }
  if (fits) return number;
  return fail(Code::kInvalid, fmt::format("{} must be a whole number of at most {}, not \"{}\".", option, thousands(most), text));
}

const std::string& Titles::of(const Id& id) {
  auto [it, added] = known_.try_emplace(id);
  if (!added) return it->second;
  auto view = archive_.get(caller(), id);
  it->second = view ? view->title(lang_) : std::string();
  if (it->second.empty()) it->second = id.text();
  return it->second;
}

}  // namespace stele::app
