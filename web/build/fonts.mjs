// Cuts the fonts: from the Noto fonts of npm only the letters of living orthographies, and of older ones that our
// sources are written in, without hinting and without what no script here needs. A reader's first view must stay
// below 60 kB, so a script is cut into what every page of it needs and what only some names need.
//
// Usage: node fonts.mjs FOLDER   writes noto-FAMILY-SCRIPT-WEIGHT.woff2 and fonts.json, the list of the faces.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";

const require = createRequire(join(process.cwd(), "package.json"));
const subsetFont = require("subset-font");

// "20-7E A0" as a list of code points.
function points(text) {
  return text.split(/\s+/).filter(Boolean).flatMap((piece) => {
    const [first, last = first] = piece.split("-").map((hex) => parseInt(hex, 16));
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}
function letters(text) {
  return [...new Set(text.replace(/\s/g, ""))].map((letter) => letter.codePointAt(0));
}

// Each cut names the packages it is made from, without "@fontsource/noto-": of sans and of serif, and their subset.
const kCuts = {
  latn: { from: ["sans", "serif"], subset: "latin",
    of: points("20-7E A0-AC AE-FF 2010-2015 2018-201A 201C-201E 2020 2022 2026 2030 2032 2033 2039 203A 20AC 2190-2193 2212 2215") },
  // Azerbaijani, Turkish, Turkmen, Kurdish.
  "latn-az": { from: ["sans", "serif"], subset: "latin-ext", of: letters("ƏəĞğİıŞşŇňŽž") },
  // Other orthographies and the transliterations of libraries and maps.
  "latn-x": { from: ["sans", "serif"], subset: "latin-ext",
    of: points("100-11D 120-12F 132-146 149-15D 160-17C 17F 1E6 1E7 1F0 218-21B 2BB-2BF 1E0C 1E0D 1E20 1E21 1E24 1E25 1E2A 1E2B 1E32 1E33 " +
               "1E46 1E47 1E58-1E5B 1E62 1E63 1E6C 1E6D 1E8A 1E8B 1E8E 1E8F 1E92-1E96") },
  cyrl: { from: ["sans", "serif"], subset: "cyrillic", of: points("401-45F 490 491 2116") },
  // Azerbaijani, Kurdish, Abkhaz, Ossetic, Tatar and other alphabets of the Soviet time; Russian before 1918.
  "cyrl-x": { from: ["sans", "serif"], subset: "cyrillic-ext",
    of: points("462 463 46A 46B 472-475 492-4A3 4A6 4A7 4AA-4AF 4B2-4BF 4C0 4CF 4D0-4D9 4E0-4E9 4EE-4F3 4F6 4F7 51A-51D") },
  grek: { from: ["sans", "serif"], subset: "greek", of: points("37E 384-38A 38C 38E-3A1 3A3-3CE") },
  "grek-x": { from: ["sans", "serif"], subset: "greek-ext", of: points("1F00-1FFE") },
  armn: { from: ["sans-armenian", "serif-armenian"], subset: "armenian", of: points("531-556 559-58A 58D-58F FB13-FB17") },
  geor: { from: ["sans-georgian", "serif-georgian"], subset: "georgian", of: points("10D0-10FC") },
  // Asomtavruli and Nuskhuri, the scripts of inscriptions.
  "geor-x": { from: ["sans-georgian", "serif-georgian"], subset: "georgian", of: points("10A0-10C5 10C7 10CD 2D00-2D25 2D27 2D2D") },
  // Persian, Arabic, Azerbaijani of Iran, Ottoman Turkish, Kurdish.
  arab: { from: ["sans-arabic", "naskh-arabic"], subset: "arabic",
    of: points("60C 61B 61F 621-63A 640-652 654 655 660-66C 670 671 67E 686 695 698 6A4 6A9 6AD 6AF 6B5 6BE 6C0 6C6-6C8 6CB 6CC 6CE 6D0 6D2 6D5 " +
               "6F0-6F9 200C-200F") },
  hebr: { from: ["sans-hebrew", "serif-hebrew"], subset: "hebrew", of: points("5B0-5BC 5BE 5C1 5C2 5D0-5EA 5F0-5F4") },
};
const kWeights = { sans: [400, 600], serif: [500] };
// Letters joined and marks placed; no small capitals, fractions or old figures. Noto's figures align by themselves.
const kFeatures = ["ccmp", "locl", "mark", "mkmk", "kern", "init", "medi", "fina", "isol", "rlig", "calt", "liga"];

// The points of `wanted` that the font draws, by asking the cut font itself.
function drawn(ttf, wanted) {
  const view = new DataView(ttf.buffer, ttf.byteOffset, ttf.byteLength);
  const tables = new Map();
  for (let i = 0; i < view.getUint16(4); ++i) {
    const at = 12 + i * 16;
    tables.set(String.fromCharCode(...ttf.subarray(at, at + 4)), view.getUint32(at + 8));
  }
  const cmap = tables.get("cmap");
  const found = new Set();
  for (let i = 0; i < view.getUint16(cmap + 2); ++i) {
    const sub = cmap + view.getUint32(cmap + 4 + i * 8 + 4);
    const format = view.getUint16(sub);
    if (format === 12) {
      for (let g = 0; g < view.getUint32(sub + 12); ++g) {
        const [first, last] = [view.getUint32(sub + 16 + g * 12), view.getUint32(sub + 20 + g * 12)];
        for (let p = first; p <= last; ++p) found.add(p);
      }
    } else if (format === 4) {
      const count = view.getUint16(sub + 6) / 2;
      for (let s = 0; s < count; ++s) {
        const last = view.getUint16(sub + 14 + s * 2), first = view.getUint16(sub + 16 + count * 2 + s * 2);
        for (let p = first; p <= last && p < 0xffff; ++p) found.add(p);
      }
    }
  }
  return wanted.filter((p) => found.has(p));
}

function unicodeRange(list) {
  const sorted = [...list].sort((a, b) => a - b);
  const runs = [];
  for (const p of sorted) {
    const last = runs.at(-1);
    if (last && last[1] === p - 1) last[1] = p;
    else runs.push([p, p]);
  }
  const hex = (p) => p.toString(16).toUpperCase();
  return runs.map(([a, b]) => (a === b ? `U+${hex(a)}` : `U+${hex(a)}-${hex(b)}`)).join(",");
}

async function cut(script, family, weight) {
  const { from, subset, of } = kCuts[script];
  const pack = `noto-${from[family === "sans" ? 0 : 1]}`;
  const folder = join("node_modules", "@fontsource", pack);
  const source = readFileSync(join(folder, "files", `${pack}-${subset}-${weight}-normal.woff2`));
  const options = { noHinting: true, keepFeatures: kFeatures, preserveNameIds: [], dropTables: ["STAT", "meta", "DSIG", "gasp"] };
  const text = String.fromCodePoint(...of);
  const ttf = new Uint8Array(await subsetFont(source, text, { ...options, targetFormat: "truetype" }));
  const has = drawn(ttf, of);
  if (has.length < of.length / 2) throw new Error(`${pack} ${subset} draws only ${has.length} of ${of.length} letters of ${script}`);
  const woff2 = await subsetFont(source, text, { ...options, targetFormat: "woff2" });
  return { woff2, range: unicodeRange(has) };
}

const out = process.argv[2];
mkdirSync(out, { recursive: true });
const faces = [];
for (const script of Object.keys(kCuts)) {
  for (const [family, weights] of Object.entries(kWeights)) {
    for (const weight of weights) {
      const { woff2, range } = await cut(script, family, weight);
      const file = `noto-${family}-${script}-${weight}.woff2`;
      writeFileSync(join(out, file), woff2);
      faces.push({ file, family: family === "sans" ? "Noto Sans" : "Noto Serif", script, weight, range });
    }
  }
}
writeFileSync(join(out, "fonts.json"), JSON.stringify(faces, null, 1) + "\n");
