// Loads a source of the islands into node: bundled by esbuild as for browsers, without the files that it names.
import { webcrypto } from "node:crypto";
import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";

globalThis.crypto ??= webcrypto;  // Node 18 has it only behind an option
const require = createRequire(join(process.cwd(), "package.json"));
const { buildSync } = require("esbuild");

export const web = join(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "..");
export async function load(name) {
  const made = buildSync({ entryPoints: [join(web, "src", name)], bundle: true, write: false, format: "esm", charset: "utf8" });
  return import(`data:text/javascript;base64,${Buffer.from(made.outputFiles[0].contents).toString("base64")}`);
}
