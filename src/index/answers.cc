// One list, the latest used first. Searching is done outside the lock: two who ask the same at once both search.
#include "index/answers.h"

#include <algorithm>

namespace stele::index {
namespace {

constexpr size_t kMostAnswers = 16;
constexpr size_t kMostSpots = 1'500'000;  // of all answers: 24 MB

}  // namespace

std::shared_ptr<const Spots> Answers::find(const Moment& moment, const std::string& question) {
  std::lock_guard lock(mutex_);
  if (moment != moment_) return nullptr;
  auto it = std::ranges::find(answers_, question, &Answer::question);
  if (it == answers_.end()) return nullptr;
  answers_.splice(answers_.begin(), answers_, it);
  return it->spots;
}

void Answers::put(const Moment& moment, std::string question, std::shared_ptr<const Spots> spots) {
  std::lock_guard lock(mutex_);
  // A slow reader must not bring back what others have left behind.
  if (moment.file == moment_.file && moment.position < moment_.position) return;
  if (moment != moment_) answers_.clear(), moment_ = moment;
  std::erase_if(answers_, [&](const Answer& a) { return a.question == question; });
  answers_.push_front({std::move(question), std::move(spots)});
  trim();
}

void Answers::trim() {
  size_t kept = 0, spots = 0;
  for (auto it = answers_.begin(); it != answers_.end();) {
    spots += it->spots->size();
    bool is_too_much = ++kept > kMostAnswers || (kept > 1 && spots > kMostSpots);
    it = is_too_much ? answers_.erase(it) : std::next(it);
  }
}

}  // namespace stele::index
