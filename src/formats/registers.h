// Outside registers as lists name them: short prefixes, addresses, codes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace stele::formats {

struct RegisterKey {
  std::string scheme;  // of the vocabulary identifier-scheme where it has one: "wikidata", "geonames", "tgn", ...
  std::string id;
};
// "wd:Q1", "https://www.wikidata.org/wiki/Q1" -> wikidata Q1; nullopt for what is no known register.
std::optional<RegisterKey> register_of(std::string_view uri);
// Is this one of the prefixes that Linked Places files may use ("gn:123")?
bool is_known_alias(std::string_view uri);
// The address that a prefixed name stands for, or the text itself.
std::string expanded(std::string_view uri);
// The address of a register's entry, or "" when the register is not known.
std::string address_of(std::string_view scheme, std::string_view id);

// The three words for certainty of the Linked Places format and of Pleiades ("certain", "less-certain", "uncertain") in
// those of the vocabulary certainty, or "".
std::string_view certainty_of(std::string_view word);
// One of the feature classes A H L P R S T.
bool is_feature_class(std::string_view code);
// An assigned code of ISO 3166-1 alpha-2, in capitals.
bool is_country_code(std::string_view code);
// A term of the vocabulary settlement-type for a concept of the Art and Architecture Thesaurus ("aat:300008375", an
// address or the bare number), or "".
std::string_view settlement_of_aat(std::string_view identifier);
// And back: "aat:300008375" for "town", or "".
std::string aat_of_settlement(std::string_view term);

}  // namespace stele::formats
