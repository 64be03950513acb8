// A language tag (BCP 47) and the scripts of letters. A name's tag says its language and its script; the script matters
// here, because one name is written in many.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace stele {

// The tag in its usual spelling ("AZ-latn" -> "az-Latn"). "" is refused; "und" is for an unknown language.
Result<std::string> parse_lang(std::string_view tag);
// The language subtag: "az" of "az-Latn-baku1926".
std::string_view lang_of(std::string_view tag);
// ISO 15924 code of the script the tag means: its own script subtag, or the usual one of the language ("hy" -> "Armn").
// "" when the tag does not tell ("und").
std::string script_of_tag(std::string_view tag);
// ISO 639-3 to the shortest code that BCP 47 wants ("hye" -> "hy"); unknown codes come back as they are.
std::string shortest_lang(std::string_view iso639_3);

// The scripts (ISO 15924) that the letters of the text belong to, most letters first, without Zyyy and Zinh.
std::vector<std::string> scripts_in(std::string_view utf8);

// Text made comparable for search: compatibility-decomposed, case-folded, without marks and joiners, letters that
// differ only by a dot or a tail brought together (ı i, ə e, ğ g), words separated by one blank.
std::string fold(std::string_view utf8);

}  // namespace stele
