// The words of an island: the server writes them beside it as JSON, in the reader's language. They are the ICU messages
// of schema/i18n; of that notation islands use {name}, plurals and, within these, #.
//
// Words stand in data-words of the island's own element. A page that has many of one kind writes them once, on any
// element with data-words-of="proof".
export type Args = Record<string, string | number>;

// The end of the part that begins at `from`, just behind "{": the place of its "}".
function closing(text: string, from: number): number {
  for (let depth = 1, at = from; at < text.length; ++at) {
    if (text[at] === "{") ++depth;
    else if (text[at] === "}" && --depth === 0) return at;
  }
  return text.length;
}

// "one {# place} other {# places}" as a table.
function choices(text: string): Map<string, string> {
  const out = new Map<string, string>();
  for (let at = 0; ;) {
    const open = text.indexOf("{", at);
    if (open < 0) return out;
    const end = closing(text, open + 1);
    out.set(text.slice(at, open).trim(), text.slice(open + 1, end));
    at = end + 1;
  }
}

export function dateIn(lang: string, options: Intl.DateTimeFormatOptions, time: Date): string {
  return new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, { calendar: "gregory", ...options }).format(time);
}

export class Words {
  constructor(private readonly texts: Record<string, string>, readonly lang: string) {}

  number(value: number, options?: Intl.NumberFormatOptions): string {
    return new Intl.NumberFormat(this.lang, options).format(value);
  }

  // Days as the server writes them: of the Gregorian calendar, in English with the day first.
  date(options: Intl.DateTimeFormatOptions, time: Date): string {
    return dateIn(this.lang, options, time);
  }

  say(key: string, args: Args = {}): string {
    return this.fill((this.texts[key] ?? key).replace(/''/g, "’"), args);
  }

  private fill(text: string, args: Args, count?: number): string {
    let out = "";
    for (let at = 0; at < text.length;) {
      const open = text.indexOf("{", at);
      const plain = open < 0 ? text.slice(at) : text.slice(at, open);
      out += count === undefined ? plain : plain.replace(/#/g, this.number(count));
      if (open < 0) break;
      const end = closing(text, open + 1);
      out += this.place(text.slice(open + 1, end), args);
      at = end + 1;
    }
    return out;
  }

  private place(inside: string, args: Args): string {
    const [name = "", kind, ...rest] = inside.split(",");
    const value = args[name.trim()] ?? "";
    if (kind?.trim() !== "plural") return typeof value === "number" ? this.number(value) : value;
    const count = Number(value);
    const forms = choices(rest.join(","));
    const form = forms.get(`=${count}`) ?? forms.get(new Intl.PluralRules(this.lang).select(count)) ?? forms.get("other") ?? "";
    return this.fill(form, args, count);
  }
}

export function wordsOf(element: HTMLElement): Words {
  const shared = () => document.querySelector<HTMLElement>(`[data-words-of="${element.dataset.island}"]`)?.dataset.words;
  const json = element.dataset.words ?? shared() ?? "{}";
  return new Words(JSON.parse(json) as Record<string, string>, document.documentElement.lang || "en");
}
