#include "model/match.h"

#include <doctest/doctest.h>

using namespace stele;
using namespace stele::model;

namespace {

Candidate scored(double score) {
  Candidate out;
  out.score = score;
  return out;
}

Candidate named(std::string how, std::string name, std::string lang, std::string period = {}, size_t differ = 0) {
  Candidate out;
  out.how = std::move(how), out.name = std::move(name), out.name_lang = std::move(lang), out.letters_differ = differ;
  if (!period.empty()) out.held = Held::of(Period::parse(period).value());
  return out;
}

Verdict of(std::vector<double> scores) {
  std::vector<Candidate> all;
  for (double score : scores) all.push_back(scored(score));
  return verdict(all);
}

std::string shown(const std::vector<LetterPair>& pairs) {
  std::string out;
  for (const LetterPair& pair : pairs) out += pair.asked + "|" + pair.known + " ";
  return out;
}

}  // namespace

TEST_CASE("a match is sure and clearly ahead") {
  CHECK(of({}) == Verdict::kNone);
  CHECK(of({0.5}) == Verdict::kNone);
  CHECK(of({0.51}) == Verdict::kChoose);
  CHECK(of({0.9}) == Verdict::kChoose);
  CHECK(of({0.95}) == Verdict::kMatch);
  CHECK(of({0.95, 0.94}) == Verdict::kChoose);
  CHECK(of({0.95, 0.8}) == Verdict::kMatch);
  CHECK(of({1, 1, 1}) == Verdict::kChoose);
  CHECK(verdict_name(Verdict::kNone) == "none");
}

TEST_CASE("reasons are sentences without a verb too many") {
  CHECK(reason(named("other-script", "Агбулаг", "ru", "1935/1991", 1)) ==
        "same name in Russian letters; one letter differs; used 1935-1991");
  CHECK(reason(named("other-script", "Ағбулаг", "az-Cyrl")) == "same name in Cyrillic letters");
  CHECK(reason(named("other-script", "Agbulag", "ru-Latn")) == "same name in Latin letters");
  CHECK(reason(named("other-script", "کند", "und")) == "same name in Arabic letters");
  CHECK(reason(named("same", "Kənd", "az")) == "same name");
  CHECK(reason(named("spelling", "Kənd", "az", {}, 14)) == "similar spelling; 14 letters differ");
  CHECK(reason(named("part", "Kənd", "az", {}, 14)) == "part of the name");
  CHECK(reason(named("same", "x", "az", "1988/..")) == "same name; used since 1988");
  CHECK(reason(named("same", "x", "az", "../1988")) == "same name; used until 1988");
  CHECK(reason(named("same", "x", "az", "1905-03")) == "same name; used in 1905");
  CHECK(reason(named("same", "x", "az", "-0099/0010")) == "same name; used 100 BC-10");
  Candidate near = named("same", "x", "az");
  near.distance_m = 312.4;
  CHECK(reason(near) == "same name; 312 m away");
  near.distance_m = 3180;
  CHECK(reason(near) == "same name; 3.2 km away");
  near.distance_m = 25'400;
  CHECK(reason(near) == "same name; 25 km away");
}

TEST_CASE("letters keep their marks") {
  CHECK(letters_of("").empty());
  CHECK(letters_of("Ağ") == std::vector<std::string>{"A", "ğ"});
  CHECK(letters_of("A\u0306g\u0306").size() == 2);
  CHECK(letters_of("\xff\xc4").size() == 2);
  CHECK(letters_of(std::string(1000, 'a')).size() == 64);
  std::string flood = "a";
  for (int i = 0; i < 1000; ++i) flood += "\u0301";
  CHECK(letters_of(flood).size() == 1);
  CHECK(letters_of(flood).front().size() <= 34);
}

TEST_CASE("letters stand side by side") {
  CHECK(shown(align_letters("Ağbulaq", "Agbulag")) == "A|A ğ|g b|b u|u l|l a|a q|g ");
  CHECK(shown(align_letters("abc", "ac")) == "a|a b| c|c ");
  CHECK(shown(align_letters("", "ab")) == "|a |b ");
  CHECK(align_letters("", "").empty());
  CHECK(letters_that_differ(align_letters("Ağbulaq", "Agbulag")) == 1);
  CHECK(letters_that_differ(align_letters("Xan-kendi", "Xankendi")) == 0);
}
