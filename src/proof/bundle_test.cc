#include "proof/bundle.h"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "proof/sample.h"

using namespace stele;
using namespace stele::proof;

namespace {

BundleFiles bundle() { return sample::make_log(11).bundle(7, {"name.text", "source"}); }

Result<Report> with(BundleFiles files, std::string_view name, std::string text) {
  files.find(name)->second = std::move(text);
  return verify_bundle(files);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
    lines.push_back(text.substr(at, text.find('\n', at) + 1 - at));
  return lines;
}

// A page of the documentation, without the four blanks before its examples.
std::string page(const char* path) {
  std::ifstream in(path);
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  for (size_t at = 0; (at = text.find("\n    ", at)) != std::string::npos; ++at) text.erase(at + 1, 4);
  return text;
}

}  // namespace

TEST_CASE("a bundle proves what it shows and names what it withholds") {
  Report report = verify_bundle(bundle()).value();
  CHECK(report.shown.size() == 2);
  CHECK(report.shown[0].name == "name.text");
  CHECK(report.withheld == std::vector<std::string>{"certainty", "place"});
  CHECK(report.index == 7);
  CHECK(report.size == 11);
  CHECK(report.origin == sample::kOrigin);
  CHECK(report.root == sample::make_log(11).edge.root());
  std::string text = to_text(report);
  for (const char* word :
       {"entry 7 of the log", "name.text, source", "certainty, place", "NOT proven", "content is true", "event"})
    CHECK_MESSAGE(text.find(word) != std::string::npos, word);
  CHECK(verify_bundle(sample::make_log(11).bundle(7, {})).value().withheld.size() == 4);
  CHECK(verify_bundle(sample::make_log(1).bundle(0, {"place"})).value().size == 1);
}

TEST_CASE("no bit of any file can change") {
  BundleFiles files = bundle();
  size_t bits = 0;
  for (const auto& [name, text] : files)
    for (size_t bit = 0; bit < text.size() * 8; ++bit, ++bits) {
      std::string flipped = text;
      flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
      if (with(files, name, std::move(flipped))) FAIL_CHECK(name << " bit " << bit << " may change unnoticed");
    }
  CHECK(bits > 8000);
}

TEST_CASE("no byte can be added, lost or moved") {
  BundleFiles files = bundle();
  for (const auto& [name, text] : files) {
    for (const char* added : {"\n", " ", "x", "\r"}) CHECK_FALSE_MESSAGE(with(files, name, text + added), name);
    CHECK_FALSE_MESSAGE(with(files, name, "\n" + text), name);
    CHECK_FALSE_MESSAGE(with(files, name, text.substr(0, text.size() - 1)), name);
    BundleFiles fewer = files;
    fewer.erase(name);
    CHECK(verify_bundle(fewer).error().where == name);
  }
  std::vector<std::string> lines = lines_of(files.at("fields.jsonl"));
  CHECK(with(files, kFieldsFile, lines[0]));
  CHECK_FALSE(with(files, kFieldsFile, lines[1] + lines[0]));
  CHECK_FALSE(with(files, kFieldsFile, lines[0] + lines[0] + lines[1]));
}

TEST_CASE("a bundle made of parts of true ones is refused") {
  sample::Log log = sample::make_log(11);
  BundleFiles one = log.bundle(3, {"place"}), two = log.bundle(4, {"place"});
  for (const char* name : {"fields.jsonl", "card", "proof.tlog-proof"}) CHECK_FALSE(with(one, name, two.at(name)));
}

TEST_CASE("a stranger's log with its own key is refused by whoever brings the trusted one") {
  Seed seed;
  seed.fill(77);
  VerifierKey stranger = Signer::make(std::string(sample::kOrigin), seed).value().key();
  CHECK(verify_bundle(bundle(), sample::make_log(1).signer.key()));
  CHECK(verify_bundle(bundle(), stranger).error().where == kKeyFile);
  CHECK_FALSE(with(bundle(), kKeyFile, stranger.to_string() + "\n"));
}

TEST_CASE("extra lines, extra signatures") {
  BundleFiles files = bundle();
  std::string proof = files.at("proof.tlog-proof");
  size_t index = proof.find("index");
  CHECK_FALSE(with(files, kProofFile, std::string(proof).insert(index, "extra aGVsbG8=\n")));
  std::vector<std::string> lines = lines_of(proof);
  CHECK_FALSE(with(files, kProofFile, proof + lines.back()));
  CHECK(with(files, kProofFile, proof + "\xe2\x80\x94 witness.example AAAAAAAA\n"));
}

TEST_CASE("a card that says it is younger than its place, or of another log, is refused") {
  sample::Log log = sample::make_log(5);
  CardHead head = log.head(5);
  head.seen_size = 6;
  log.add(head);
  head = log.head(6);
  head.origin = "other.example/log";
  log.add(head);
  log.add(log.head(7));
  CHECK_FALSE(verify_bundle(log.bundle(5, {})));
  CHECK_FALSE(verify_bundle(log.bundle(6, {})));
  CHECK(verify_bundle(log.bundle(7, {})));
}

TEST_CASE("a contributor's signature is part of the card") {
  sample::Log log = sample::make_log(2);
  log.add_signed(log.head(2));
  BundleFiles files = log.bundle(2, {"place"});
  CHECK(verify_bundle(files).value().card.signatures.size() == 1);
  CHECK_FALSE(with(files, kCardFile, files.at("card").substr(0, files.at("card").find("\n\n") + 1)));
}

TEST_CASE("the examples in the documentation are the bytes that we write") {
  sample::Log log = sample::make_log(10);
  log.add_signed(log.head(5));
  std::string text = page("docs/formats/log.md");
  for (const auto& [name, bytes] : log.bundle(7, {"name.text", "source"}))
    CHECK_MESSAGE(text.find("\n" + bytes) != std::string::npos, name);
}
