// Runs on every page, and is all of JavaScript that a page without islands loads. It finds the islands and fetches the
// chunk of each only then; the page reads the same when none of it runs.
import allFonts from "asset:fonts.css";

type Mount = (element: HTMLElement) => void | Promise<void>;

const chunks: Record<string, string> = {};

async function mountOne(element: HTMLElement): Promise<void> {
  const chunk = chunks[element.dataset.island ?? ""];
  if (!chunk) return;
  const { mount } = (await import(chunk)) as { mount: Mount };
  await mount(element);
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

function afterFirstPaint(task: () => void): void {
  if (document.readyState === "complete") requestAnimationFrame(() => setTimeout(task));
  else addEventListener("load", () => setTimeout(task), { once: true });
}

for (const element of document.querySelectorAll<HTMLElement>("[data-island]")) void mountOne(element);
afterFirstPaint(addFonts);
