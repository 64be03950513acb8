// A page that changes in place: the address stays the whole question. The server is asked for the page at the new
// address, the parts that follow it (data-follows) are taken over, and who draws the question by other means hears of
// it. Where the new page is cut differently, the browser simply goes there.
export const kMoved = "stele:moved";  // on document, after the address and the parts have changed

let asked: AbortController | undefined;

function followers(root: ParentNode): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>("[data-follows]")].filter((part) => !part.parentElement?.closest("[data-follows]"));
}

// Fields of the search form that hold a piece of the question take the new one; those that are not there are added.
function fillForms(url: URL): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[role=search], form.at, form.perspective")) {
    for (const name of ["near", "in", "at"]) {
      const value = url.searchParams.get(name) ?? "";
      const field = form.elements.namedItem(name);
      if (field instanceof HTMLInputElement) field.value = value;
      else if (value && form.getAttribute("role") === "search") {
        const hidden = document.createElement("input");
        Object.assign(hidden, { type: "hidden", name, value });
        form.append(hidden);
      }
    }
  }
}

export type How = "push" | "replace" | "keep";

export async function move(to: string | URL, how: How): Promise<void> {
  const url = new URL(to, location.href);
  if (followers(document).length === 0) {
    if (how === "replace") location.replace(url);
    else location.assign(url);
    return;
  }
  asked?.abort();
  asked = new AbortController();
  if (how === "replace") history.replaceState(null, "", url);
  else if (how === "push") history.pushState(null, "", url);
  document.dispatchEvent(new CustomEvent(kMoved, { detail: "begins" }));
  let text: string;
  try {
    text = await (await fetch(url, { signal: asked.signal, headers: { Accept: "text/html" } })).text();
  } catch (error) {
    if ((error as Error).name === "AbortError") return;
    location.assign(url);
    return;
  }
  const page = new DOMParser().parseFromString(text, "text/html");
  const [ours, theirs] = [followers(document), followers(page)];
  if (ours.length !== theirs.length) {
    location.assign(url);
    return;
  }
  ours.forEach((part, i) => part.replaceWith(document.adoptNode(theirs[i]!)));
  document.title = page.title;
  fillForms(url);
  document.dispatchEvent(new CustomEvent(kMoved, { detail: "ended" }));
}

// The address of this page with some pieces of the question replaced; "" takes a piece away. A cursor belongs to the
// question it was made for.
export function addressWith(pieces: Record<string, string>): URL {
  const url = new URL(location.href);
  url.hash = "";
  url.searchParams.delete("cursor");
  for (const [name, value] of Object.entries(pieces)) {
    if (value) url.searchParams.set(name, value);
    else url.searchParams.delete(name);
  }
  url.search = url.searchParams.toString().replace(/%2C/g, ",").replace(/%28/g, "(").replace(/%29/g, ")");  // for who reads it
  return url;
}

addEventListener("popstate", () => void move(location.href, "keep"));
