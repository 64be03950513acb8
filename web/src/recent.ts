// The places seen last, which can be read without a network, newest first, and a button that forgets them: many
// readers share a device with others. The service worker keeps them; without it nothing appears.
import { el, nameOf } from "./dom";
import { isRecord, kKeptAt, kPages, kTitle, kTitleLang } from "./kept";
import { wordsOf, type Words } from "./words";

interface Seen { url: string; title: string; lang: string; at: string }

// One line a record, however many languages and dates it was read in.
async function seen(): Promise<Seen[]> {
  const cache = await caches.open(kPages);
  const all = await Promise.all((await cache.keys()).filter(({ url }) => isRecord(url)).map(async ({ url }) => {
    const headers = (await cache.match(url))?.headers;
    const read = (name: string) => decodeURIComponent(headers?.get(name) ?? "");
    return { url, title: read(kTitle), lang: read(kTitleLang), at: read(kKeptAt) };
  }));
  all.sort((a, b) => (a.at < b.at ? 1 : -1));
  const paths = new Set<string>();
  return all.filter(({ url, title }) => {
    const path = new URL(url).pathname;
    return title !== "" && !paths.has(path) && paths.add(path);
  });
}

async function forget(element: HTMLElement): Promise<void> {
  await caches.delete(kPages);
  element.hidden = true;
}

function section(element: HTMLElement, words: Words, list: Seen[]): HTMLElement[] {
  return [
    el("h2", {}, words.say("recent.title")),
    el("ul", { class: "rows" }, ...list.map(({ url, title, lang, at }) =>
      el("li", {}, el("a", { href: url, class: "name" }, nameOf(title, lang)), " ", el("span", { class: "facts" }, words.say("recent.seen", { day: words.date({ dateStyle: "long" }, new Date(at)) }))))),
    el("p", { class: "facts" }, words.say("recent.kept_here"), " ",
      el("button", { type: "button", class: "quiet", click: () => void forget(element) }, words.say("recent.forget"))),
  ];
}

export async function mount(element: HTMLElement): Promise<void> {
  if (!("caches" in window)) return;
  const list = await seen();
  if (list.length === 0) return;
  element.append(...section(element, wordsOf(element), list));
  element.hidden = false;
}
