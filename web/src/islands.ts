// Runs on every page, and is all of JavaScript that a page without islands loads. It finds the islands and fetches the
// chunk of each only then, of those that are far down the page only when the reader comes near; the page reads the same
// when none of it runs.
import allFonts from "asset:fonts.css";
import map from "asset:map.js";
import proof from "asset:proof.js";
import recent from "asset:recent.js";
import suggest from "asset:suggest.js";
import worker from "asset:sw.js";
import time from "asset:time.js";

type Mount = (element: HTMLElement) => void | Promise<void>;

const chunks: Record<string, string> = { map, proof, recent, suggest, time };
const kWhenNear = new Set(["map", "proof"]);
const mounted = new WeakSet<Element>();

async function mountOne(element: HTMLElement): Promise<void> {
  const chunk = chunks[element.dataset.island ?? ""];
  if (!chunk) return;
  const { mount } = (await import(chunk)) as { mount: Mount };
  await mount(element);
}

const near = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    near.unobserve(target);
    whenQuiet(() => void mountOne(target as HTMLElement));
  }
}, { rootMargin: "300px" });

function mountAll(): void {
  for (const element of document.querySelectorAll<HTMLElement>("[data-island]")) {
    if (mounted.has(element)) continue;
    mounted.add(element);
    if (kWhenNear.has(element.dataset.island ?? "")) {
      element.append(" ");  // pages hide an island that is empty, and what is hidden is never near
      near.observe(element);
    } else void mountOne(element);
  }
  mountCopies();
}

// <button data-copy="ID" hidden> copies the text of another element; it appears only where that can be done.
function mountCopies(): void {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copy][hidden]")) {
    const words = button.textContent ?? "";
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy ?? "")?.innerText.trim() ?? "");
      button.textContent = button.dataset.done ?? `✓ ${words}`;
      setTimeout(() => { button.textContent = words; }, 3000);
    });
  }
}

// The letters of other scripts than the reader's, after everything that the first view needs. Who asked the browser to
// save data keeps the letters of the system.
function addFonts(): void {
  const connection = (navigator as { connection?: { saveData?: boolean } }).connection;
  if (connection?.saveData) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = allFonts;
  document.head.append(link);
}

// Reading offline (sw.ts). What this page has loaded by now is named to the worker, which was not there to see it.
async function addWorker(): Promise<void> {
  const workers = navigator.serviceWorker;
  if (!workers) return;
  await workers.register(worker, { scope: "/" }).catch(() => undefined);
  const { active } = await workers.ready;
  const assets = performance.getEntriesByType("resource").map((entry) => entry.name).filter((url) => url.includes("/assets/"));
  active?.postMessage({ page: location.href, assets });
}

function afterFirstPaint(task: () => void): void {
  if (document.readyState === "complete") requestAnimationFrame(() => setTimeout(task));
  else addEventListener("load", () => setTimeout(task), { once: true });
}

// After the page is there and while nothing else is to be done: a map's program is large.
function whenQuiet(task: () => void): void {
  afterFirstPaint(() => ("requestIdleCallback" in window ? requestIdleCallback(task, { timeout: 1000 }) : setTimeout(task, 200)));
}

mountAll();
document.addEventListener("stele:moved", mountAll);
afterFirstPaint(() => {
  addFonts();
  setTimeout(() => void addWorker(), 1500);
});
