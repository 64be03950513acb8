// The forms that people type, language by language, as a table: what is typed, and its EDTF or (after "!") a piece of
// the sentence that refuses it.
#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <random>
#include <sstream>

#include "base/period.h"

using namespace stele;

namespace {

struct Row {
  const char *lang, *words, *gives;
};

constexpr Row kRows[] = {
    {"en", "c. 1905", "1905~"}, {"en", "about 1905?", "1905%"}, {"en", "before 1988", "../1988"},
    {"en", "after 1988", "1988/.."}, {"en", "since 1988", "1988/.."},
    {"en", "until 1988", "../1988"}, {"en", "by March 1988", "../1988-03"}, {"en", "1920s", "192X"},
    {"en", "the 1920's", "192X"}, {"en", "early 1920s", "1920~/1923~"},
    {"en", "19th century", "18XX"}, {"en", "late 19th c.", "1867~/1899~"},
    {"en", "early 19th century", "1800~/1833~"}, {"en", "mid-19th century", "1834~/1866~"},
    {"en", "first half of the nineteenth century", "1800/1849"},
    {"en", "last quarter of the 19th century", "1875/1899"}, {"en", "spring 1946", "1946-21"},
    {"en", "March 1921", "1921-03"}, {"en", "12 March 1921", "1921-03-12"},
    {"en", "March 12, 1921", "1921-03-12"}, {"en", "12.3.1921", "1921-03-12"},
    {"en", "3/4/1921", "1921-04-03"}, {"en", "3/14/1921", "!day first"},
    {"en", "12 Mar. 1921", "1921-03-12"}, {"en", "1905 - 1906", "1905/1906"},
    {"en", "1905–1906", "1905/1906"}, {"en", "1905—1906", "1905/1906"},
    {"en", "between 1905 and 1906", "1905/1906"}, {"en", "from 1905 to 1906", "1905/1906"},
    {"en", "about 1905 or 1906", "[1905~,1906~]"},
    {"en", "12-15 March 1921", "1921-03-12/1921-03-15"},
    {"en", "March - May 1921", "1921-03/1921-05"}, {"en", "19th-20th century", "18XX/19XX"},
    {"en", "5th century BC", "-04XX"}, {"en", "44 BC", "-0043"}, {"en", "AD 33", "0033"},
    {"en", "500-400 BC", "-0499/-0399"}, {"en", "1st century BC", "-0099/0000"},
    {"en", "3.4.21", "!any century"}, {"en", "'20s", "!any century"},
    {"en", "1905–06", "!any century"}, {"en", "1921-22", "!two years or a season"},
    {"en", "30.2.1921", "!no such date"}, {"en", "end of 1988", "1988-09~/1988-12~"},
    {"en", "1988-11/1988-12", "1988-11/1988-12"}, {"en", "nonsense", "!can be read"},
    {"en", "12.III.1921", "1921-03-12"},
    {"en", "late 1980s or early 1990s", "[1987~..1989~,1990~..1993~]"}, {"en", "850", "0850"},
    {"en", "before c. 1905", "../1905~"}, {"en", "12-Mar-1921", "1921-03-12"},
    {"en", "1905-06", "1905-06"}, {"en", "March 1988 to May 1989", "1988-03/1989-05"},
    {"en", "summer or autumn 1946", "[1946-22,1946-23]"},
    {"az", "təxminən 1905", "1905~"}, {"az", "1988-dən əvvəl", "../1988"},
    {"az", "1988-ci ildən əvvəl", "../1988"}, {"az", "1988-dən sonra", "1988/.."},
    {"az", "1988-ci ilə qədər", "../1988"}, {"az", "1988-ci ilədək", "../1988"},
    {"az", "1988-ci ildən bəri", "1988/.."}, {"az", "1988-ci ildən", "1988/.."},
    {"az", "1920-ci illər", "192X"}, {"az", "1920-ci illərdə", "192X"},
    {"az", "20-ci illər", "!any century"}, {"az", "XX əsrin 20-ci illəri", "192X"},
    {"az", "XIX əsr", "18XX"}, {"az", "XIX əsrin sonu", "1867~/1899~"},
    {"az", "19-cu əsrin əvvəllərində", "1800~/1833~"},
    {"az", "XIX əsrin birinci yarısı", "1800/1849"}, {"az", "XIX əsrin ortaları", "1834~/1866~"},
    {"az", "1946-cı ilin yazı", "1946-21"}, {"az", "12 mart 1921", "1921-03-12"},
    {"az", "1921-ci il martın 12-si", "1921-03-12"}, {"az", "12 mart 1921-ci il", "1921-03-12"},
    {"az", "1905-1906-cı illər", "1905/1906"}, {"az", "1920-1930-cu illər", "!years or decades"},
    {"az", "1905 ilə 1906 arasında", "1905/1906"},
    {"az", "1905-ci ildən 1906-cı ilə qədər", "1905/1906"},
    {"az", "1905 və ya 1906", "[1905,1906]"}, {"az", "e.ə. V əsr", "-04XX"},
    {"az", "e.ə. 44", "-0043"}, {"az", "on doqquzuncu əsr", "18XX"},
    {"az", "iyul 1914-cü il", "1914-07"}, {"az", "1914-cü ilin iyulunda", "1914-07"},
    {"az", "1920s", "192X"}, {"az", "1946-cı ilin payızında", "1946-23"},
    {"az", "yanvar 1990", "1990-01"}, {"az", "yanvardan marta qədər 1990", "1990-01/1990-03"},
    {"az", "1990-cı ilin yanvarından", "1990-01/.."},
    {"az", "1990-cı ilin yanvarınadək", "../1990-01"},
    {"az", "yanvarın 20-dən əvvəl 1990", "../1990-01-20"}, {"az", "1920-ci illərdən", "192X/.."},
    {"az", "XX əsrin əvvəlləri", "1900~/1933~"},
    {"hy", "մոտ 1905", "1905~"}, {"hy", "մոտ 1905 թ.", "1905~"}, {"hy", "1988-ից առաջ", "../1988"},
    {"hy", "1988 թվականից հետո", "1988/.."}, {"hy", "1988-ից հետո", "1988/.."},
    {"hy", "մինչև 1988 թվականը", "../1988"}, {"hy", "1988-ից ի վեր", "1988/.."},
    {"hy", "1920-ականներ", "192X"}, {"hy", "1920-ական թվականներին", "192X"},
    {"hy", "1920-ականների սկզբին", "1920~/1923~"}, {"hy", "XIX դար", "18XX"},
    {"hy", "19-րդ դար", "18XX"}, {"hy", "19-րդ դարի վերջ", "1867~/1899~"},
    {"hy", "19-րդ դարի վերջին", "1867~/1899~"}, {"hy", "XIX դարի առաջին կես", "1800/1849"},
    {"hy", "XIX դարի կեսերին", "1834~/1866~"}, {"hy", "1946 թ. գարուն", "1946-21"},
    {"hy", "1946 թվականի գարնանը", "1946-21"}, {"hy", "1921 թ. մարտի 12", "1921-03-12"},
    {"hy", "1921 թվականի մարտի 12-ին", "1921-03-12"}, {"hy", "12 մարտի 1921", "1921-03-12"},
    {"hy", "12.03.1921", "1921-03-12"}, {"hy", "1905-1906 թթ.", "1905/1906"},
    {"hy", "1905 և 1906 թվականների միջև", "1905/1906"}, {"hy", "1905-ից մինչև 1906", "1905/1906"},
    {"hy", "1905 կամ 1906", "[1905,1906]"}, {"hy", "մ.թ.ա. 5-րդ դար", "-04XX"},
    {"hy", "մ.թ.ա. 44 թ.", "-0043"}, {"hy", "20-ականներ", "!any century"},
    {"hy", "1921 թ. սեպտեմբերին", "1921-09"}, {"hy", "20-րդ դարի 20-ական թվականներ", "192X"},
    {"hy", "1990 թ. հունվարից", "1990-01/.."},
    {"hy", "1990 թ. հունվարից մինչև 1991 թ. մարտ", "1990-01/1991-03"},
    {"hy", "1920-ականներից", "192X/.."},
    {"ka", "დაახლოებით 1905", "1905~"}, {"ka", "1988 წლამდე", "../1988"},
    {"ka", "1988-მდე", "../1988"}, {"ka", "1988 წლის შემდეგ", "1988/.."},
    {"ka", "1988 წლიდან", "1988/.."}, {"ka", "1920-იანი წლები", "192X"},
    {"ka", "1920-იან წლებში", "192X"}, {"ka", "XIX საუკუნე", "18XX"},
    {"ka", "მე-19 საუკუნე", "18XX"}, {"ka", "მე-19 საუკუნის ბოლოს", "1867~/1899~"},
    {"ka", "XIX საუკუნის დასაწყისი", "1800~/1833~"},
    {"ka", "XIX საუკუნის პირველი ნახევარი", "1800/1849"},
    {"ka", "XIX საუკუნის შუა წლები", "1834~/1866~"}, {"ka", "1946 წლის გაზაფხული", "1946-21"},
    {"ka", "1921 წლის 12 მარტი", "1921-03-12"}, {"ka", "12 მარტი 1921", "1921-03-12"},
    {"ka", "1921 წლის მარტში", "1921-03"}, {"ka", "1905-1906 წლები", "1905/1906"},
    {"ka", "1905-1906 წლებში", "1905/1906"}, {"ka", "1905 და 1906 წლებს შორის", "1905/1906"},
    {"ka", "1905 წლიდან 1906 წლამდე", "1905/1906"}, {"ka", "1905 ან 1906", "[1905,1906]"},
    {"ka", "ძვ.წ. V საუკუნე", "-04XX"}, {"ka", "ძვ. წ. 44", "-0043"},
    {"ka", "მეცხრამეტე საუკუნე", "18XX"}, {"ka", "მე-20 საუკუნის 20-იანი წლები", "192X"},
    {"ka", "1990 წლის იანვრიდან", "1990-01/.."}, {"ka", "1990 წლის იანვრამდე", "../1990-01"},
    {"ka", "1990 წლის იანვრიდან 1991 წლის მარტამდე", "1990-01/1991-03"},
    {"ka", "1920-იანი წლებიდან", "192X/.."},
    {"ru", "около 1905", "1905~"}, {"ru", "ок. 1905 г.", "1905~"}, {"ru", "до 1988", "../1988"},
    {"ru", "до 1988 года", "../1988"}, {"ru", "после 1988 года", "1988/.."},
    {"ru", "с 1988 года", "1988/.."}, {"ru", "1920-е годы", "192X"}, {"ru", "1920-е гг.", "192X"},
    {"ru", "в 1920-х годах", "192X"}, {"ru", "начало 1920-х годов", "1920~/1923~"},
    {"ru", "20-е годы", "!any century"}, {"ru", "20-е годы XX века", "192X"},
    {"ru", "XIX век", "18XX"}, {"ru", "19 в.", "18XX"}, {"ru", "конец XIX в.", "1867~/1899~"},
    {"ru", "XIX в.", "18XX"}, {"ru", "начало XIX века", "1800~/1833~"},
    {"ru", "середина XIX в.", "1834~/1866~"}, {"ru", "первая половина XIX века", "1800/1849"},
    {"ru", "2-я половина XIX в.", "1850/1899"}, {"ru", "весна 1946", "1946-21"},
    {"ru", "весной 1946 г.", "1946-21"}, {"ru", "12 марта 1921 г.", "1921-03-12"},
    {"ru", "март 1921", "1921-03"}, {"ru", "в марте 1921 года", "1921-03"},
    {"ru", "12.03.1921 г.", "1921-03-12"}, {"ru", "12.III.1921", "1921-03-12"},
    {"ru", "1905-1906 гг.", "1905/1906"}, {"ru", "1905—1906", "1905/1906"},
    {"ru", "между 1905 и 1906 годами", "1905/1906"}, {"ru", "с 1905 по 1906 год", "1905/1906"},
    {"ru", "1905 или 1906", "[1905,1906]"}, {"ru", "V век до н.э.", "-04XX"},
    {"ru", "44 г. до н. э.", "-0043"}, {"ru", "девятнадцатый век", "18XX"},
    {"ru", "XIX-XX вв.", "18XX/19XX"}, {"ru", "1920-1930-е годы", "192X/193X"},
    {"ru", "конец 1988 года", "1988-09~/1988-12~"},
    {"ru", "осенью или зимой 1946 года", "[1946-23,1946-24]"},
    {"ru", "с 12 по 15 марта 1921 г.", "1921-03-12/1921-03-15"},
    {"tr", "yaklaşık 1905", "1905~"}, {"tr", "1905 civarında", "1905~"},
    {"tr", "1988'den önce", "../1988"}, {"tr", "1988'den sonra", "1988/.."},
    {"tr", "1988'e kadar", "../1988"}, {"tr", "1988'den beri", "1988/.."},
    {"tr", "1920'ler", "192X"}, {"tr", "1920'li yıllar", "192X"},
    {"tr", "1920'lerin başı", "1920~/1923~"}, {"tr", "19. yüzyıl", "18XX"},
    {"tr", "19. yüzyılın sonu", "1867~/1899~"}, {"tr", "19. yüzyıl başlarında", "1800~/1833~"},
    {"tr", "XIX. yüzyılın ilk yarısı", "1800/1849"}, {"tr", "19. yy. ortaları", "1834~/1866~"},
    {"tr", "1946 yazı", "1946-22"}, {"tr", "1946 ilkbaharı", "1946-21"},
    {"tr", "12 Mart 1921", "1921-03-12"}, {"tr", "Mart 1921'de", "1921-03"},
    {"tr", "12.03.1921", "1921-03-12"}, {"tr", "1905-1906 yılları", "1905/1906"},
    {"tr", "1905 ile 1906 arasında", "1905/1906"}, {"tr", "1905'ten 1906'ya kadar", "1905/1906"},
    {"tr", "1905 veya 1906", "[1905,1906]"}, {"tr", "MÖ 5. yüzyıl", "-04XX"},
    {"tr", "M.Ö. 44", "-0043"}, {"tr", "on dokuzuncu yüzyıl", "18XX"},
    {"tr", "KASIM 1921", "1921-11"}, {"tr", "12-15 Mart 1921", "1921-03-12/1921-03-15"},
    {"tr", "1920-1930 yılları", "1920/1930"}, {"tr", "Ocak 1990'dan beri", "1990-01/.."},
    {"tr", "1920'lerden sonra", "192X/.."}, {"tr", "1920'li yıllardan sonra", "192X/.."},
    {"fa", "حدود ۱۹۰۵", "1905~"}, {"fa", "قبل از ۱۹۸۸", "../1988"},
    {"fa", "پیش از سال ۱۹۸۸", "../1988"}, {"fa", "بعد از ۱۹۸۸", "1988/.."},
    {"fa", "پس از ۱۹۸۸", "1988/.."}, {"fa", "تا ۱۹۸۸", "../1988"}, {"fa", "از سال ۱۹۸۸", "1988/.."},
    {"fa", "دهه ۱۹۲۰", "192X"}, {"fa", "دههٔ ۱۹۲۰", "192X"}, {"fa", "دهه‌ی ۱۹۲۰", "192X"},
    {"fa", "اوایل دهه ۱۹۲۰", "1920~/1923~"}, {"fa", "قرن ۱۹", "18XX"}, {"fa", "قرن نوزدهم", "18XX"},
    {"fa", "اواخر قرن نوزدهم", "1867~/1899~"}, {"fa", "نیمه اول قرن نوزدهم", "1800/1849"},
    {"fa", "سده ۱۹ میلادی", "18XX"}, {"fa", "بهار ۱۹۴۶", "1946-21"},
    {"fa", "۱۲ مارس ۱۹۲۱", "1921-03-12"}, {"fa", "مارس ۱۹۲۱", "1921-03"},
    {"fa", "۱۹۲۱/۳/۱۲", "1921-03-12"}, {"fa", "۱۹۰۵-۱۹۰۶", "1905/1906"},
    {"fa", "بین ۱۹۰۵ و ۱۹۰۶", "1905/1906"}, {"fa", "از ۱۹۰۵ تا ۱۹۰۶", "1905/1906"},
    {"fa", "۱۹۰۵ یا ۱۹۰۶", "[1905,1906]"}, {"fa", "قرن پنجم ق.م.", "-04XX"},
    {"fa", "۴۴ پیش از میلاد", "-0043"}, {"fa", "۱۳۲۵", "!Hijri"}, {"fa", "1325", "!Hijri"},
    {"fa", "۱۳۲۵ شمسی", "!not converted"}, {"fa", "۱۳۲۵ میلادی", "1325"},
    {"fa", "سال‌های ۱۹۰۵ تا ۱۹۰۶", "1905/1906"},
    {"fa", "۱۲ تا ۱۵ مارس ۱۹۲۱", "1921-03-12/1921-03-15"},
    {"", "yaz 1946", "!different languages"}, {"", "spring 1946", "1946-21"},
    {"", "1988-dən əvvəl", "../1988"}, {"", "1920-е годы", "192X"}, {"", "mart 1921", "1921-03"},
    {"", "վատ", "!can be read"},
    {"de", "1920-е годы", "192X"},
};

std::string outcome(const Row& row) {
  auto period = parse_typed(row.words, row.lang);
  return period ? period->text() : "!" + period.error().message;
}

}  // namespace

