// "Check it in this browser": fetches the files of a statement's proof, has them checked here, and says step by step
// what holds, what is proven by it and what is not. The browser remembers the log's key and the newest checkpoint that
// held, and warns when the key changes or the log grows shorter.
import { addSheet, el } from "./dom";
import { check, compare, type Bundle, type Memory, type Outcome, type Step } from "./proof_check";
import { wordsOf, type Words } from "./words";
import sheet from "asset:proof.css";

const kFiles = ["fields.jsonl", "card", "proof.tlog-proof", "log.vkey"] as const;

function remembered(origin: string): Memory | null {
  try {
    return JSON.parse(localStorage.getItem(`stele-log ${origin}`) ?? "null") as Memory | null;
  } catch {
    return null;  // storage is closed, or holds what another program wrote
  }
}
function remember(origin: string, memory: Memory): void {
  try {
    localStorage.setItem(`stele-log ${origin}`, JSON.stringify(memory));
  } catch {
    // Storage is closed: the next check is again the first.
  }
}

function stepWords(words: Words, step: Step, outcome: Outcome): string {
  const { index, size, key, origin, pathLength, shown } = outcome;
  const holds = step.holds === true;
  switch (step.name) {
    case "fields": return holds ? words.say("proof.fields_hold", { count: shown.length }) : words.say("proof.fields_fail");
    case "path": return holds ? words.say("proof.path_holds", { index, size, count: pathLength }) : words.say("proof.path_fails");
    case "signature":
      if (step.holds === null) return words.say("proof.signature_unknown");
      return holds ? words.say("proof.signature_holds", { key }) : words.say("proof.signature_fails");
    case "origin": return holds ? words.say("proof.origin_holds", { origin }) : words.say("proof.origin_fails");
  }
}

function stepItem(words: Words, step: Step, outcome: Outcome): HTMLElement {
  const mark = step.holds === null ? "?" : step.holds ? "✓" : "✗";
  const state = step.holds === null ? words.say("proof.not_checked") : step.holds ? words.say("proof.holds") : words.say("proof.fails");
  return el("li", { class: `step ${step.holds === null ? "open" : step.holds ? "good" : "bad"}` },
    el("span", { class: "mark", "aria-hidden": "true" }, mark), el("span", {}, el("strong", {}, state), " ", stepWords(words, step, outcome),
      step.why ? el("span", { class: "hint", lang: "en", dir: "ltr" }, ` (${step.why})`) : null));
}

// A key that changed stays remembered as it was: the warning must not vanish by being seen once.
function memoryItem(words: Words, outcome: Outcome): HTMLElement {
  const { key, size, root, origin } = outcome;
  const before = remembered(origin);
  const finding = compare(before, { key, size, root });
  const today = new Date().toISOString().slice(0, 10);
  const since = words.date({ dateStyle: "long", timeZone: "UTC" }, new Date(before?.since ?? today));
  if (finding === "first" || finding === "grew") remember(origin, { key, size, root, since: before?.since ?? today });
  const args = { key, since, before: before?.size ?? 0, now: size };
  switch (finding) {
    case "first": return el("p", {}, words.say("proof.key_first", args));
    case "same": return el("p", {}, words.say("proof.key_same", args));
    case "grew": return el("p", {}, words.say("proof.key_same", args), " ", words.say("proof.log_grew", args));
    case "key_changed": return el("p", { class: "warning", role: "alert" }, words.say("proof.key_changed", args));
    case "shrank": return el("p", { class: "warning", role: "alert" }, words.say("proof.log_shrank", args));
    case "forked": return el("p", { class: "warning", role: "alert" }, words.say("proof.log_forked", args));
  }
}

function checkedWords(words: Words, outcome: Outcome): HTMLElement {
  const rows = outcome.shown.flatMap(({ name, value }) => [el("dt", { dir: "ltr" }, name), el("dd", { dir: "auto" }, value)]);
  const withheld = outcome.withheld.length === 0 ? null
    : el("p", {}, words.say("proof.withheld", { count: outcome.withheld.length }), " ", el("bdi", { dir: "ltr" }, outcome.withheld.join(", ")));
  return el("details", {}, el("summary", {}, words.say("proof.words")), el("dl", { class: "parts" }, ...rows), withheld);
}

function verdict(words: Words, outcome: Outcome): HTMLElement[] {
  const { index, origin, seen } = outcome;
  if (outcome.holds === false) return [el("p", { class: "warning", role: "alert" }, words.say("proof.failed"))];
  return [
    outcome.holds ? el("p", { class: "verdict" }, words.say("proof.proven", { index, origin, seen })) : el("p", { class: "verdict" }, words.say("proof.incomplete")),
    el("p", {}, words.say("proof.not_proven")),
  ];
}

function report(words: Words, outcome: Outcome): HTMLElement[] {
  return [
    ...verdict(words, outcome),
    el("ol", { class: "steps" }, ...outcome.steps.map((step) => stepItem(words, step, outcome))),
    ...(outcome.holds === true ? [memoryItem(words, outcome)] : []),
    checkedWords(words, outcome),
  ];
}

function fileLinks(words: Words, position: string): HTMLElement {
  const links = kFiles.flatMap((file, i) => [i > 0 ? " · " : " ", el("a", { href: `/api/v1/statements/${position}/proof/${file}`, download: file }, el("bdi", { dir: "ltr" }, file))]);
  return el("p", { class: "facts" }, words.say("proof.files"), ...links);
}

async function run(words: Words, position: string, place: HTMLElement): Promise<void> {
  place.replaceChildren(el("p", {}, words.say("proof.checking")));
  const fail = (text: string) => place.replaceChildren(el("p", { class: "warning", role: "alert" }, text));
  if (!globalThis.crypto?.subtle) return fail(words.say("proof.no_crypto"));
  let bundle: Bundle;
  try {
    const answer = await fetch(`/api/v1/statements/${position}/proof`, { cache: "no-cache" });
    if (!answer.ok) return fail(words.say("proof.unreachable"));
    bundle = ((await answer.json()) as { files: Bundle }).files;
  } catch {
    return fail(words.say("proof.unreachable"));
  }
  place.replaceChildren(...report(words, await check(bundle)), fileLinks(words, position));
}

// data-position: the statement's place in the log.
export function mount(element: HTMLElement): void {
  addSheet(sheet);
  const words = wordsOf(element);
  const position = element.dataset.position ?? "";
  const place = el("div", { "aria-live": "polite" });
  const button = el("button", { type: "button", class: "quiet", click: () => void run(words, position, place) }, words.say("proof.check"));
  element.classList.add("proof");
  element.append(button, place);
}
