// Elements by name, attributes and children. Text is only ever put in as text.
type Child = Node | string | null | undefined;
type Attributes = Record<string, string | boolean | ((event: Event) => void)>;

export function el<K extends keyof HTMLElementTagNameMap>(name: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const out = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") out.addEventListener(key, value);
    else if (value !== false) out.setAttribute(key, value === true ? "" : value);
  }
  out.append(...children.filter((child): child is Node | string => child !== null && child !== undefined));
  return out;
}

// A name in its own language and direction, as the pages write it.
export function nameOf(text: string, lang = ""): HTMLElement {
  return el("bdi", lang && lang !== "und" ? { lang } : {}, text);
}

export function addSheet(url: string): void {
  if (document.querySelector(`link[href="${url}"]`)) return;
  document.head.append(el("link", { rel: "stylesheet", href: url }));
}
