// What names promises, on the example of one village and some neighbours.
#include "names/names.h"

#include <doctest/doctest.h>

#include <set>

using namespace stele;
using namespace stele::names;

namespace {

const Matcher& matcher() {
  static const Matcher kMatcher = Matcher::builtin().value();
  return kMatcher;
}

float like(std::string_view a, std::string_view b) { return score_pair(matcher(), a, b).likeness; }
float trust(std::string_view a, std::string_view b) { return score_pair(matcher(), a, b).trust; }

struct Village {
  std::string_view name;
  uint32_t place;
};
constexpr Village kVillages[] = {{"Ağbulaq", 1},        {"Qarabulaq", 2}, {"Şuşa", 3},  {"Yuxarı Veysəlli", 4},
                                 {"Aşağı Veysəlli", 5}, {"Xankəndi", 6},  {"Laçın", 7}, {"Kəlbəcər", 8},
                                 {"Zəngilan", 9},       {"Горадиз", 10}};

std::vector<uint8_t> village_index() {
  IndexBuilder builder(matcher().graphemes);
  for (uint32_t i = 0; i < std::size(kVillages); ++i) builder.add(kVillages[i].name, kVillages[i].place, i);
  return builder.build();
}

uint32_t first(const NameIndex& index, std::string_view text, const RowFilter& filter = nullptr) {
  auto work = std::make_unique<Workspace>();
  Answer answer = index.search(text, filter, 5, *work);
  return answer.matches.empty() ? 0 : answer.matches[0].place;
}

}  // namespace

TEST_CASE("one village in seven alphabets is one name") {
  for (std::string_view other :
       {"Агбулаг", "Աղբուլաղ", "აღბულახი", "آغبلاغ", "Aghbulagh", "Axbulaq", "Аҝбулаг", "אגבולאג"}) {
    CAPTURE(other);
    CHECK(like("Ağbulaq", other) > 0.6F);
    CHECK(trust("Ağbulaq", other) > 0.5F);
    CHECK(like("Ağbulaq", other) > like("Qarabulaq", other) + 0.2F);
  }
}

TEST_CASE("scores are symmetric and perfect for a name and itself") {
  CHECK(trust("Ağbulaq", "Агбулаг") == doctest::Approx(trust("Агбулаг", "Ağbulaq")));
  CHECK(like("Şuşa", "Şuşa") == doctest::Approx(1.0F));
  CHECK(like("Şuşa", "ŞUŞA") == doctest::Approx(1.0F));
  CHECK(trust("Şuşa", "Laçın") < 0.2F);
  CHECK(trust("Шуша", "Kəlbəcər") < 0.2F);
  CHECK(trust("Şuşa", "") == 0.0F);
}

TEST_CASE("generic words go by meaning, and opposites are kept apart") {
  CHECK(trust("Yuxarı Veysəlli", "Верхние Вейсалли") > trust("Aşağı Veysəlli", "Верхние Вейсалли") + 0.2F);
  Encoded e = matcher().graphemes.encode("Yuxarı Veysəlli kəndi");
  CHECK(e.concepts == ((1U << 0) | (1U << 7)));
  CHECK(matcher().graphemes.encode("Yeni kənd").core > 0);  // generic words only: by their letters
}

TEST_CASE("the index finds a village by any spelling") {
  auto bytes = village_index();
  NameIndex index = NameIndex::open(matcher(), bytes).value();
  CHECK(first(index, "Агбулаг") == 1);
  CHECK(first(index, "آغبلاغ") == 1);
  CHECK(first(index, "Shusha") == 3);
  CHECK(first(index, "Շուշի") == 3);
  CHECK(first(index, "Верхние Вейсалли") == 4);
  CHECK(first(index, "Нижние Вейсалли") == 5);
  CHECK(first(index, "Goradiz") == 10);
  CHECK(first(index, "Kalbajr") == 8);
}

TEST_CASE("a row that the reader may not see is never answered with") {
  auto bytes = village_index();
  NameIndex index = NameIndex::open(matcher(), bytes).value();
  auto work = std::make_unique<Workspace>();
  Answer answer = index.search("Ağbulaq", [](const Row& row) { return row.place != 1; }, 10, *work);
  for (const Match& m : answer.matches) CHECK(m.place != 1);
  CHECK(first(index, "Ağbulaq", [](const Row&) { return false; }) == 0);
}

