// A record's page, section by section. Each function gives one section of the memorial page, or nothing where a record
// of this kind has none; page_record.cc puts them in order.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/then.h"
#include "server/layout.h"
#include "server/statement_html.h"

namespace stele::server {

using Statements = std::vector<const model::SeenStatement*>;

// The records that name this one, by the property in which they do: how many, and the first of them.
struct Naming {
  std::string property;
  uint64_t count = 0;
  std::vector<model::Hit> hits;
};

// What all sections of one page share. The view must outlive it; one thread.
struct RecordPage {
  RecordPage(const Site& the_site, const Reader& the_reader, const model::View& the_view, std::vector<Naming> all_naming);
  RecordPage(const RecordPage&) = delete;

  const Words& words() const { return reader.words; }
  bool is_place() const { return view.type() == "place"; }
  // The statements of a property that can have been so at the time the reader chose; superseded ones too, marked.
  Statements of(std::string_view property) const;
  // The records of one type that name this one, each once, and whether there are more than those.
  std::vector<const model::Hit*> naming_of_type(std::string_view type, bool& has_more) const;
  // A renaming, monument or event that names this one, if it is among the first of its kind; nullptr when it is not.
  const model::View* linked(const Id& id) const;
  Html title() const;
  // Statements that contradict each other stand side by side, the others below each other; long lists are folded.
  Html items(const Statements& statements) const;

  const Site& site;
  const Reader& reader;
  const model::View& view;
  std::vector<Naming> naming;
  std::map<Id, model::View> links;  // read before anything is drawn: their times are on the axis, too
  mutable Titles titles;
  Connections connections;
  TimeAxis axis;
  StatementStyle style;

 private:
  void read_links(std::string_view type);
};

// When a thing of this type was: the property that says it.
std::string_view time_of(std::string_view type);
// Reads what names the record: some of each property, enough to show.
Result<std::vector<Naming>> read_naming(const Site& site, const Reader& reader, const Id& id);
std::string naming_url(const Reader& reader, const Id& id, std::string_view property, std::string_view cursor = {});

namespace sections {

// <section id=".."> with its heading.
Html section(std::string_view id, std::string_view heading, Html body);

// --- record_time.cc: what it was called, and when ---
Html names(const RecordPage& page);
Html renamings(const RecordPage& page);
Html question(const RecordPage& page);
Html part_of(const RecordPage& page);
Html perspective_form(const RecordPage& page);

// --- record_around.cc: what belongs to it and what is near ---
Html monuments(const RecordPage& page);
Html events(const RecordPage& page);
Html map(const RecordPage& page);
Html neighbours(const RecordPage& page);
Html others(const RecordPage& page);

// --- record_foot.cc: where it comes from ---
Html sources(const RecordPage& page);
Html unknown(const RecordPage& page);
Html changes(const RecordPage& page);
Html cite(const RecordPage& page);

}  // namespace sections
}  // namespace stele::server
