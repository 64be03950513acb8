#include "base/lang.h"

#include <doctest/doctest.h>

using namespace stele;

TEST_CASE("tags in their usual spelling") {
  for (auto [in, out] : {std::pair{"AZ-latn", "az-Latn"}, {"az", "az"}, {"HY-AREVMDA", "hy-arevmda"}, {"ru-petr1708", "ru-petr1708"}, {"zh-hant-tw", "zh-Hant-TW"},
                         {"und", "und"}, {"x-own", "x-own"}, {"az-Latn-x-Latn", "az-Latn-x-latn"}, {"sr-Latn-RS", "sr-Latn-RS"}, {"es-419", "es-419"}})
    CHECK(parse_lang(in).value() == out);
  for (const char* bad : {"", "a", "-", "az-", "-az", "az--Latn", "az_Latn", "azərbaycan", "english language", "123", "abcdefghi", "az-Latn\n"}) {
    CAPTURE(std::string(bad));
    CHECK_FALSE(parse_lang(bad));
  }
  CHECK_FALSE(parse_lang(std::string(65, 'a')));
  CHECK(lang_of("az-Latn-baku1926") == "az");
  CHECK(lang_of("az") == "az");
}

TEST_CASE("the script that a tag means") {
  for (auto [tag, script] : {std::pair{"az-Latn", "Latn"}, {"az-Cyrl", "Cyrl"}, {"az-Arab", "Arab"}, {"azb", "Arab"}, {"hy", "Armn"}, {"hyw", "Armn"}, {"ka", "Geor"},
                             {"ru", "Cyrl"}, {"fa", "Arab"}, {"ota", "Arab"}, {"he", "Hebr"}, {"el", "Grek"}, {"tr", "Latn"}, {"en", "Latn"}, {"und", ""},
                             {"ku", ""}, {"zh-Hant", "Hant"}, {"ar-latn", "Latn"}}) {
    CAPTURE(std::string(tag));
    CHECK(script_of_tag(tag) == script);
  }
}

TEST_CASE("the scripts that letters belong to, most first") {
  CHECK(scripts_in("Gəncə 1905") == std::vector<std::string>{"Latn"});
  CHECK(scripts_in("Гянджа") == std::vector<std::string>{"Cyrl"});
  CHECK(scripts_in("Գանձակ") == std::vector<std::string>{"Armn"});
  CHECK(scripts_in("განჯა") == std::vector<std::string>{"Geor"});
  CHECK(scripts_in("ႢႠႬႿႠ") == std::vector<std::string>{"Geor"});
  CHECK(scripts_in("گنجه") == std::vector<std::string>{"Arab"});
  CHECK(scripts_in("גנג'ה") == std::vector<std::string>{"Hebr"});
  CHECK(scripts_in("Γκάντζα") == std::vector<std::string>{"Grek"});
  CHECK(scripts_in("Agdаm") == std::vector<std::string>{"Latn", "Cyrl"});
  CHECK(scripts_in("123 -- !").empty());
  CHECK(scripts_in("\xff\xfe").empty());
}

TEST_CASE("folding brings spellings together, in each of the seven scripts") {
  for (auto [a, b] : {std::pair{"Gəncə", "gence"}, {"GƏNCƏ", "gəncə"}, {"İSTANBUL", "istanbul"}, {"ISPARTA", "ısparta"}, {"Şuşa", "susa"},
                      {"Ağdam", "AGDAM"}, {"Ёлка", "елка"}, {"ГЯНДЖА", "гянджа"}, {"ԳԱՆՁԱԿ", "գանձակ"}, {"ᲒᲐᲜᲯᲐ", "განჯა"},
                      {"كنجه", "کنجه"}, {"گنجي", "گنجی"}, {"Γκάντζα", "γκαντζα"}, {"O'Brien", "obrien"}, {"O’Brien", "obrien"},
                      {"  Upper   Spring ", "upper spring"}, {"Upper-Spring", "upper spring"}, {"Upper\u200bSpring", "upperspring"}, {"Ａ", "a"}, {"", ""}, {"---", ""}}) {
    CAPTURE(std::string(a));
    CHECK(fold(a) == fold(b));
  }
  CHECK(fold("Երևան") == fold("ԵՐԵՎԱՆ"));
  CHECK(fold("שָׁלוֹם") == fold("שלום"));
  CHECK(fold("Gəncə") != fold("Şuşa"));
}

TEST_CASE("folding twice is folding once, and what comes out has no doubled, leading or trailing blanks") {
  for (const char* text : {"Gəncə, the (old) town!", "Երևան և Գյումրի", "ᲒᲐᲜᲯᲐ", "گنجه‌ی کهنه", "  --a--  ", "ﬁ ﬂ ½", "ẞ ß", "Ǆ", "हिन्दी कि"}) {
    CAPTURE(std::string(text));
    std::string once = fold(text);
    CHECK(fold(once) == once);
    CHECK(once.find("  ") == std::string::npos);
    if (!once.empty()) CHECK((once.front() != ' ' && once.back() != ' '));
  }
}

TEST_CASE("three letters to the shortest code") {
  CHECK(shortest_lang("hye") == "hy");
  CHECK(shortest_lang("aze") == "az");
  CHECK(shortest_lang("azb") == "azb");
  CHECK(shortest_lang("heb") == "he");
  CHECK(shortest_lang("xyz") == "xyz");
}