TEST_CASE("a strict filter finds what better matches would hide") {
  IndexBuilder builder(matcher().graphemes);
  for (uint32_t i = 0; i < 500; ++i)
    builder.add(
        "Ağbulaq " + std::string(1, static_cast<char>('a' + i % 26)) + std::string(1, static_cast<char>('a' + i / 26)),
        i, i);
  builder.add("Ağbulaqlar", 900, 900);
  auto bytes = builder.build();
  NameIndex index = NameIndex::open(matcher(), bytes).value();
  CHECK(first(index, "Агбулаг", [](const Row& row) { return row.place == 900; }) == 900);
}

TEST_CASE("an added name is found at once, however many are added") {
  auto bytes = village_index();
  NameIndex index = NameIndex::open(matcher(), bytes).value();
  CHECK(index.add("Hadrut", 11, 11));
  CHECK(first(index, "Гадрут") == 11);
  CHECK(first(index, "Агбулаг") == 1);
  for (uint32_t i = 0; i < 3000; ++i) REQUIRE(index.add("Kənd" + std::to_string(i), 100 + i, i));
  CHECK(index.added() == 3001);
  CHECK(first(index, "Հադրութ") == 11);
  CHECK(first(index, "Kənd2999") == 3099);
  CHECK(first(index, "Kənd1") == 101);
}

TEST_CASE("equal names give equal bytes in any order") {
  IndexBuilder forwards(matcher().graphemes), backwards(matcher().graphemes);
  for (uint32_t i = 0; i < std::size(kVillages); ++i) {
    auto r = static_cast<uint32_t>(std::size(kVillages) - 1 - i);
    forwards.add(kVillages[i].name, kVillages[i].place, i);
    backwards.add(kVillages[r].name, kVillages[r].place, r);
  }
  CHECK(forwards.build() == backwards.build());
}

TEST_CASE("a damaged index is refused") {
  auto bytes = village_index();
  CHECK_FALSE(IndexView::open(Bytes(bytes).first(100)));
  CHECK_FALSE(IndexView::open(Bytes(bytes).first(bytes.size() - 1)));
  auto other = bytes;
  other[0] = 'x';
  CHECK_FALSE(IndexView::open(other));
  CHECK(IndexView::open(bytes));
}

TEST_CASE("the reason names the script, the letters that differ and the generic words") {
  Reason reason = explain(matcher(), "Ağbulaq", "Агбулаг");
  CHECK(reason.differing == 0);
  CHECK(sentence(reason) == "the same name in Cyrillic letters");
  CHECK(sentence(explain(matcher(), "Şuşa", "Şuşa")) == "the same name");
  CHECK(sentence(explain(matcher(), "Goradiz", "Goradim")) == "the same name; one letter differs");
  CHECK(sentence(explain(matcher(), "Şuşa", "Kəlbəcər")) == "another name");
  CHECK(sentence(explain(matcher(), "Yuxarı Veysəlli", "Верхние Вейсалли")).ends_with("both \"upper\""));
  std::string spelled;
  for (const LetterPair& pair : reason.letters) spelled += pair.b;
  CHECK(spelled == "агбулаг");
}

TEST_CASE("hostile texts have no match or a flag, and never a fault") {
  auto bytes = village_index();
  NameIndex index = NameIndex::open(matcher(), bytes).value();
  auto work = std::make_unique<Workspace>();
  auto ask = [&](std::string_view text) { return index.search(text, nullptr, 5, *work); };
  CHECK(ask("").matches.empty());
  CHECK(ask("🗻🗻🗻").matches.empty());
  CHECK((ask("🗻").flags & kSigns));
  CHECK((ask("Şu\u202eşa").flags & kInvisible));
  CHECK(ask("Şu\u202eşa").matches.at(0).place == 3);
  CHECK((ask("\xff\xfe").flags & kBadUtf8));
  CHECK((ask(std::string(10'000, 'a')).flags & kTooLong));
  std::string flood = "Şuşa";
  for (int i = 0; i < 300; ++i) flood += "\u0301";
  CHECK(ask(flood).matches.at(0).place == 3);
  CHECK((ask(flood).flags & kMarksDropped));
  CHECK((ask("\U0003FFFE\U000E0FFF").flags & kUnassigned));
  CHECK((ask("Lаçın").flags & kHomoglyphs));  // a Cyrillic а
  CHECK(ask("Lаçın").matches.at(0).place == 7);
  CHECK((ask("Laçın Лачин").flags & kMixedScripts));
}

TEST_CASE("what to do with a row of a list") {
  Answer none, sure{{{1, 1, 0.95F, 1, Script::kLatin}, {2, 2, 0.1F, 0.5F, Script::kLatin}}, 0, Script::kLatin};
  CHECK(verdict_of(none) == Verdict::kNone);
  CHECK(verdict_of(sure) == Verdict::kMatch);
  sure.matches[1].trust = 0.8F;
  CHECK(verdict_of(sure) == Verdict::kChoose);
}
