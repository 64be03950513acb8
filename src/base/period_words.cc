// The words of periods in the interface's languages. Adding a language is adding a table and a line in the list at
// the end; adding a spelling is adding it to a row. Each row is covered by the table test of parse_typed().
#include "base/period_words.h"

#include <array>

namespace stele {

namespace {

using enum Means;

constexpr Word kEnglish[] = {
    {kMonth, 1, "january|jan"}, {kMonth, 2, "february|feb"}, {kMonth, 3, "march|mar"}, {kMonth, 4, "april|apr"},
    {kMonth, 5, "may"}, {kMonth, 6, "june|jun"}, {kMonth, 7, "july|jul"}, {kMonth, 8, "august|aug"},
    {kMonth, 9, "september|sept|sep"}, {kMonth, 10, "october|oct"}, {kMonth, 11, "november|nov"},
    {kMonth, 12, "december|dec"},
    {kSeason, 21, "spring"}, {kSeason, 22, "summer"}, {kSeason, 23, "autumn|fall"}, {kSeason, 24, "winter"},
    {kCentury, 0, "century|centuries|cent"}, {kCenturyOrAbout, 0, "c"},
    {kDecade, 0, "decade|-s|-es"}, {kOrdinal, 0, "-st|-nd|-rd|-th"},
    {kIgnored, 0, "the|of|in|on|a|year|years|in the year|during|month of"},
    {kBefore, 0, "before|prior to|earlier than|pre"}, {kAfter, 0, "after|later than|post"},
    {kUntil, 0, "until|till|up to|to|through|by|not later than"}, {kFrom, 0, "since|from|starting|starting in"},
    {kAbout, 0, "about|around|circa|ca|approx|approximately|roughly"},
    {kPerhaps, 0, "perhaps|possibly|probably|maybe"},
    {kEarly, 0, "early|beginning of|the beginning of|start of|the start of"}, {kMid, 0, "mid|middle of|the middle of"},
    {kLate, 0, "late|end of|the end of"},
    {kHalf, 1, "first half|1st half"}, {kHalf, 2, "second half|2nd half|latter half"},
    {kQuarter, 1, "first quarter|1st quarter"}, {kQuarter, 2, "second quarter|2nd quarter"},
    {kQuarter, 3, "third quarter|3rd quarter"}, {kQuarter, 4, "fourth quarter|last quarter|4th quarter"},
    {kOr, 0, "or|either"}, {kAnd, 0, "and"}, {kBetween, 0, "between"},
    {kBce, 0, "bc|bce|b.c.|b.c.e.|before christ"}, {kCe, 0, "ad|ce|a.d.|c.e."},
    {kOrdinalNumber, 1, "first"}, {kOrdinalNumber, 2, "second"}, {kOrdinalNumber, 3, "third"},
    {kOrdinalNumber, 4, "fourth"}, {kOrdinalNumber, 5, "fifth"}, {kOrdinalNumber, 6, "sixth"},
    {kOrdinalNumber, 7, "seventh"}, {kOrdinalNumber, 8, "eighth"}, {kOrdinalNumber, 9, "ninth"},
    {kOrdinalNumber, 10, "tenth"}, {kOrdinalNumber, 11, "eleventh"}, {kOrdinalNumber, 12, "twelfth"},
    {kOrdinalNumber, 13, "thirteenth"}, {kOrdinalNumber, 14, "fourteenth"}, {kOrdinalNumber, 15, "fifteenth"},
    {kOrdinalNumber, 16, "sixteenth"}, {kOrdinalNumber, 17, "seventeenth"}, {kOrdinalNumber, 18, "eighteenth"},
    {kOrdinalNumber, 19, "nineteenth"}, {kOrdinalNumber, 20, "twentieth"},
    {kOrdinalNumber, 21, "twenty-first|twenty first"},
};

constexpr Word kAzerbaijani[] = {
    {kMonth, 1, "yanvar*"}, {kMonth, 2, "fevral*"}, {kMonth, 3, "mart*"}, {kMonth, 4, "aprel*"},
    {kMonth, 5, "may|mayı|mayın|mayda|maydan|mayında"}, {kMonth, 6, "iyun*"}, {kMonth, 7, "iyul*"},
    {kMonth, 8, "avqust*"}, {kMonth, 9, "sentyabr*|sentabr*"}, {kMonth, 10, "oktyabr*|oktabr*"},
    {kMonth, 11, "noyabr*"}, {kMonth, 12, "dekabr*"},
    {kSeason, 21, "yaz|yazı|yazın|yazda|yazında|bahar*"}, {kSeason, 22, "yay|yayı|yayın|yayda|yayında"},
    {kSeason, 23, "payız*"}, {kSeason, 24, "qış*"},
    {kCentury, 0, "əsr*|yüzillik*|yüzilliy*"},
    {kDecade, 0, "onillik*|onilliy*|-lər*|-lar*"},
    {kYears, 1, "illər*"},
    {kOrdinal, 0, "-ci|-cı|-cu|-cü|-si|-sı|-su|-sü|-i|-ı|-u|-ü|-də|-da|-ində|-ında|-ə|-a|-yə|-ya"},
    {kIgnored, 0, "il|ili|ilin|ildə|ilində|ayı|ayının|ayında|tarixində"},
    {kBefore, 0, "əvvəl|öncə|qabaq"}, {kAfter, 0, "sonra"},
    {kUntil, 0, "qədər|kimi|dək|ilə qədər|ilə kimi|ilə dək|ilədək|-ədək|-adək|-yədək|-yadək|-dək|+dək"},
    {kFrom, 0, "ildən|ilindən|bəri|etibarən|başlayaraq|-dən|-dan|-tən|-tan|+dən|+dan"},
    {kAbout, 0, "təxminən|təqribən|civarında|ətrafında|təxm"}, {kPerhaps, 0, "bəlkə|ehtimal|ehtimal ki|güman ki|yəqin"},
    {kEarly, 0, "əvvəli|əvvəlində|əvvəlləri|əvvəllərində|əvvəlinin|başlanğıc*|erkən"},
    {kMid, 0, "ortası|ortasında|ortaları|ortalarında"}, {kLate, 0, "sonu|sonunda|sonları|sonlarında|axırı*|axırlar*"},
    {kHalf, 1, "birinci yarı*|ilk yarı*|I yarı*|1-ci yarı*"}, {kHalf, 2, "ikinci yarı*|II yarı*|2-ci yarı*"},
    {kQuarter, 1, "birinci rüb*|ilk rüb*|I rüb*"}, {kQuarter, 2, "ikinci rüb*|II rüb*"},
    {kQuarter, 3, "üçüncü rüb*|III rüb*"}, {kQuarter, 4, "dördüncü rüb*|son rüb*|IV rüb*"},
    {kOr, 0, "və ya|ya|yaxud|ya da"}, {kAnd, 0, "və|ilə"}, {kBetween, 0, "arasında|arası|aralığında"},
    {kBce, 0, "e.ə.|b.e.ə.|eramızdan əvvəl|eradan əvvəl|miladdan əvvəl|m.ə."}, {kCe, 0, "b.e.|eramızın|miladi|yeni eranın"},
    {kOrdinalNumber, 15, "on beşinci"}, {kOrdinalNumber, 16, "on altıncı"}, {kOrdinalNumber, 17, "on yeddinci"},
    {kOrdinalNumber, 18, "on səkkizinci"}, {kOrdinalNumber, 19, "on doqquzuncu"}, {kOrdinalNumber, 20, "iyirminci"},
    {kOrdinalNumber, 21, "iyirmi birinci"},
};

constexpr Word kArmenian[] = {
    {kMonth, 1, "հունվար*|յունուար*"}, {kMonth, 2, "փետրվար*|փետրուար*"}, {kMonth, 3, "մարտ*"}, {kMonth, 4, "ապրիլ*"},
    {kMonth, 5, "մայիս*"}, {kMonth, 6, "հունիս*|յունիս*"}, {kMonth, 7, "հուլիս*|յուլիս*"}, {kMonth, 8, "օգոստոս*"},
    {kMonth, 9, "սեպտեմբեր*"}, {kMonth, 10, "հոկտեմբեր*"}, {kMonth, 11, "նոյեմբեր*"},
    {kMonth, 12, "դեկտեմբեր*"},
    {kSeason, 21, "գարուն*|գարնան*"}, {kSeason, 22, "ամառ*|ամռան*"}, {kSeason, 23, "աշուն*|աշնան*"},
    {kSeason, 24, "ձմեռ*|ձմռան*"},
    {kCentury, 0, "դար|դարի|դարում|դարը|դարին|դարեր*|դդ|դ|հարյուրամյակ*"},
    {kDecade, 0, "տասնամյակ*|-ական*"}, {kOrdinal, 0, "-րդ|-ին|-ն|-ի|-ը|-երորդ|-ում"},
    {kIgnored, 0, "թ|թթ|թվական|թվականի|թվականին|թվականը|թվականների*|թվականներ*|թվին|տարի|տարին|տարվա|տարիներ*|ամսի|ամսին"},
    {kBefore, 0, "առաջ|նախքան"}, {kAfter, 0, "հետո|յետոյ"}, {kUntil, 0, "մինչև|մինչ|-ը մինչև"},
    {kFrom, 0, "թվականից|թվականներից|տարուց|դարից|սկսած|ի վեր|-ից|թ-ից|թ.-ից|+ից"},
    {kAbout, 0, "մոտ|մօտ|մոտավորապես|մօտաւորապէս|շուրջ"}, {kPerhaps, 0, "հավանաբար|հնարավոր է|գուցե|թերևս"},
    {kEarly, 0, "սկիզբ*|սկզբ*|վաղ"}, {kMid, 0, "կեսեր*|կեսին|միջին"}, {kLate, 0, "վերջ*|ուշ"},
    {kHalf, 1, "առաջին կես*|1-ին կես*|I կես*"}, {kHalf, 2, "երկրորդ կես*|2-րդ կես*|II կես*"},
    {kQuarter, 1, "առաջին քառորդ*"}, {kQuarter, 2, "երկրորդ քառորդ*"}, {kQuarter, 3, "երրորդ քառորդ*"},
    {kQuarter, 4, "չորրորդ քառորդ*|վերջին քառորդ*"},
    {kOr, 0, "կամ"}, {kAnd, 0, "և|ու"}, {kBetween, 0, "միջև"},
    {kBce, 0, "մ.թ.ա.|մթա|ն.ք.|ք.ա.|մեր թվարկությունից առաջ"}, {kCe, 0, "մ.թ.|ք.հ.|մեր թվարկության"},
    {kOrdinalNumber, 15, "տասնհինգերորդ"}, {kOrdinalNumber, 16, "տասնվեցերորդ"}, {kOrdinalNumber, 17, "տասնյոթերորդ"},
    {kOrdinalNumber, 18, "տասնութերորդ"}, {kOrdinalNumber, 19, "տասնիններորդ|տասնիներորդ"},
    {kOrdinalNumber, 20, "քսաներորդ"}, {kOrdinalNumber, 21, "քսանմեկերորդ"},
};

constexpr Word kGeorgian[] = {
    {kMonth, 1, "იანვ*"}, {kMonth, 2, "თებერვ*|თებ"}, {kMonth, 3, "მარტ*"}, {kMonth, 4, "აპრილ*|აპრ"},
    {kMonth, 5, "მაის*"}, {kMonth, 6, "ივნის*"}, {kMonth, 7, "ივლის*"}, {kMonth, 8, "აგვისტ*|აგვ"},
    {kMonth, 9, "სექტემბ*|სექტ"}, {kMonth, 10, "ოქტომბ*|ოქტ"}, {kMonth, 11, "ნოემბ*"}, {kMonth, 12, "დეკემბ*|დეკ"},
    {kSeason, 21, "გაზაფხულ*"}, {kSeason, 22, "ზაფხულ*"}, {kSeason, 23, "შემოდგომ*"}, {kSeason, 24, "ზამთ*"},
    {kCentury, 0, "საუკუნე|საუკუნის|საუკუნეში|საუკუნეები|საუკუნეების|საუკუნეებში|საუკ|ს|სს"},
    {kDecade, 0, "ათწლეულ*|-იან*"}, {kOrdinal, 0, "მე|-ე|-ში|-ს|-ის"},
    {kIgnored, 0, "წელი|წელს|წლის|წლები|წლების|წლებში|წლებს|წ|წწ|თვე|თვის|თვეში"},
    {kBefore, 0, "მანამდე|ადრე|უწინ"}, {kAfter, 0, "შემდეგ|მერე|შემდგომ"},
    {kUntil, 0, "წლამდე|წლამდის|წლებამდე|მდე|-მდე|-ამდე|-მდის|+მდე|+მდის"},
    {kFrom, 0, "წლიდან|წლებიდან|დაწყებული|მოყოლებული|-დან|-იდან|+დან"},
    {kAbout, 0, "დაახლოებით|დაახლ|მიახლოებით|სადღაც"}, {kPerhaps, 0, "შესაძლოა|სავარაუდოდ|ალბათ"},
    {kEarly, 0, "დასაწყის*|ადრეულ*"}, {kMid, 0, "შუა|შუაში|შუახან*|შუა ხან*|შუა წლებ*"},
    {kLate, 0, "ბოლო|ბოლოს|ბოლოში|დასასრულ*|მიწურულ*|გვიან*"},
    {kHalf, 1, "პირველი ნახევ*|პირველ ნახევ*|I ნახევ*"}, {kHalf, 2, "მეორე ნახევ*|II ნახევ*"},
    {kQuarter, 1, "პირველი მეოთხედ*|პირველ მეოთხედ*"}, {kQuarter, 2, "მეორე მეოთხედ*"},
    {kQuarter, 3, "მესამე მეოთხედ*"}, {kQuarter, 4, "მეოთხე მეოთხედ*|ბოლო მეოთხედ*"},
    {kOr, 0, "ან|ანდა"}, {kAnd, 0, "და"}, {kBetween, 0, "შორის"},
    {kBce, 0, "ძვ.წ.|ძვ.წ.აღ.|ძველი წელთაღრიცხვით|ძველი წელთაღრიცხვის"},
    {kCe, 0, "ახ.წ.|ჩვ.წ.|ახალი წელთაღრიცხვით|ახალი წელთაღრიცხვის"},
    {kOrdinalNumber, 15, "მეთხუთმეტე"}, {kOrdinalNumber, 16, "მეთექვსმეტე"}, {kOrdinalNumber, 17, "მეჩვიდმეტე"},
    {kOrdinalNumber, 18, "მეთვრამეტე"}, {kOrdinalNumber, 19, "მეცხრამეტე"}, {kOrdinalNumber, 20, "მეოცე"},
    {kOrdinalNumber, 21, "ოცდამეერთე"},
};

constexpr Word kRussian[] = {
    {kMonth, 1, "январ*|янв"}, {kMonth, 2, "феврал*|фев|февр"}, {kMonth, 3, "март*|мар"}, {kMonth, 4, "апрел*|апр"},
    {kMonth, 5, "май|мая|мае|маю"}, {kMonth, 6, "июн*"}, {kMonth, 7, "июл*"}, {kMonth, 8, "август*|авг"},
    {kMonth, 9, "сентябр*|сент|сен"}, {kMonth, 10, "октябр*|окт"}, {kMonth, 11, "ноябр*|нояб|ноя"},
    {kMonth, 12, "декабр*|дек"},
    {kSeason, 21, "весн*"}, {kSeason, 22, "лето|летом|лета"}, {kSeason, 23, "осен*"}, {kSeason, 24, "зим*"},
    {kCentury, 0, "век|века|веке|веков|веках|вв|столетие|столетия|столетии|ст"}, {kCenturyOrIn, 0, "в"},
    {kDecade, 0, "десятилетие|десятилетия|десятилетии|-е|-х|-ые|-ых"},
    {kOrdinal, 0, "-й|-го|-ый|-ого|-ом|-му|-м|-я|-ой|-ое|-ому"},
    {kYears, 0, "годы|годов|годах|годам|годами|гг"}, {kIgnored, 0, "год|года|году|годом|г|во|на|месяц|месяце"},
    {kBefore, 0, "ранее|раньше|перед|прежде"}, {kAfter, 0, "после|позже|позднее"}, {kUntil, 0, "до|по|к|ко|вплоть до"},
    {kFrom, 0, "с|со|от|начиная с"},
    {kAbout, 0, "около|примерно|приблизительно|ок|прибл"}, {kPerhaps, 0, "возможно|вероятно|предположительно|может быть"},
    {kEarly, 0, "начал*|нач|ранн*"}, {kMid, 0, "середин*|сер"}, {kLate, 0, "конец|конца|конце|концу|кон|поздн*"},
    {kHalf, 1, "перв* половин*|1-я половин*|1-й половин*|1-ой половин*|1 половин*|перв* пол|1-я пол|1-й пол|I половин*"},
    {kHalf, 2, "втор* половин*|2-я половин*|2-й половин*|2-ой половин*|2 половин*|втор* пол|2-я пол|2-й пол|II половин*"},
    {kQuarter, 1, "перв* четверт*|1-я четверт*|1-й четверт*"}, {kQuarter, 2, "втор* четверт*|2-я четверт*|2-й четверт*"},
    {kQuarter, 3, "трет* четверт*|3-я четверт*|3-й четверт*"},
    {kQuarter, 4, "последн* четверт*|четверт* четверт*|4-я четверт*|4-й четверт*"},
    {kOr, 0, "или|либо"}, {kAnd, 0, "и"}, {kBetween, 0, "между"},
    {kBce, 0, "до н.э.|до нашей эры|до р.х.|до рождества христова"}, {kCe, 0, "н.э.|нашей эры|от рождества христова"},
    {kOrdinalNumber, 15, "пятнадцат*"}, {kOrdinalNumber, 16, "шестнадцат*"}, {kOrdinalNumber, 17, "семнадцат*"},
    {kOrdinalNumber, 18, "восемнадцат*"}, {kOrdinalNumber, 19, "девятнадцат*"},
    {kOrdinalNumber, 20, "двадцатый|двадцатого|двадцатом"}, {kOrdinalNumber, 21, "двадцать перв*"},
};

constexpr Word kTurkish[] = {
    {kMonth, 1, "ocak|ocakta|ocağı*"}, {kMonth, 2, "şubat*"}, {kMonth, 3, "mart*"}, {kMonth, 4, "nisan*"},
    {kMonth, 5, "mayıs*"}, {kMonth, 6, "haziran*"}, {kMonth, 7, "temmuz*"}, {kMonth, 8, "ağustos*"},
    {kMonth, 9, "eylül*"}, {kMonth, 10, "ekim*"}, {kMonth, 11, "kasım*"}, {kMonth, 12, "aralık|aralıkta|aralığı*"},
    {kSeason, 21, "ilkbahar*|bahar*"}, {kSeason, 22, "yaz|yazı|yazın|yazında"}, {kSeason, 23, "sonbahar*|güz|güzü|güzün*"},
    {kSeason, 24, "kış*"},
    {kCentury, 0, "yüzyıl*|asır|asrın|asrı|asırda|yy|y.y."},
    {kDecade, 0, "-ler*|-lar*|-li|-lı|-lu|-lü"},
    {kYears, 0, "yıllar*"},
    {kOrdinal, 0, "-inci|-ıncı|-uncu|-üncü|-nci|-ncı|-te|-de|-ta|-da|-i|-ı|-u|-ü|-si|-in|-ın|-un|-ün|-nin|-nın|-e|-a|-ye|-ya"},
    {kIgnored, 0, "yıl|yılı|yılında|yılının|yılına|sene|senesi|senesinde|ayı|ayında|ayının|tarihinde"},
    {kBefore, 0, "önce|evvel|öncesi|öncesinde"}, {kAfter, 0, "sonra|sonrası|sonrasında"}, {kUntil, 0, "kadar|dek|değin"},
    {kFrom, 0, "yılından|beri|itibaren|-den|-dan|-ten|-tan|+den|+dan|+ten|+tan"},
    {kAbout, 0, "yaklaşık|takriben|civarı|civarında|dolaylarında|aşağı yukarı|tahminen"},
    {kPerhaps, 0, "belki|muhtemelen|olasılıkla|galiba"},
    {kEarly, 0, "başı|başında|başları|başlarında|başlangıcı*|erken"}, {kMid, 0, "ortası*|ortaları*"},
    {kLate, 0, "sonu|sonunda|sonları|sonlarında|geç"},
    {kHalf, 1, "ilk yarı*|birinci yarı*|1. yarı*"}, {kHalf, 2, "ikinci yarı*|son yarı*|2. yarı*"},
    {kQuarter, 1, "ilk çeyre*|birinci çeyre*"}, {kQuarter, 2, "ikinci çeyre*"}, {kQuarter, 3, "üçüncü çeyre*"},
    {kQuarter, 4, "son çeyre*|dördüncü çeyre*"},
    {kOr, 0, "veya|ya da|yahut"}, {kAnd, 0, "ve|ile"}, {kBetween, 0, "arası|arasında"},
    {kBce, 0, "MÖ|M.Ö.|İÖ|İ.Ö.|milattan önce|isa'dan önce"}, {kCe, 0, "MS|M.S.|İS|İ.S.|milattan sonra"},
    {kOrdinalNumber, 15, "on beşinci"}, {kOrdinalNumber, 16, "on altıncı"}, {kOrdinalNumber, 17, "on yedinci"},
    {kOrdinalNumber, 18, "on sekizinci"}, {kOrdinalNumber, 19, "on dokuzuncu"}, {kOrdinalNumber, 20, "yirminci"},
    {kOrdinalNumber, 21, "yirmi birinci"},
};

constexpr Word kPersian[] = {
    {kMonth, 1, "ژانویه|ژانویهٔ|ژانویه‌ی"}, {kMonth, 2, "فوریه|فوریه‌ی"}, {kMonth, 3, "مارس"}, {kMonth, 4, "آوریل|اپریل"},
    {kMonth, 5, "مه|می"}, {kMonth, 6, "ژوئن"}, {kMonth, 7, "ژوئیه|ژوئیه‌ی|جولای"}, {kMonth, 8, "اوت|آگوست"},
    {kMonth, 9, "سپتامبر"}, {kMonth, 10, "اکتبر"}, {kMonth, 11, "نوامبر"}, {kMonth, 12, "دسامبر"},
    {kSeason, 21, "بهار"}, {kSeason, 22, "تابستان"}, {kSeason, 23, "پاییز|پائیز|خزان"}, {kSeason, 24, "زمستان"},
    {kCentury, 0, "قرن|سده|سدهٔ|سده‌ی|قرون"}, {kDecade, 0, "دهه|دههٔ|دهه‌ی|دهه ی"}, {kOrdinal, 0, "-مین|-ام"},
    {kYears, 1, "سال‌های|سالهای|سال های"}, {kIgnored, 0, "سال|در|در سال|ماه|روز"},
    {kBefore, 0, "قبل از|پیش از|قبل"}, {kAfter, 0, "بعد از|پس از|بعد"}, {kUntil, 0, "تا"}, {kFrom, 0, "از"},
    {kAbout, 0, "حدود|در حدود|حدوداً|تقریباً|نزدیک به"}, {kPerhaps, 0, "شاید|احتمالاً"},
    {kEarly, 0, "اوایل|آغاز|ابتدای"}, {kMid, 0, "اواسط|میانه|میانهٔ|میانه‌ی"}, {kLate, 0, "اواخر|پایان|انتهای"},
    {kHalf, 1, "نیمه اول|نیمهٔ اول|نیمه نخست|نیمهٔ نخست|نیمه‌ی اول|نیمه‌ی نخست"},
    {kHalf, 2, "نیمه دوم|نیمهٔ دوم|نیمه‌ی دوم"},
    {kQuarter, 1, "ربع اول|ربع نخست"}, {kQuarter, 2, "ربع دوم"}, {kQuarter, 3, "ربع سوم"},
    {kQuarter, 4, "ربع چهارم|ربع آخر"},
    {kOr, 0, "یا"}, {kAnd, 0, "و"}, {kBetween, 0, "بین|میان|مابین"},
    {kBce, 0, "ق.م.|پ.م.|پیش از میلاد|قبل از میلاد"}, {kCe, 0, "میلادی|م|-م|پس از میلاد|بعد از میلاد"},
    {kOtherCalendar, 0,
     "شمسی|خورشیدی|هجری|قمری|ه.ش.|ه.ق.|فروردین|اردیبهشت|خرداد|تیر|مرداد|شهریور|مهر|آبان|آذر|دی|بهمن|اسفند"},
    {kOrdinalNumber, 1, "اول|یکم"}, {kOrdinalNumber, 2, "دوم"}, {kOrdinalNumber, 3, "سوم"}, {kOrdinalNumber, 4, "چهارم"},
    {kOrdinalNumber, 5, "پنجم"}, {kOrdinalNumber, 6, "ششم"}, {kOrdinalNumber, 7, "هفتم"}, {kOrdinalNumber, 8, "هشتم"},
    {kOrdinalNumber, 9, "نهم"}, {kOrdinalNumber, 10, "دهم"}, {kOrdinalNumber, 11, "یازدهم"},
    {kOrdinalNumber, 12, "دوازدهم"}, {kOrdinalNumber, 13, "سیزدهم"}, {kOrdinalNumber, 14, "چهاردهم"},
    {kOrdinalNumber, 15, "پانزدهم"}, {kOrdinalNumber, 16, "شانزدهم"}, {kOrdinalNumber, 17, "هفدهم"},
    {kOrdinalNumber, 18, "هجدهم|هیجدهم"}, {kOrdinalNumber, 19, "نوزدهم"}, {kOrdinalNumber, 20, "بیستم"},
    {kOrdinalNumber, 21, "بیست و یکم"},
};

constexpr std::array<PeriodLanguage, 7> kLanguages = {{
    {"en", kEnglish}, {"az", kAzerbaijani}, {"hy", kArmenian}, {"ka", kGeorgian},
    {"ru", kRussian}, {"tr", kTurkish}, {"fa", kPersian},
}};

}  // namespace

std::span<const PeriodLanguage> period_languages() { return kLanguages; }

}  // namespace stele
