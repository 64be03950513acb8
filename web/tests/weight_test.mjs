// What browsers must fetch: all of JavaScript but the map, pressed as it is sent, and the first pack of the base map.
import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import { test } from "node:test";

const size = (name) => statSync(`dist/${name}.gz`).size;

test("all of JavaScript before the map is below 25 kB", () => {
  const scripts = readdirSync("dist").filter((name) => name.endsWith(".js") && !/^map(-worker)?\.js$/.test(name));
  assert.ok(["islands.js", "proof.js", "suggest.js", "sw.js", "time.js", "recent.js"].every((name) => scripts.includes(name)));
  const total = scripts.reduce((sum, name) => sum + size(name), 0);
  console.log(`JavaScript before the map: ${total} bytes gzipped, ${scripts.map((name) => `${name} ${size(name)}`).join(", ")}`);
  assert.ok(total < 25_000, `${total} bytes`);
  assert.ok(size("islands.js") < 2_500, "the loader, which every page has");
});

test("a part of the base map is below 200 kB", () => {
  const packs = readdirSync("dist").filter((name) => name.endsWith(".bin"));
  assert.equal(packs.length, 65);
  assert.deepEqual(packs.filter((name) => size(name) > 200_000), []);
});
