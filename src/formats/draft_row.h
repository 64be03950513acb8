// What one row of a list says, while an importer reads it: the subject, the drafts and what was found wrong. Every
// importer builds its rows through this, so that "type" comes first, sources and contributors are those of the
// context, and findings say where they belong.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "formats/format.h"

namespace stele::formats {

class DraftRow {
 public:
  // `unit` is what a person calls it: "row", "line", "feature". `context` must outlive this.
  DraftRow(const ImportContext& context, std::string_view unit, uint64_t number);

  // Says what the row is about; comes before everything else. The first draft is the subject's type. With a key the
  // statements' locator is "scheme:key", which stays when the list is sorted anew; else it is the row's number.
  void about(std::string_view scheme, std::string_view key, std::string_view type);
  // As above for a row without a key of its own: the key is made of the row's contents.
  void about_contents(std::string_view dataset, std::string_view contents, std::string_view type);

  // Adds one statement about the subject; the reference is good until the next one is added.
  model::Draft& say(std::string_view property, model::Value value);
  // The same for the kinds that most rows have; an empty text says nothing and adds nothing.
  void text(std::string_view property, std::string_view text, std::string_view lang = {});
  void identifier(std::string_view scheme, std::string_view id);
  void recorded(std::string_view key, std::string_view text);
  // A name as the list gives it. The same name in the same language twice is said once, with a note; nullptr then, and
  // for a name that is no text at all. What looks wrong with a name (another script than the tag's, an anchor) is
  // found by the rules of model/rules.cc, which every draft passes afterwards.
  model::Draft* name(std::string_view text, std::string_view lang, model::Parts parts, std::string_view place);
  // A position, or an error finding when there is none to be had.
  model::Draft* position(Result<std::string> wkt, model::Parts parts, std::string_view place);

  void error(std::string_view rule, std::string message, std::string_view place = {});
  void warning(std::string_view rule, std::string message, std::string_view place = {});
  void note(std::string_view rule, std::string message, std::string_view place = {});
  bool has_error() const { return errors_ > 0; }

  // Takes back all that was said; its findings stay.
  void take_back() { row_.drafts.clear(); }
  Id subject() const { return subject_; }
  // What statements added from now on cite instead of the context's.
  void cite(const Id& source) { source_ = source; }
  void locate(std::string locator) { locator_ = std::move(locator); }
  void said_by(const Id& contributor) { contributor_ = contributor; }

  Row take() { return std::move(row_); }

 private:
  void find(model::Severity severity, std::string_view rule, std::string message, std::string_view place);

  Row row_;
  Id subject_, source_, contributor_;
  std::string locator_;
  std::set<std::string> names_seen_;
  int errors_ = 0;
};

}  // namespace stele::formats
