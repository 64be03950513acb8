// Checks the four files that prove a statement (docs/formats/card.md, log.md), with WebCrypto alone and nothing taken
// on the server's word. It goes from the words to the signature, each step on its own, so that a reader sees which holds.
// Pure but for WebCrypto: it runs the same under node, where it is tested.
export interface Bundle { "fields.jsonl": string; card: string; "proof.tlog-proof": string; "log.vkey": string }

export type StepName = "fields" | "path" | "signature" | "origin";
// holds: null where this browser has no means to say.
export interface Step { name: StepName; holds: boolean | null; why: string }

export interface Outcome {
  holds: boolean | null;  // all steps; null when none fails and one could not be checked
  steps: Step[];
  shown: { name: string; value: string }[];
  withheld: string[];  // named in the card, not shown
  origin: string;
  key: string;  // log.vkey without its line feed
  index: number;
  seen: number;
  size: number;
  root: string;
  pathLength: number;
}

class Wrong extends Error {}
function demand(condition: unknown, why: string): asserts condition {
  if (!condition) throw new Wrong(why);
}

type Bytes = Uint8Array<ArrayBuffer>;
const utf8 = new TextEncoder();
const textBytes = (text: string): Bytes => utf8.encode(text) as Bytes;

export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}
function joined(...parts: Bytes[]): Bytes {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) out.set(part, at), at += part.length;
  return out;
}
const equal = (a: Bytes, b: Bytes) => a.length === b.length && a.every((byte, i) => byte === b[i]);
const hexOf = (bytes: Bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
export const base64Of = (bytes: Bytes) => btoa(String.fromCharCode(...bytes));

// Base64 has one spelling here: what does not come back the same is refused.
function unbase64(text: string, what: string): Bytes {
  let out: Bytes | undefined;
  try {
    out = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  } catch {
    // Said below.
  }
  demand(out && base64Of(out) === text, `${what} is not base64`);
  return out;
}
function hashOf(text: string, what: string): Bytes {
  const out = unbase64(text, what);
  demand(out.length === 32, `${what} is not a hash`);
  return out;
}
function numberOf(text: string, what: string): number {
  demand(/^(0|[1-9][0-9]{0,15})$/.test(text) && Number.isSafeInteger(Number(text)), `${what} is not a number`);
  return Number(text);
}

// The lines of a text that ends with a line feed and holds no other control character.
function linesOf(text: string, file: string): string[] {
  demand(text.endsWith("\n"), `the last line of ${file} is cut short`);
  // eslint-disable-next-line no-control-regex
  demand(!/[\u0000-\u0009\u000b-\u001f\u007f]/.test(text), `${file} has control characters`);
  return text.slice(0, -1).split("\n");
}

const kName = /^[a-z][a-z0-9_.-]{0,63}$/;
// Strict order of bytes; names are plain letters, so JavaScript's order is the same.
function demandSorted(names: string[], why: string): void {
  for (let i = 1; i < names.length; ++i) demand(names[i - 1]! < names[i]!, why);
}

interface Card { log: string; seen: number; digests: Map<string, string> }

function readCard(text: string): Card {
  const lines = linesOf(text, "card");
  let at = 0;
  const value = (word: string): string => {
    const line = lines[at++] ?? "";
    demand(line.startsWith(`${word} `), `the card has no line “${word}” where it belongs`);
    return line.slice(word.length + 1);
  };
  demand(lines[at++] === "stele-card/v1", "this is not a card");
  const log = value("log");
  const [size = "", root = ""] = value("seen").split(" ");
  const seen = numberOf(size, "the size seen");
  hashOf(root, "the root seen");
  hashOf(value("salt"), "the salt");
  demand(kName.test(value("kind")), "the kind is no name");
  for (const word of ["supersedes", "refutes"]) while (lines[at]?.startsWith(`${word} `)) hashOf(value(word), "a card");
  const digests = new Map<string, string>();
  while (lines[at]?.startsWith("field ")) {
    const [name = "", digest = "", ...more] = value("field").split(" ");
    demand(kName.test(name) && /^[0-9a-f]{64}$/.test(digest) && more.length === 0, "a field of the card is malformed");
    demand(!digests.has(name), "a field of the card comes twice");
    digests.set(name, digest);
  }
  demand(digests.size > 0, "the card has no fields");
  demandSorted([...digests.keys()], "the fields of the card are not sorted");
  if (at < lines.length) {
    demand(lines[at++] === "" && at < lines.length, "the card has an unknown line");
    for (; at < lines.length; ++at) demand(/^— [^ +]+ [A-Za-z0-9+/]+=*$/.test(lines[at]!), "a signature of the card is malformed");
  }
  return { log, seen, digests };
}

interface Key { name: string; id: string; bytes: Bytes }

async function readKey(text: string): Promise<Key> {
  const lines = linesOf(text, "log.vkey");
  const parts = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(lines[0] ?? "");
  demand(lines.length === 1 && parts, "log.vkey is not one key");
  const [, name = "", id = "", coded = ""] = parts;
  const bytes = unbase64(coded, "the key");
  demand(bytes.length === 33 && bytes[0] === 1, "log.vkey is not an Ed25519 key");
  const own = hexOf((await sha256(joined(textBytes(`${name}\n`), bytes))).slice(0, 4));
  demand(own === id, "the key’s id is not its own");
  return { name, id, bytes: bytes.slice(1) };
}

interface Proof { index: number; path: Bytes[]; origin: string; size: number; root: Bytes; signed: string; signatures: string[] }

function readProof(text: string): Proof {
  const lines = linesOf(text, "proof.tlog-proof");
  demand(lines[0] === "c2sp.org/tlog-proof@v1", "this is not a proof file");
  const second = lines[1] ?? "";
  demand(second.startsWith("index "), "the proof has no index");
  const index = numberOf(second.slice(6), "the index");
  const end = lines.indexOf("", 2);
  demand(end >= 0 && end - 2 <= 63, "the path has no end");
  const path = lines.slice(2, end).map((line) => hashOf(line, "a hash of the path"));
  const note = lines.slice(end + 1);
  const gap = note.lastIndexOf("");
  demand(gap >= 3 && gap + 1 < note.length, "the checkpoint has no signature");
  const signatures = note.slice(gap + 1);
  demand(signatures.length <= 100, "the checkpoint has too many signatures");
  const [origin = "", size = "", root = ""] = note;
  demand(note.slice(0, gap).every((line) => line !== ""), "the checkpoint has an empty line");
  return {
    index, path, origin, size: numberOf(size, "the log’s size"), root: hashOf(root, "the root"),
    signed: `${note.slice(0, gap).join("\n")}\n`, signatures,
  };
}

async function checkFields(text: string, card: Card): Promise<{ name: string; value: string }[]> {
  const shown: { name: string; value: string }[] = [];
  for (const line of text === "" ? [] : linesOf(text, "fields.jsonl")) {
    const parts = /^\["([A-Za-z0-9_-]{22})","([^"]*)",(.+)\]$/u.exec(line);
    demand(parts && kName.test(parts[2]!), "a line of fields.jsonl is not a field");
    const [, , name = "", value = ""] = parts;
    demand(card.digests.get(name) === hexOf(await sha256(textBytes(line))), `the field ${name} is not the one that the card names`);
    shown.push({ name, value });
  }
  demandSorted(shown.map((field) => field.name), "the fields shown are not in the card’s order, or one comes twice");
  return shown;
}

