// Runs a libFuzzer entry point without libFuzzer: every file of the corpus folders given, then each of them mutated
// some thousand times with a fixed seed, so that an ordinary test run smokes every parser in a second or two.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

void run(const std::string& input) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(input.data()), input.size());
}

std::string mutate(std::string input, std::mt19937& random) {
  for (unsigned edits = 1 + random() % 4; edits > 0; --edits) {
    size_t at = input.empty() ? 0 : random() % input.size();
    switch (random() % 5) {
      case 0: if (!input.empty()) input[at] = static_cast<char>(random()); break;
      case 1: input.insert(at, 1, static_cast<char>(random())); break;
      case 2: if (!input.empty()) input.erase(at, 1 + random() % 8); break;
      case 3: input.insert(at, input.substr(at, random() % 32)); break;
      default: input.resize(at); break;
    }
  }
  return input;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> corpus;
  for (int i = 1; i < argc; ++i) {
    if (!std::filesystem::exists(argv[i])) {
      std::fprintf(stderr, "%s: no such corpus; a fuzz target needs at least one example\n", argv[i]);
      return 1;
    }
    for (const auto& file : std::filesystem::recursive_directory_iterator(argv[i])) {
      if (!file.is_regular_file()) continue;
      std::ifstream in(file.path(), std::ios::binary);
      corpus.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    }
  }
  if (corpus.empty()) return std::fprintf(stderr, "the corpus is empty\n"), 1;
  const char* asked = std::getenv("STELE_FUZZ_RUNS");
  long runs = asked ? std::atol(asked) : 2000;
  std::mt19937 random(20261123);
  run("");
  for (const std::string& input : corpus) run(input);
  for (long i = 0; i < runs; ++i) run(mutate(corpus[random() % corpus.size()], random));
  std::printf("%zu examples, %ld mutations\n", corpus.size(), runs);
}
