// Names while one types, below the search field: a combobox after the ARIA practices. The list only helps; the form
// works the same with it. Enter on a name opens its record; Enter in the field still searches for the words.
import { wordsOf, type Words } from "./words";
import sheet from "asset:suggest.css";
import { addSheet, el, nameOf } from "./dom";

interface Hit { id: string; title: string; title_lang?: string; type: string; url: string; names: { text: string; lang?: string }[] }

const kWait = 40;  // milliseconds of rest before the server is asked
const kKept = 60;  // answers kept, so that going back a letter costs nothing

class Suggest {
  private readonly list: HTMLUListElement;
  private readonly status = el("p", { class: "hint suggest-status", role: "status" });
  private readonly kept = new Map<string, Hit[]>();
  private asked?: AbortController;
  private timer = 0;
  private hits: Hit[] = [];
  private chosen = -1;

  constructor(private readonly input: HTMLInputElement, private readonly words: Words) {
    this.list = el("ul", { id: "suggestions", class: "suggestions", role: "listbox", "aria-label": words.say("suggest.label"), hidden: true });
    const box = el("div", { class: "suggest" });
    input.replaceWith(box);
    box.append(input, this.list, this.status);
    for (const [name, value] of Object.entries({
      role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id,
    })) input.setAttribute(name, value);
    input.addEventListener("input", () => this.typed());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());  // the field keeps the focus
    this.list.addEventListener("click", (event) => {
      const option = (event.target as Element).closest("[role=option]");
      if (option) this.open([...this.list.children].indexOf(option));
    });
  }

  private typed(): void {
    clearTimeout(this.timer);
    const text = this.input.value.trim();
    const kept = this.kept.get(text);
    if (!text) this.close();
    else if (kept) this.show(kept);
    else this.timer = window.setTimeout(() => void this.ask(text), kWait);
  }

  private async ask(text: string): Promise<void> {
    this.asked?.abort();
    this.asked = new AbortController();
    const url = new URL("/api/v1/suggest", location.href);
    const here = new URLSearchParams(location.search);
    url.search = new URLSearchParams({ q: text, limit: "8", lang: this.words.lang }).toString();
    for (const name of ["at", "by"]) if (here.get(name)) url.searchParams.set(name, here.get(name)!);
    try {
      const answer = await fetch(url, { signal: this.asked.signal });
      if (!answer.ok) return this.close();
      const { suggestions } = (await answer.json()) as { suggestions: Hit[] };
      if (this.kept.size >= kKept) this.kept.delete(this.kept.keys().next().value!);
      this.kept.set(text, suggestions);
      if (this.input.value.trim() === text) this.show(suggestions);
    } catch {
      // Given up for a newer question, or no network: the form still asks.
    }
  }

  private show(hits: Hit[]): void {
    if (document.activeElement !== this.input) return;
    this.hits = hits;
    this.chosen = -1;
    this.list.replaceChildren(...hits.map((hit, i) => {
      const typed = this.input.value.trim().toLocaleLowerCase();
      const also = hit.names.find((name) => name.text !== hit.title && name.text.toLocaleLowerCase().startsWith(typed));
      return el("li", { id: `suggestion-${i}`, role: "option", "aria-selected": "false" }, nameOf(hit.title, hit.title_lang),
        also ? el("span", { class: "also" }, " · ", nameOf(also.text, also.lang)) : null);
    }));
    this.mark();
    this.list.hidden = hits.length === 0;
    this.input.setAttribute("aria-expanded", String(hits.length > 0));
    this.status.textContent = hits.length === 0 ? this.words.say("suggest.none") : this.words.say("suggest.count", { count: hits.length });
  }

  private close(): void {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.hits = [];
    this.chosen = -1;
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.status.textContent = "";
  }

  private mark(): void {
    [...this.list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === this.chosen)));
    if (this.chosen < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `suggestion-${this.chosen}`);
    this.list.children[this.chosen]?.scrollIntoView({ block: "nearest" });
  }

  private open(index: number): void {
    const hit = this.hits[index];
    if (!hit) return;
    const url = new URL(hit.url, location.href);
    for (const name of ["lang", "at", "by"]) {
      const value = new URLSearchParams(location.search).get(name);
      if (value) url.searchParams.set(name, value);
    }
    location.assign(url);
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step && this.hits.length > 0) {
      event.preventDefault();
      const places = this.hits.length + 1;  // the field itself is one of them
      this.chosen = ((this.chosen + 1 + step + places) % places) - 1;
      this.mark();
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    } else if (event.key === "Enter" && this.chosen >= 0) {
      event.preventDefault();
      this.open(this.chosen);
    }
  }
}

// The element stands anywhere in the form of the field, or names the field: data-for="q".
export function mount(element: HTMLElement): void {
  const input = document.getElementById(element.dataset.for ?? "q");
  if (!(input instanceof HTMLInputElement)) return;
  addSheet(sheet);
  new Suggest(input, wordsOf(element));
}