const kLeaf = new Uint8Array([0]), kNode = new Uint8Array([1]);

// RFC 9162 section 2.1.3.2. Halving by division: places in a log may need more than 32 bits.
async function checkPath(card: string, proof: Proof): Promise<void> {
  const entry = `stele-leaf/v1 statement ${base64Of(await sha256(textBytes(card)))}\n`;
  let hash = await sha256(joined(kLeaf, textBytes(entry)));
  demand(proof.index < proof.size, "the index is not below the log’s size");
  let [place, last] = [proof.index, proof.size - 1];
  const half = () => { place = Math.floor(place / 2), last = Math.floor(last / 2); };
  for (const sibling of proof.path) {
    demand(last !== 0, "the path is too long");
    if (place % 2 === 1 || place === last) {
      hash = await sha256(joined(kNode, sibling, hash));
      while (place % 2 === 0 && place !== 0) half();
    } else {
      hash = await sha256(joined(kNode, hash, sibling));
    }
    half();
  }
  demand(last === 0 && equal(hash, proof.root), "the card is not in the log at this place");
}

function signatureBy(key: Key, signatures: string[]): Bytes {
  const own: Bytes[] = [];
  for (const line of signatures) {
    const parts = /^— ([^ +]+) ([A-Za-z0-9+/]+=*)$/.exec(line);
    demand(parts, "a signature line is malformed");
    const bytes = unbase64(parts[2]!, "a signature");
    demand(bytes.length >= 5, "a signature line is malformed");
    if (parts[1] === key.name && hexOf(bytes.slice(0, 4)) === key.id) own.push(bytes.slice(4));
  }
  const [signature] = own;
  demand(own.length === 1 && signature?.length === 64, `the log’s key signed the checkpoint ${own.length} times, not once`);
  return signature;
}

