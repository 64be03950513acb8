#include "proof/tlog_proof.h"

#include <doctest/doctest.h>

#include "proof/checkpoint.h"

using namespace stele;
using namespace stele::proof;

namespace {

std::string checkpoint() {
  Hash seed{};
  Signer signer = Signer::make("log.example/x", seed).value();
  return sign_checkpoint({"log.example/x", 9, empty_root()}, signer).value();
}

}  // namespace

TEST_CASE("a proof file is written as the specification shows it and read back") {
  TlogProof proof{std::nullopt, 5, {leaf_hash("a"), leaf_hash("b")}, checkpoint()};
  std::string text = to_text(proof);
  CHECK(text == "c2sp.org/tlog-proof@v1\nindex 5\n" + to_base64(leaf_hash("a")) + "\n" + to_base64(leaf_hash("b")) +
                    "\n\n" + checkpoint());
  TlogProof back = parse_tlog_proof(text).value();
  CHECK(back.index == 5);
  CHECK(back.path == proof.path);
  CHECK(back.checkpoint == checkpoint());
  CHECK_FALSE(back.extra);
  proof.extra = "hello";
  proof.path.clear();
  back = parse_tlog_proof(to_text(proof)).value();
  CHECK(back.extra == "hello");
  CHECK(back.path.empty());
  CHECK(to_text(back) == "c2sp.org/tlog-proof@v1\nextra aGVsbG8=\nindex 5\n\n" + checkpoint());
}

TEST_CASE("a proof file has one spelling") {
  const std::string first = "c2sp.org/tlog-proof@v1\n", hash = to_base64(leaf_hash("a")) + "\n",
                    end = "\n" + checkpoint();
  CHECK(parse_tlog_proof(first + "index 0\n" + end));
  std::string long_path;
  for (int i = 0; i < 63; ++i) long_path += hash;
  CHECK(parse_tlog_proof(first + "index 0\n" + long_path + end));
  for (const std::string& bad : {std::string(),
                                 first,
                                 first + "index 0\n",
                                 first + end,
                                 "c2sp.org/tlog-proof@v2\nindex 0\n" + end,
                                 first + "index 00\n" + end,
                                 first + "index -1\n" + end,
                                 first + "index \n" + end,
                                 first + "index 1 \n" + end,
                                 first + "index 1\nextra aGVsbG8=\n" + end,
                                 first + "extra aGVsbG8\nindex 1\n" + end,
                                 first + "extra aGVsbG8=\nextra aGVsbG8=\nindex 1\n" + end,
                                 first + "index 1\n" + hash + "AAAA\n" + end,
                                 first + "index 1\n " + hash + end,
                                 first + "index 1\n" + hash + "\n" + end,
                                 first + "index 1\n" + hash + "\nlog.example/x\n1\n",
                                 first + "index 1\n" + hash + "\n",
                                 first + "\nindex 1\n" + end,
                                 first + "index 1\n" + long_path + hash + end,
                                 first + "index 1\r\n" + end,
                                 "\n" + first + "index 1\n" + end})
    CHECK_FALSE_MESSAGE(parse_tlog_proof(bad), bad);
}
