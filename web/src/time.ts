// A slider from 1800 to this year, above the plain form that does the same without it. Moving it changes "at" in the
// address; names, memberships and the map follow. Left of its first year it means "at any time".
import { addSheet, el } from "./dom";
import { addressWith, kMoved, move } from "./page";
import { wordsOf, type Words } from "./words";
import sheet from "asset:time.css";

const kFirst = 1800;
const kRest = 180;  // milliseconds without a movement before the page is asked for

// The year that a slider can show of ?at=, which may be a day or a period too.
function yearOf(at: string): number | null {
  const year = /^\d{4}/.exec(at)?.[0];
  return year ? Number(year) : null;
}

class Slider {
  private readonly range: HTMLInputElement;
  private readonly shown = el("output", { class: "year", for: "time-range" });
  private readonly all: HTMLButtonElement;
  private readonly last = new Date().getFullYear();
  private timer = 0;

  constructor(element: HTMLElement, private readonly words: Words) {
    this.range = el("input", {
      id: "time-range", type: "range", min: String(kFirst - 1), max: String(this.last), step: "1",
      input: () => this.moved(), change: () => this.go(),
    });
    this.all = el("button", { type: "button", class: "quiet", click: () => { this.set(null); this.go(); } }, words.say("time.any"));
    const [first, last] = [this.year(kFirst), this.year(this.last)];
    element.classList.add("time");
    element.append(
      el("label", { for: "time-range" }, words.say("time.label")), this.shown, this.all,
      el("div", { class: "track" }, this.range, el("span", { class: "ends", "aria-hidden": "true" }, el("span", {}, first), el("span", {}, last))));
    this.read();
    addEventListener("popstate", () => this.read());
    document.addEventListener(kMoved, () => { if (!this.timer) this.read(); });
  }

  private year(year: number): string {
    return this.words.number(year, { useGrouping: false });
  }
  private value(): number | null {
    const year = Number(this.range.value);
    return year < kFirst ? null : year;
  }
  private set(year: number | null): void {
    this.range.value = String(year === null ? kFirst - 1 : Math.min(Math.max(year, kFirst), this.last));
    this.say();
  }
  private say(): void {
    const year = this.value();
    const at = new URLSearchParams(location.search).get("at") ?? "";
    // A day or a period in the address is said as it is, until the slider is moved.
    const text = year === null ? this.words.say("time.at_any") : yearOf(at) === year && !/^\d{4}$/.test(at) ? at : this.year(year);
    this.shown.textContent = text;
    this.range.setAttribute("aria-valuetext", text);
    this.all.hidden = year === null;
  }
  private read(): void {
    this.set(yearOf(new URLSearchParams(location.search).get("at") ?? ""));
  }
  private moved(): void {
    clearTimeout(this.timer);
    this.say();
    this.timer = window.setTimeout(() => this.go(), kRest);
  }
  private go(): void {
    clearTimeout(this.timer);
    this.timer = 0;
    const year = this.value();
    const url = addressWith({ at: year === null ? "" : String(year) });
    if (url.href !== location.href) void move(url, "replace");
  }
}

export function mount(element: HTMLElement): void {
  addSheet(sheet);
  new Slider(element, wordsOf(element));
}