// null: this browser's WebCrypto has no Ed25519.
async function verifies(key: Key, signature: Bytes, text: string): Promise<boolean | null> {
  let imported: CryptoKey;
  try {
    imported = await crypto.subtle.importKey("raw", key.bytes, { name: "Ed25519" }, false, ["verify"]);
  } catch (error) {
    // A browser that knows Ed25519 refuses these bytes with a DataError; the others do not know the name.
    if ((error as Error).name === "DataError") return false;
    return null;
  }
  return crypto.subtle.verify({ name: "Ed25519" }, imported, signature, textBytes(text));
}

async function step(name: StepName, task: () => Promise<boolean | null | void>): Promise<Step> {
  try {
    return { name, holds: (await task()) ?? null, why: "" };
  } catch (error) {
    if (error instanceof Wrong) return { name, holds: false, why: error.message };
    throw error;
  }
}

// A file that cannot be read at all makes every step fail that needs it. Throws only when WebCrypto itself is missing.
export async function check(bundle: Bundle): Promise<Outcome> {
  const out: Outcome = {
    holds: false, steps: [], shown: [], withheld: [], origin: "", key: bundle["log.vkey"].trim(), index: 0, seen: 0, size: 0, root: "", pathLength: 0,
  };
  let card: Card | undefined, proof: Proof | undefined, key: Key | undefined;
  out.steps.push(await step("fields", async () => {
    card = readCard(bundle.card);
    out.seen = card.seen;
    out.shown = await checkFields(bundle["fields.jsonl"], card);
    const names = new Set(out.shown.map((field) => field.name));
    out.withheld = [...card.digests.keys()].filter((name) => !names.has(name));
    return true;
  }));
  out.steps.push(await step("path", async () => {
    proof = readProof(bundle["proof.tlog-proof"]);
    Object.assign(out, { index: proof.index, size: proof.size, root: base64Of(proof.root), pathLength: proof.path.length, origin: proof.origin });
    await checkPath(bundle.card, proof);
    return true;
  }));
  out.steps.push(await step("signature", async () => {
    key = await readKey(bundle["log.vkey"]);
    demand(proof, "there is no checkpoint that could be signed");
    const holds = await verifies(key, signatureBy(key, proof.signatures), proof.signed);
    demand(holds !== false, "the signature is wrong");
    return holds;
  }));
  out.steps.push(await step("origin", async () => {
    demand(card && proof && key, "a file cannot be read");
    demand(card.log === proof.origin && proof.origin === key.name, "card, checkpoint and key are of different logs");
    demand(card.seen <= proof.index, "the card names a checkpoint that is younger than its own entry");
    return true;
  }));
  out.holds = out.steps.some(({ holds }) => holds === false) ? false : out.steps.some(({ holds }) => holds === null) ? null : true;
  return out;
}

// --- what this browser remembers of a log ---

export interface Memory { key: string; size: number; root: string; since: string }
export type Finding = "first" | "same" | "grew" | "key_changed" | "shrank" | "forked";

// What is worth a warning comes before what is not. A log of one size has one root for ever.
export function compare(memory: Memory | null, now: { key: string; size: number; root: string }): Finding {
  if (!memory) return "first";
  if (memory.key !== now.key) return "key_changed";
  if (now.size < memory.size) return "shrank";
  if (now.size === memory.size) return now.root === memory.root ? "same" : "forked";
  return "grew";
}
