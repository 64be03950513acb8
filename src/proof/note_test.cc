#include "proof/note.h"

#include <doctest/doctest.h>

#include "proof/checkpoint.h"

using namespace stele;
using namespace stele::proof;

namespace {

// The example of https://c2sp.org/signed-note.
const std::string kVkey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const std::string kText = "This is an example message.\n";
const std::string kLine =
    "\xe2\x80\x94 example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
const std::string kNote = kText + "\n" + kLine;

Signer signer_of(std::string name, uint8_t byte) {
  Hash seed;
  seed.fill(byte);
  return Signer::make(std::move(name), seed).value();
}

Result<Note> open(std::string_view note) {
  VerifierKey key = VerifierKey::parse(kVkey).value();
  return open_note(note, std::span(&key, 1));
}

std::string flipped(std::string text, size_t bit) {
  text[bit / 8] = static_cast<char>(text[bit / 8] ^ (1 << bit % 8));
  return text;
}

}  // namespace

TEST_CASE("the example of the specification verifies") {
  Note note = open(kNote).value();
  CHECK(note.text == kText);
  CHECK(note.signatures.size() == 1);
  CHECK(note.signatures[0].key_id == 0x530d903a);
  CHECK(VerifierKey::parse(kVkey).value().to_string() == kVkey);
}

TEST_CASE("no bit of a note or of a key can change") {
  for (size_t bit = 0; bit < kNote.size() * 8; ++bit) CHECK_FALSE(open(flipped(kNote, bit)));
  for (size_t bit = 0; bit < kVkey.size() * 8; ++bit) CHECK_FALSE(VerifierKey::parse(flipped(kVkey, bit)));
}

TEST_CASE("keys are made, printed and read back; RFC 8032 section 7.1 test 1 gives the public half") {
  std::string seed = from_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60").value();
  Signer signer = Signer::make("stele.example/a", bytes_of(seed)).value();
  CHECK(to_hex(signer.key().public_key()) == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  CHECK(to_hex(bytes_of(signer.sign(""))) ==
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe"
        "24655141438e7a100b");
  std::string text = signer.private_text();
  CHECK(text.starts_with("PRIVATE+KEY+stele.example/a+"));
  CHECK(Signer::parse(text).value().key() == signer.key());
  for (size_t bit = 0; bit < text.size() * 8; ++bit) CHECK_FALSE(Signer::parse(flipped(text, bit)));
  CHECK_FALSE(Signer::make("stele.example/a", bytes_of("short")));
  for (const char* name : {"", "a b", "a+b", "a\nb", "a\xc2\xa0" "b", "a\xe2\x80\x83" "b", "\xff"})
    CHECK_FALSE(Signer::make(name, bytes_of(seed)));
}

TEST_CASE("a signature counts by name and id together") {
  Signer ours = signer_of("log.example/x", 1), same_name = signer_of("log.example/x", 2),
         other = signer_of("witness.example", 3);
  VerifierKey keys[] = {ours.key()};
  const Signer* both[] = {&same_name, &ours, &other};
  Note note = open_note(sign_note("hello\n", both).value(), keys).value();
  CHECK(note.signatures.size() == 1);
  CHECK(note.signatures[0].key_id == ours.key().id());
  CHECK_FALSE(open_note(sign_note("hello\n", same_name).value(), keys));
  CHECK_FALSE(open_note(sign_note("hello\n", other).value(), keys));
}

TEST_CASE("a known key may sign once and only rightly") {
  CHECK_FALSE(open(kNote + kLine));
  std::string wrong = kNote;
  Signer other = signer_of("a.example", 4);
  std::string added = sign_note(kText, other).value().substr(kText.size() + 1);
  CHECK(open(kNote + added));
  CHECK(open(kNote + added + added));  // a stranger's lines are no concern of ours
  VerifierKey keys[] = {VerifierKey::parse(kVkey).value(), other.key()};
  CHECK(open_note(kNote + added, keys).value().signatures.size() == 2);
  added[added.size() - 10] ^= 1;
  CHECK_FALSE(open_note(kNote + added, keys));  // although ours is right
  const Signer* twice[] = {&other, &other};
  CHECK_FALSE(sign_note(kText, twice));
}

TEST_CASE("a malformed note is refused before any key is looked at") {
  const std::string dash = "\xe2\x80\x94 ";
  for (const std::string& bad : {
           std::string(), std::string("\n"), kText, kText + "\n", kText + kLine, "\n" + kLine, kLine,
           kNote.substr(0, kNote.size() - 1), kNote + "\n", kNote + "x\n", kNote + dash + "\n", kNote + dash + "name\n",
           kNote + dash + "a+b " + "AAAAAAAA\n", kNote + dash + "name AAAAAA==\n", kNote + dash + "name AAAAAAA\n",
           kNote + dash + " AAAAAAAA\n", kNote + "- name AAAAAAAA\n", "\t" + kNote, kText + "\r\n" + kLine,
           "a\x01\n" + kNote, "\xff\n" + kNote, std::string("a\0b\n", 4) + kNote})
    CHECK_FALSE_MESSAGE(parse_note(bad), bad);
  CHECK(parse_note(kNote + dash + "name AAAAAAAA\n"));
  std::string many = kNote;
  for (int i = 0; i < 99; ++i) many += dash + "w" + std::to_string(i) + " AAAAAAAA\n";
  CHECK(open(many));
  CHECK_FALSE(open(many + dash + "w99 AAAAAAAA\n"));
  CHECK_FALSE(parse_note(std::string(kMaxNoteBytes, 'a') + "\n" + kNote));
  CHECK_FALSE(sign_note("no line feed", signer_of("a", 1)));
  CHECK_FALSE(sign_note("tab\t\n", signer_of("a", 1)));
}

TEST_CASE("the text of a note may hold empty lines and other scripts") {
  Signer signer = signer_of("a.example", 9);
  VerifierKey key = signer.key();
  const std::string text = "\xd4\xb3\xd6\x80\xd5\xab\xd6\x80\n\n\xe2\x80\x94 not a signature\n";
  CHECK(open_note(sign_note(text, signer).value(), std::span(&key, 1)).value().text == text);
}

TEST_CASE("checkpoints have one spelling") {
  Signer signer = signer_of("log.example/x", 1);
  Checkpoint checkpoint{"log.example/x", 20852163, {}};
  checkpoint.root.fill(7);
  std::string text = checkpoint_text(checkpoint);
  CHECK(text == "log.example/x\n20852163\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n");
  CHECK(parse_checkpoint_text(text).value() == checkpoint);
  CHECK(parse_checkpoint_text(text + "extension\n").value() == checkpoint);
  std::string note = sign_checkpoint(checkpoint, signer).value();
  CHECK(open_checkpoint(note, signer.key()).value() == checkpoint);
  const std::string root = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n";
  for (const std::string& bad : std::initializer_list<std::string>{
           "o\n01\n" + root, "o\n\n" + root, "\n1\n" + root, "o\n-1\n" + root, "o\n+1\n" + root, "o\n1 \n" + root,
           "o\n1\n", "o\n9223372036854775808\n" + root, "o\n1\nBwc=\n", "o\n1\n" + root + "\n", "o\n1\n" + root + "x",
           std::string()})
    CHECK_FALSE_MESSAGE(parse_checkpoint_text(bad), bad);
  CHECK(parse_checkpoint_text("o\n0\n" + root));
  CHECK_FALSE(sign_checkpoint({"other.example", 1, {}}, signer));
  CHECK_FALSE(open_checkpoint(sign_note("other.example\n1\n" + root, signer).value(), signer.key()));
}