TEST_CASE("typed periods, language by language") {
  std::map<std::string, int> rows;
  for (const Row& row : kRows) {
    ++rows[row.lang];
    std::string got = outcome(row), wanted = row.gives;
    bool same = wanted.starts_with('!') ? got.starts_with('!') && got.find(wanted.substr(1)) != std::string::npos
                                        : got == wanted;
    CHECK_MESSAGE(same, row.lang << ": " << row.words << " gives " << got << ", not " << wanted);
  }
  for (const char* lang : {"en", "az", "hy", "ka", "ru", "tr", "fa"}) CHECK(rows[lang] >= 15);
}

TEST_CASE("the examples of docs/formats/period.md are true") {
  constexpr const char* kLanguages[] = {"en", "az", "hy", "ka", "ru", "tr", "fa"};
  std::ifstream page("docs/formats/period.md");
  REQUIRE(page);
  int examples = 0;
  for (std::string line; std::getline(page, line);) {
    std::vector<std::string> cells;
    std::istringstream row(line);
    for (std::string cell; std::getline(row, cell, '|');)
      cells.push_back(cell.size() > 2 ? cell.substr(1, cell.size() - 2) : "");
    if (cells.size() != 9 || !cells[1].starts_with('`')) continue;
    std::string edtf = cells[1].substr(1, cells[1].size() - 2);
    for (size_t i = 0; i < 7; ++i) {
      std::istringstream typed(cells[i + 2]);
      for (std::string words; std::getline(typed, words, ','); ++examples) {
        auto period = parse_typed(words, kLanguages[i]);
        CHECK_MESSAGE((period && period->text() == edtf), words << " should be " << edtf);
      }
    }
  }
  CHECK(examples == 79);
}

