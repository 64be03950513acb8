// The check in the browser, on a bundle that the real program makes and on every way to spoil it. STELE names the program.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { after, before, test } from "node:test";
import { load, web } from "./load.mjs";

const { check, compare } = await load("proof_check.ts");
const kFiles = ["fields.jsonl", "card", "proof.tlog-proof", "log.vkey"];
let folder, good, other;

function bundleOf(archive, position) {
  const out = join(folder, `proof-${position}`);
  execFileSync(process.env.STELE, ["prove", archive, String(position), "-o", out]);
  return Object.fromEntries(kFiles.map((name) => [name, readFileSync(join(out, name), "utf8")]));
}
before(() => {
  folder = mkdtempSync(join(tmpdir(), "stele-proof-"));
  const archive = join(folder, "archive"), demo = join(web, "..", "demo");
  execFileSync(process.env.STELE, ["init", archive, "--origin", "test.example/log"]);
  execFileSync(process.env.STELE, ["import", archive, join(demo, "groups.csv"), "--map", join(demo, "groups.map.json"), "--recorder", "test"]);
  good = bundleOf(archive, 101);
  other = bundleOf(archive, 102);
});
after(() => rmSync(folder, { recursive: true, force: true }));

const failing = (outcome) => outcome.steps.filter(({ holds }) => holds === false).map(({ name }) => name);
const spoiled = async (name, text) => check({ ...good, [name]: text });

test("a bundle of the program holds", async () => {
  const outcome = await check(good);
  assert.deepEqual(outcome.steps.map(({ name, holds, why }) => [name, holds, why]),
    [["fields", true, ""], ["path", true, ""], ["signature", true, ""], ["origin", true, ""]]);
  assert.equal(outcome.holds, true);
  assert.equal(outcome.index, 101);
  assert.equal(outcome.origin, "test.example/log");
  assert.ok(outcome.size > 101 && outcome.shown.length > 2);
  assert.deepEqual(outcome.withheld, []);
});

test("any bit of the four files counts", async () => {
  let flips = 0;
  for (const name of kFiles) {
    const bytes = Buffer.from(good[name], "utf8");
    for (let bit = 0; bit < bytes.length * 8; bit += 7) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] ^= 1 << (bit & 7);
      let text;
      try {
        text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(changed);
      } catch {
        continue;  // what is not UTF-8 never leaves the server as JSON
      }
      assert.equal((await spoiled(name, text)).holds, false, `bit ${bit} of ${name}`);
      ++flips;
    }
  }
  assert.ok(flips > 1500, `${flips} flips`);
});

