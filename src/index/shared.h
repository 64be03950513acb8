// What all connections to one archive's index share. Any thread.
#pragma once

#include "index/answers.h"
#include "index/spellings.h"

namespace stele::index {

struct Shared {
  Answers answers;
  Spellings spellings;
};

}  // namespace stele::index
