// The messages of islands, and that each key an island asks for has its words and its places.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { load, web } from "./load.mjs";

const { Words } = await load("words.ts");
const kPrefix = /^(map|proof|time|offline|suggest|recent)\./;
const folder = join(web, "..", "schema", "i18n");
const wordsOf = (lang) => {
  const { machine, reviewed } = JSON.parse(readFileSync(join(folder, lang, "ui.json"), "utf8"));
  return { ...machine, ...reviewed };
};
const say = (lang, text, args) => new Words({ it: text }, lang).say("it", args);

test("places, plurals and digits", () => {
  assert.equal(say("en", "as of {when}.", { when: "{now}" }), "as of {now}.");
  const places = "{count, plural, =0 {none} one {# place of {all}} other {# places of {all}}}";
  assert.deepEqual([0, 1, 2, 1234].map((count) => say("en", places, { count, all: 9 })), ["none", "1 place of 9", "2 places of 9", "1,234 places of 9"]);
  const ru = "{count, plural, one {# место} few {# места} many {# мест} other {# места}}!";
  assert.deepEqual([1, 2, 5, 21].map((count) => say("ru", ru, { count })), ["1 место!", "2 места!", "5 мест!", "21 место!"]);
  assert.equal(say("fa", "{count, plural, one {# جا} other {# جا}}", { count: 12 }), "۱۲ جا");
  assert.equal(say("en", "the log''s", {}), "the log’s");
  assert.equal(new Words({}, "en").say("map.label"), "map.label");
});

test("every key that an island asks for is there, in every language", () => {
  const asked = new Set();
  for (const name of readdirSync(join(web, "src"))) {
    for (const [, key] of readFileSync(join(web, "src", name), "utf8").matchAll(/say\(\s*"([a-z_.]+)"/g)) asked.add(key);
  }
  assert.ok(asked.size > 50, `${asked.size} keys`);
  const english = wordsOf("en");
  assert.deepEqual([...asked].filter((key) => !english[key] || !kPrefix.test(key)), []);
});

test("every message of every language is filled without a rest", () => {
  for (const lang of readdirSync(folder)) {
    let words;
    try {
      words = wordsOf(lang);
    } catch (error) {
      if (error.code === "ENOENT") continue;
      throw error;
    }
    for (const [key, text] of Object.entries(words)) {
      if (!kPrefix.test(key)) continue;
      for (const count of [0, 1, 2, 5, 21]) {
        const args = Object.fromEntries([...wordsOf("en")[key].matchAll(/\{([a-z]+)[,}]/g)].map(([, name]) => [name, name === "count" ? count : "@"]));
        const said = say(lang, text, args);
        assert.ok(said.trim() !== "" && !/[{}#]/.test(said), `${lang} ${key} for ${count}: ${said}`);
      }
    }
  }
});
