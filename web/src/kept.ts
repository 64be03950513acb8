// How the service worker keeps pages and who reads them finds them: shared by sw.ts and recent.ts.
export const kPages = "stele-pages-1";
export const kAssets = "stele-assets-1";
export const kTiles = "stele-tiles-1";
// On a kept page: its title and the title's language, percent-encoded, and when it was fetched.
export const kTitle = "x-stele-title", kTitleLang = "x-stele-title-lang", kKeptAt = "x-stele-kept-at";

export const isRecord = (url: string): boolean => /^\/record\/[^/]+$/.test(new URL(url).pathname);
