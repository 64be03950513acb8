// Parts of the interface that are still being made, and faults of today's pages that are known. A check that needs one of
// them runs from the day it is switched on here.
export const landed = {
  languages: true, memorial: true, fonts: true, islands: true, style_guide: true,
  icon: true, // /favicon.ico is asked for and not there
  vocabulary_headings: true, // /vocab/{id} goes from h1 to h3
  links_isolated: true, // a label of a link may turn its neighbours
  matched_name_shown: false, // a result found by a name that is not among those shown does not say by which
};
