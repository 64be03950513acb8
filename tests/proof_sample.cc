// proof_sample DIR SIZE [FORGERY]: writes DIR/bundle (the proof of one statement, two of its four fields shown) and
// DIR/log (the log as static tiles), with fixed keys, for the verifiers that are not ours. With a FORGERY (twice,
// unsorted, late, foreign) the statement's card is one that our own writer refuses, sealed all the same.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "proof/sample.h"
#include "proof/tiles.h"

using namespace stele;
using namespace stele::proof;

namespace {

void write(const std::filesystem::path& path, const std::string& bytes) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream out(path, std::ios::binary);
  out << bytes;
  if (!out.flush()) std::fprintf(stderr, "cannot write %s\n", path.c_str()), std::exit(1);
}

std::string content(const sample::Log& log, const TileId& tile) {
  std::string bytes;
  for (uint64_t i = tile.index * kTileWidth; i < tile.index * kTileWidth + static_cast<uint64_t>(tile.width); ++i) {
    if (tile.level != kEntriesLevel) bytes += text_of(log.subtrees.at({8 * tile.level, i}));
    else if (!append_entry(bytes, log.entries[i])) std::exit(1);
  }
  return bytes;
}

std::string moved_line(std::string card, std::string_view line, std::string_view before) {
  size_t at = card.find(line), end = card.find('\n', at) + 1;
  std::string cut = card.substr(at, end - at);
  card.erase(at, end - at);
  return card.insert(card.find(before), cut);
}

// The card with the fault; the order of its lines, its fields or its head is wrong, its digests are right.
std::string forged(const sample::Log& log, std::string_view how) {
  CardHead head = log.head(0);
  if (how == "late") head.seen_size = 1'000'000;
  if (how == "foreign") head.origin = "other.example/log";
  std::string card = log.text(head);
  if (how == "unsorted") return moved_line(card, "field source", "field place");
  if (how == "twice") card.insert(card.find("field source"), card.substr(card.find("field place"), 12 + 64 + 1));
  return card;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3 && argc != 4) return std::fprintf(stderr, "usage: proof_sample DIR SIZE [FORGERY]\n"), 2;
  const std::filesystem::path dir = argv[1];
  const uint64_t size = std::strtoull(argv[2], nullptr, 10);
  if (size == 0) return std::fprintf(stderr, "the log needs at least one entry\n"), 2;
  const uint64_t subject = size * 2 / 3;
  sample::Log log = sample::make_log(subject);
  if (argc == 4) log.append(forged(log, argv[3]));
  while (log.cards.size() + 1 < size) log.add(log.head(log.cards.size() / 2));
  if (log.cards.size() < size) log.add_signed(log.head(size / 2));
  for (const auto& [name, bytes] : log.bundle(subject, {"name.text", "source"})) write(dir / "bundle" / name, bytes);
  for (const TileId& tile : tiles_between(0, size)) write(dir / "log" / tile_path(tile), content(log, tile));
  write(dir / "log" / "checkpoint", log.checkpoint());
  write(dir / "log" / "log.vkey", log.signer.key().to_string() + "\n");
}
