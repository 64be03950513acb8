// The gates of the design as the compiler keeps them: what is hidden cannot be handed to whoever shows things, and what
// proves that a step was taken cannot be made without taking it.
#include "archive/archive.h"
#include "formats/format.h"
#include "formats/statement_lines.h"
#include "model/redact.h"

using namespace stele;

struct Records : formats::ViewSource {
  Result<const model::Record*> next() override;          // expected-error {{different return type}}
  const model::Record* look_up(const Id& id) override;   // expected-error-re {{{{.*}}return type of virtual function 'look_up' is not covariant{{.*}}}}
};

void shows(const model::View& view);
Result<const model::View*> next_view(const model::View& view) { return &view; }

Result<const model::View*> next_record(const model::Record& record) {
  return &record;                                        // expected-error {{no viable conversion}}
}

std::string record_gets_out(const model::Record& record, const model::Statement& statement, const model::SeenStatement& seen) {
  std::string out;
  formats::append_statement_line(out, seen);
  shows(record);                                         // expected-error {{no matching function}}
  shows(statement);                                      // expected-error {{no matching function}}
  return out;
}

void made_by_hand(model::Draft draft, const model::Record& record, const model::Schema& schema) {
  model::View view;                                      // expected-error {{calling a private constructor}}
  model::View from_record(record);                       // expected-error {{no matching constructor}}
  model::Checked checked;                                // expected-error {{no matching constructor}}
  model::Checked from_draft(draft);                      // expected-error {{calling a private constructor}}
  shows(model::redact(record, {}, schema, {}));
}

void changed_afterwards(model::Checked& checked, const model::View& view) {
  checked.draft().property = "audience";                 // expected-error {{no viable overloaded '='}}
  view.statements().clear();                             // expected-error-re {{'this' argument to member function 'clear' has type{{.*}}but function is not marked const}}
}

void body_of_a_draft(const model::Draft& draft, const Id& contribution) {
  std::string out;
  std::vector<model::FieldSpan> spans;
  model::append_body_json(out, draft, contribution, spans);  // expected-error {{no viable conversion}}
}

void archive_gives_no_record(archive::Archive& archive, const Id& id) {
  Result<model::View> view = archive.get({}, id);
  Result<model::Record> record = archive.get({}, id);    // expected-error {{no viable conversion}}
}
