// Parts of the interface that are still being made, and faults of today's pages that are known. A check that needs one of
// them runs from the day it is switched on here.
export const landed = {
  languages: false, memorial: false, fonts: false, islands: false, style_guide: false,
  icon: false, // /favicon.ico is asked for and not there
  vocabulary_headings: false, // /vocab/{id} goes from h1 to h3
  links_isolated: false, // a label of a link may turn its neighbours
};
