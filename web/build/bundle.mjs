// Makes the files that browsers get: bundles the islands, presses the stylesheets, and writes into each the addresses
// of the others. An address holds the first 12 hex digits of the file's SHA-256 (src/server/site.cc has the same rule
// and a test compares), so a file is made only after all those it names: "asset:NAME" in an import or in url(...)
// makes NAME first and stands for its address.
//
// Usage: node bundle.mjs WEB_FOLDER CUT_FONTS BASE_MAP OUT   in the folder of node_modules; writes what
// WEB_FOLDER/dist.txt lists.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const require = createRequire(join(process.cwd(), "package.json"));
const esbuild = require("esbuild");
const [web, fonts, base, out] = process.argv.slice(2);
const faces = JSON.parse(readFileSync(join(fonts, "fonts.json"), "utf8"));

// The oldest browsers that get islands; older ones read the page as it is.
const kTarget = ["es2020", "chrome90", "firefox90", "safari15"];
const kListed = readFileSync(join(web, "dist.txt"), "utf8").split("\n").filter(Boolean);
const kPressed = /\.(css|js|json|svg|txt|webmanifest)$/;

function addressOf(name, bytes) {
  const dot = name.lastIndexOf(".");
  const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  return `/assets/${name.slice(0, dot)}.${digest}${name.slice(dot)}`;
}

// name -> Promise<{bytes, url}>, each made once.
const made = new Map();
function make(name) {
  if (!made.has(name)) {
    made.set(name, Promise.resolve(bytesOf(name)).then((content) => {
      const bytes = Buffer.from(content);
      return { bytes, url: addressOf(name, bytes) };
    }));
  }
  return made.get(name);
}

const assetPlugin = {
  name: "asset",
  setup(build) {
    build.onResolve({ filter: /^asset:/ }, async ({ path, kind }) => {
      if (kind === "url-token") return { path: (await make(path.slice(6))).url, external: true };
      return { path: path.slice(6), namespace: "asset" };
    });
    build.onLoad({ filter: /.*/, namespace: "asset" }, async ({ path }) => {
      const value = path === "faces" ? await placedFaces(faces) : path === "base" ? await basePacks() : (await make(path)).url;
      return { contents: JSON.stringify(value), loader: "json" };
    });
  },
};

async function bundle(entry, options = {}) {
  const result = await esbuild.build({
    bundle: true, minify: true, write: false, target: kTarget, charset: "utf8", legalComments: "none", logLevel: "warning",
    nodePaths: [join(process.cwd(), "node_modules")], plugins: [assetPlugin],
    entryPoints: [entry], outdir: out, ...options,
  });
  return result.outputFiles[0].contents;
}

// The packs of the base map: what stands between "base-" and ".bin", and the address.
async function basePacks() {
  const names = kListed.filter((name) => /^base-.*\.bin$/.test(name));
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name.slice(5, -4), (await make(name)).url])));
}

async function placedFaces(list) {
  return Promise.all(list.map(async (face) => ({ ...face, url: (await make(face.file)).url })));
}

async function fontSheet(list) {
  const rules = (await placedFaces(list)).map((face) =>
    `@font-face{font-family:"${face.family}";font-weight:${face.weight};font-display:swap;` +
    `src:url(${face.url}) format("woff2");unicode-range:${face.range}}`);
  return rules.join("\n") + "\n";
}

// The first view needs the letters of the reader's own script, in one weight of each family, and for who does not read
// Latin letters the plain ones of the interface, for figures and stops; all else comes from fonts.css after the first paint.
function firstFaces(script) {
  const first = (face) => script === "latn" ? ["latn", "latn-az"].includes(face.script)
    : face.script === script || (face.script === "latn" && face.family === "Noto Sans");
  return faces.filter((face) => face.weight !== 600 && first(face));
}

// The licences of everything that goes into the files, as their packages carry them.
function licences() {
  const names = Object.keys(JSON.parse(readFileSync(join(web, "package.json"), "utf8")).dependencies).sort();
  return names.map((name) => {
    const folder = join(process.cwd(), "node_modules", name);
    const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = ["LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE"].map((each) => join(folder, each)).find(existsSync);
    if (!file) throw new Error(`${name} carries no licence file`);
    return `${name} ${about.version} (${about.license})\n\n${readFileSync(file, "utf8").trim()}\n`;
  }).join(`\n${"-".repeat(100)}\n\n`);
}

// The only JSON file that names others: "asset:NAME" in it becomes the address.
async function manifest(name) {
  const text = readFileSync(join(web, name), "utf8");
  const named = [...new Set([...text.matchAll(/"asset:([^"]+)"/g)].map((match) => match[1]))];
  const urls = await Promise.all(named.map(async (each) => [each, (await make(each)).url]));
  return urls.reduce((made, [each, url]) => made.replaceAll(`"asset:${each}"`, `"${url}"`), text);
}

async function bytesOf(name) {
  if (name.endsWith(".bin")) return readFileSync(join(base, name));
  if (name === "map-worker.js") return readFileSync(join("node_modules", "maplibre-gl", "dist", "maplibre-gl-worker.mjs"), "utf8").replace(/\n\/\/# sourceMappingURL=.*/, "");
  if (name.endsWith(".webmanifest")) return manifest(name);
  if (name.endsWith(".woff2")) return readFileSync(join(fonts, name));
  if (name === "fonts.css") return fontSheet(faces);
  if (/^fonts-....\.css$/.test(name)) return fontSheet(firstFaces(name.slice(6, 10)));
  if (name === "licences.txt") return licences();
  if (name.endsWith(".css")) return bundle(join(web, name));
  if (name.endsWith(".js")) return bundle(join(web, "src", name.replace(/\.js$/, ".ts")), { format: name === "sw.js" ? "iife" : "esm" });
  return readFileSync(join(web, name));
}

// An unchanged file keeps its time, so that nothing is linked again for it.
function keep(name, bytes) {
  const path = join(out, name);
  if (existsSync(path) && readFileSync(path).equals(bytes)) return;
  writeFileSync(path, bytes);
}

mkdirSync(out, { recursive: true });
for (const name of kListed) {
  const { bytes } = await make(name);
  keep(name, bytes);
  if (!kPressed.test(name) && !name.endsWith(".bin")) continue;
  keep(`${name}.gz`, gzipSync(bytes, { level: 9 }));
  if (kPressed.test(name)) keep(`${name}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }));
}
const unlisted = [...made.keys()].filter((name) => !kListed.includes(name));
if (unlisted.length > 0) throw new Error(`web/dist.txt does not list ${unlisted.join(", ")}, which the pages ask for`);