test("each step fails for its own reason", async () => {
  const lines = good["fields.jsonl"].trimEnd().split("\n");
  for (const [i, line] of lines.entries()) {
    const changed = line.replace(/.(?=[\]"]*$)/u, (last) => (last === "x" ? "y" : "x"));
    assert.deepEqual(failing(await spoiled("fields.jsonl", `${lines.map((each, j) => (j === i ? changed : each)).join("\n")}\n`)), ["fields"], line);
  }
  assert.deepEqual(failing(await spoiled("fields.jsonl", `${lines[0]}\n${lines[0]}\n`)), ["fields"]);
  assert.deepEqual(failing(await spoiled("fields.jsonl", `${[...lines].reverse().join("\n")}\n`)), ["fields"]);
  assert.deepEqual(failing(await spoiled("proof.tlog-proof", good["proof.tlog-proof"].replace("index 101", "index 100"))), ["path"]);
  assert.deepEqual(failing(await spoiled("proof.tlog-proof", other["proof.tlog-proof"])), ["path"]);
  assert.deepEqual(failing(await check({ ...other, "fields.jsonl": good["fields.jsonl"] })), ["fields"]);
  // A larger tree than was signed: the path no longer fits either.
  const size = /\n(\d+)\n/.exec(good["proof.tlog-proof"].slice(good["proof.tlog-proof"].indexOf("\n\n")))[1];
  assert.ok(failing(await spoiled("proof.tlog-proof", good["proof.tlog-proof"].replace(`\n${size}\n`, `\n${Number(size) + 1}\n`))).includes("signature"));
  const [name, , coded] = good["log.vkey"].trim().split("+");
  assert.deepEqual(failing(await spoiled("log.vkey", `other+00000000+${coded}\n`)), ["signature", "origin"]);
  assert.equal(name, "test.example/log");
});

test("fields may be withheld, and are named", async () => {
  const lines = good["fields.jsonl"].trimEnd().split("\n");
  const outcome = await spoiled("fields.jsonl", `${lines.slice(1).join("\n")}\n`);
  assert.equal(outcome.holds, true);
  assert.deepEqual(outcome.withheld, [JSON.parse(lines[0])[1]]);
  assert.equal((await spoiled("fields.jsonl", "")).holds, true);
});

test("files that are none", async () => {
  for (const name of kFiles) {
    for (const text of ["\n", "x", `${good[name]}\n`, `${good[name]}x`, good[name].slice(0, -1), `${good[name]}\u0000\n`, "\n".repeat(1000)]) {
      assert.equal((await spoiled(name, text)).holds, false, `${name}: ${JSON.stringify(text.slice(-20))}`);
    }
    if (name !== "fields.jsonl") assert.equal((await spoiled(name, "")).holds, false);
  }
  assert.equal((await spoiled("proof.tlog-proof", good["proof.tlog-proof"].replace("\nindex", "\nextra AAAA\nindex"))).holds, false);
  const signature = good["proof.tlog-proof"].trimEnd().split("\n").at(-1);
  assert.deepEqual(failing(await spoiled("proof.tlog-proof", `${good["proof.tlog-proof"]}${signature}\n`)), ["signature"]);
});

// A log of one entry with a key of its own, made here: everything in it holds, except what `forge` changes.
async function forged(forge = {}) {
  const { createHash, generateKeyPairSync, sign } = await import("node:crypto");
  const hash = (...parts) => parts.reduce((made, part) => made.update(part), createHash("sha256")).digest();
  const line = '["AAAAAAAAAAAAAAAAAAAAAA","name","x"]';
  const { log = "a.example", seen = 0, origin = "a.example", id } = forge;
  const card = `stele-card/v1\nlog ${log}\nseen ${seen} ${hash("").toString("base64")}\nsalt ${hash("s").toString("base64")}\nkind statement\n` +
    `field name ${hash(line).toString("hex")}\n`;
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const raw = Buffer.concat([Buffer.from([1]), publicKey.export({ type: "spki", format: "der" }).subarray(-32)]);
  const name = forge.name ?? origin, keyId = id ? Buffer.from(id, "hex") : hash(`${name}\n`, raw).subarray(0, 4);
  const root = hash(Buffer.from([0]), `stele-leaf/v1 statement ${hash(card).toString("base64")}\n`);
  const text = `${origin}\n1\n${root.toString("base64")}\n`;
  const signature = Buffer.concat([keyId, sign(null, Buffer.from(forge.signed ?? text), privateKey)]).toString("base64");
  return check({
    "fields.jsonl": `${line}\n`, card, "proof.tlog-proof": `c2sp.org/tlog-proof@v1\nindex 0\n\n${text}\n— ${name} ${signature}\n`,
    "log.vkey": `${name}+${keyId.toString("hex")}+${raw.toString("base64")}\n`,
  });
}

test("what only a forger with a key of his own could do", async () => {
  assert.equal((await forged()).holds, true);
  assert.deepEqual(failing(await forged({ log: "b.example" })), ["origin"]);
  assert.deepEqual(failing(await forged({ seen: 1 })), ["origin"]);
  assert.deepEqual(failing(await forged({ name: "b.example" })), ["origin"]);
  assert.deepEqual(failing(await forged({ signed: "a.example\n2\n" })), ["signature"]);
  assert.deepEqual(failing(await forged({ id: "00000000" })), ["signature", "origin"]);
});

test("a browser without Ed25519 says so, and fails nothing", async () => {
  const real = crypto.subtle.importKey;
  const subtle = Object.getPrototypeOf(crypto.subtle);
  subtle.importKey = () => Promise.reject(Object.assign(new Error("no"), { name: "NotSupportedError" }));
  try {
    const outcome = await check(good);
    assert.equal(outcome.holds, null);
    assert.deepEqual(outcome.steps.map(({ holds }) => holds), [true, true, null, true]);
  } finally {
    subtle.importKey = real;
  }
});

test("what a browser remembers of a log", () => {
  const memory = { key: "k", size: 10, root: "r", since: "2026-01-01" };
  assert.equal(compare(null, memory), "first");
  assert.equal(compare(memory, { key: "k", size: 10, root: "r" }), "same");
  assert.equal(compare(memory, { key: "k", size: 11, root: "s" }), "grew");
  assert.equal(compare(memory, { key: "k", size: 9, root: "s" }), "shrank");
  assert.equal(compare(memory, { key: "k", size: 10, root: "s" }), "forked");
  assert.equal(compare(memory, { key: "l", size: 99, root: "s" }), "key_changed");
});
