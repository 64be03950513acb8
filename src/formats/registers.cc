#include "formats/registers.h"

#include <algorithm>
#include <array>

namespace stele::formats {
namespace {

struct Register {
  std::string_view alias, scheme, address;
};
// The aliases of the Linked Places format; the first address of a scheme is the one that is written.
constexpr std::array<Register, 22> kRegisters = {{
    {"wd", "wikidata", "https://www.wikidata.org/wiki/"},
    {"wd", "wikidata", "http://www.wikidata.org/entity/"},
    {"wd", "wikidata", "https://www.wikidata.org/entity/"},
    {"wd", "wikidata", "http://www.wikidata.org/wiki/"},
    {"gn", "geonames", "https://www.geonames.org/"},
    {"gn", "geonames", "http://www.geonames.org/"},
    {"gn", "geonames", "http://sws.geonames.org/"},
    {"pl", "pleiades", "https://pleiades.stoa.org/places/"},
    {"tgn", "tgn", "http://vocab.getty.edu/page/tgn/"},
    {"tgn", "tgn", "http://vocab.getty.edu/tgn/"},
    {"bnf", "bnf", "https://data.bnf.fr/"},
    {"cerl", "cerl", "https://data.cerl.org/thesaurus/"},
    {"dbp", "dbpedia", "http://dbpedia.org/resource/"},
    {"gnd", "gnd", "http://d-nb.info/gnd/"},
    {"gov", "gov", "http://gov.genealogy.net/"},
    {"loc", "loc", "http://id.loc.gov/authorities/subjects/"},
    {"viaf", "isni-viaf", "http://viaf.org/viaf/"},
    {"wp", "wikipedia", "https://wikipedia.org/wiki/"},
    {"wp", "wikipedia", "https://en.wikipedia.org/wiki/"},
    {"aat", "aat", "http://vocab.getty.edu/aat/"},
    {"wof", "wof", "https://spelunker.whosonfirst.org/id/"},
    {"doi", "doi", "https://doi.org/"},
}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kSettlements = {{{"300008389", "city"},
                                                                                       {"300008375", "town"},
                                                                                       {"300008372", "village"},
                                                                                       {"300000745", "quarter"},
                                                                                       {"300008537", "lost"},
                                                                                       {"300008542", "ruined"},
                                                                                       {"300167671", "deserted"}}};

constexpr std::string_view kCountries =
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK "
    "CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS "
    "GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV "
    "LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM "
    "PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR "
    "TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW ";

const Register* by_alias(std::string_view uri) {
  size_t colon = uri.find(':');
  if (colon == std::string_view::npos || uri.substr(colon).starts_with("://")) return nullptr;
  auto at = std::find_if(kRegisters.begin(), kRegisters.end(), [&](const Register& r) { return r.alias == uri.substr(0, colon); });
  return at == kRegisters.end() ? nullptr : &*at;
}

std::string last_digits(std::string_view text) {
  size_t end = text.find_last_of("0123456789");
  if (end == std::string_view::npos) return {};
  size_t before = text.substr(0, end + 1).find_last_not_of("0123456789");
  return std::string(text.substr(before == std::string_view::npos ? 0 : before + 1, end - (before == std::string_view::npos ? 0 : before + 1) + 1));
}

}  // namespace

std::optional<RegisterKey> register_of(std::string_view uri) {
  if (const Register* known = by_alias(uri)) return RegisterKey{std::string(known->scheme), std::string(uri.substr(known->alias.size() + 1))};
  for (const Register& known : kRegisters) {
    if (!uri.starts_with(known.address)) continue;
    std::string_view id = uri.substr(known.address.size());
    while (id.ends_with('/')) id.remove_suffix(1);
    if (!id.empty()) return RegisterKey{std::string(known.scheme), std::string(id)};
  }
  return std::nullopt;
}

bool is_known_alias(std::string_view uri) { return by_alias(uri) != nullptr; }

std::string expanded(std::string_view uri) {
  const Register* known = by_alias(uri);
  return known ? std::string(known->address) + std::string(uri.substr(known->alias.size() + 1)) : std::string(uri);
}

std::string address_of(std::string_view scheme, std::string_view id) {
  if (scheme == "uri") return std::string(id);
  for (const Register& known : kRegisters)
    if (known.scheme == scheme) return std::string(known.address) + std::string(id);
  return {};
}

std::string_view certainty_of(std::string_view word) {
  if (word == "certain") return "definite";
  if (word == "less-certain" || word == "less certain") return "medium";
  return word == "uncertain" ? "low" : "";
}

bool is_feature_class(std::string_view code) { return code.size() == 1 && std::string_view("AHLPRST").find(code[0]) != std::string_view::npos; }

bool is_country_code(std::string_view code) {
  return code.size() == 2 && code.find(' ') == std::string_view::npos && kCountries.find(std::string(code) + " ") != std::string_view::npos;
}

std::string_view settlement_of_aat(std::string_view identifier) {
  std::string number = last_digits(identifier);
  for (auto [aat, term] : kSettlements)
    if (aat == number) return term;
  return {};
}

std::string aat_of_settlement(std::string_view term) {
  for (auto [aat, known] : kSettlements)
    if (known == term) return "aat:" + std::string(aat);
  return {};
}

}  // namespace stele::formats