TEST_CASE("the language is a tag, case and spelling do not matter") {
  CHECK(parse_typed("1988-DƏN ƏVVƏL", "az-Latn-AZ")->text() == "../1988");
  CHECK(parse_typed("1988-den evvel", "AZ")->text() == "../1988");
  CHECK(parse_typed("İYUL 1914", "az")->text() == "1914-07");
  CHECK(parse_typed("  КОНЕЦ xix В. ", "ru")->text() == "1867~/1899~");
  CHECK(parse_typed("ХІХ в.", "ru")->text() == "18XX");  // typed with Cyrillic letters
  CHECK(parse_typed("قبل از ١٩٨٨", "fa")->text() == "../1988");  // Arabic digits
  CHECK(parse_typed("yaz 1946", "az")->text() == "1946-21");
  CHECK(parse_typed("yaz 1946", "tr")->text() == "1946-22");
  CHECK(parse_typed("yaz 1946", "hy").error().message.find("different languages") != std::string::npos);
}

TEST_CASE("EDTF is read as EDTF, and its refusals are kept") {
  for (const char* edtf :
       {"1905-06", "1988-11/1988-12", "../1991-08", "[1886,1887]", "2004-06~-11", "1946-21", "19XX", "-0043"})
    CHECK(parse_typed(edtf).value().text() == edtf);
  CHECK_FALSE(parse_typed("2004-02-30"));
  CHECK_FALSE(parse_typed(""));
  CHECK_FALSE(parse_typed("   "));
  CHECK_FALSE(parse_typed(std::string(1001, '1')));
  CHECK_FALSE(parse_typed("1990-1989"));
  CHECK(parse_typed("\xff\xfe 1905").error().message.find('\xff') == std::string::npos);
  CHECK(parse_typed("1921-45").error().message.find("any century") != std::string::npos);
}

TEST_CASE("shuffled words never give anything but a valid period or a sentence") {
  std::mt19937 random(11);
  std::vector<std::string> words;
  for (const Row& row : kRows) {
    std::string text = row.words;
    for (size_t at = 0; at < text.size();) {
      size_t end = std::min(text.find(' ', at), text.size());
      words.push_back(text.substr(at, end - at));
      at = end + 1;
    }
  }
  int read = 0;
  for (int i = 0; i < 20000; ++i) {
    std::string text;
    for (size_t n = 1 + random() % 5; n > 0; --n) text += words[random() % words.size()] + (random() % 4 ? " " : "-");
    auto period = parse_typed(text, random() % 2 ? "" : "az");
    if (!period) {
      REQUIRE_MESSAGE(!period.error().message.empty(), text);
      continue;
    }
    ++read;
    CHECK_MESSAGE(Period::parse(period->text()), text);
  }
  CHECK(read > 500);
}
