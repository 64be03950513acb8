#include "base/id.h"

#include <doctest/doctest.h>

#include <set>

using namespace stele;

TEST_CASE("an id comes back from its 26 characters, and from nothing else") {
  for (int i = 0; i < 200; ++i) {
    Id id = Id::random();
    CHECK(id.text().size() == 26);
    CHECK(Id::parse(id.text()).value() == id);
  }
  std::string good = Id::derive("a", "b").text();
  for (std::string bad : {std::string(), good.substr(1), good + "0", std::string(26, 'u'), std::string(26, ' '), "../" + good.substr(3), std::string(25, '0') + "1",
                          std::string(26, 'A'), std::string(26, '\0')}) {
    CAPTURE(bad);
    CHECK_FALSE(Id::parse(bad));
  }
}

TEST_CASE("derived ids are the same everywhere, differ by scheme and key, and are never nil") {
  CHECK(Id::derive("wof", "421169285").text() == Id::derive("wof", "421169285").text());
  // From sha256sum over "stele-id/v1\nwof\n421169285".
  CHECK(Id::derive("wof", "421169285").text() == "vh1np8zs0eymxhtch009h8vapm");
  std::set<Id> all = {Id::derive("a", "b"), Id::derive("b", "a"), Id::derive("a", ""), Id::derive("", "a"), Id::derive("ab", "")};
  CHECK(all.size() == 5);
  CHECK(Id{}.is_nil());
  CHECK_FALSE(Id::derive("", "").is_nil());
  CHECK(Id::random() != Id::random());
}
