// The service worker in a world made for it: caches that are maps, a network that can be cut.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { load } from "./load.mjs";

const kOrigin = "https://a.example";
const listeners = {};
let stores, isOnline, server;

class FakeCache {
  entries = new Map();
  async keys() { return [...this.entries.keys()].map((url) => ({ url })); }
  async match(request, { ignoreSearch } = {}) {
    const url = request.url ?? request;
    const found = [...this.entries].find(([key]) => (ignoreSearch ? key.split("?")[0] === url.split("?")[0] : key === url));
    return found && new Response(found[1].body, { headers: found[1].headers });
  }
  async put(request, response) { this.entries.set(request.url ?? request, { body: await response.text(), headers: [...response.headers] }); }
  async delete(request) { return this.entries.delete(request.url ?? request); }
}
globalThis.caches = { open: async (name) => stores[name] ??= new FakeCache() };
globalThis.self = {
  addEventListener: (type, listener) => { listeners[type] = listener; }, skipWaiting: async () => {}, clients: { claim: async () => {} }, location: { origin: kOrigin },
};
globalThis.fetch = async (request) => {
  if (!isOnline) throw new TypeError("no network");
  const { status = 200, body = "", ...headers } = server[new URL(request.url ?? request).pathname] ?? { status: 404 };
  const response = new Response(body, { status, headers });
  Object.defineProperty(response, "type", { value: "basic" });
  const clone = response.clone.bind(response);
  response.clone = () => Object.defineProperty(clone(), "type", { value: "basic" });
  return response;
};
await load("sw.ts");

async function ask(path, mode = "navigate", method = "GET") {
  const waits = [];
  let answer;
  listeners.fetch({ request: { url: kOrigin + path, mode, method }, respondWith: (promise) => { answer = promise; }, waitUntil: (promise) => waits.push(promise) });
  const response = await answer;
  await Promise.all(waits);
  return response;
}
const page = (name, more = {}) => ({
  "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-cache", ...more,
  body: `<!DOCTYPE html><html lang="en"><head><title lang="hy">${name} · Stele</title></head><body data-offline="Read offline, as of {when}."><main id="main"><h1>${name}</h1></main></body></html>`,
});
const kept = () => Object.values(stores).flatMap((store) => [...store.entries.keys()]);

beforeEach(() => { stores = {}, isOnline = true, server = {}; });

test("a page that was read is there without a network, and says so", async () => {
  server["/record/a"] = page("Շուշի &amp; &lt;b&gt;");
  assert.doesNotMatch(await (await ask("/record/a")).text(), /class="care offline"/);
  isOnline = false;
  const text = await (await ask("/record/a")).text();
  assert.match(text, /<main id="main"><p class="care offline" role="status">Read offline, as of \d+ [A-Z][a-z]+ \d{4}/);
  assert.match(await (await ask("/record/a?at=1926")).text(), /class="care offline"/, "rather another date than nothing");
  await assert.rejects(ask("/record/b"));
  const [{ headers }] = stores["stele-pages-1"].entries.values();
  assert.equal(decodeURIComponent(new Map(headers).get("x-stele-title")), "Շուշի & <b>");
  assert.equal(new Map(headers).get("x-stele-title-lang"), "hy");
});

test("with a network pages are always new", async () => {
  server["/record/a"] = page("old");
  await ask("/record/a");
  server["/record/a"] = page("new");
  assert.match(await (await ask("/record/a")).text(), /new/);
  isOnline = false;
  assert.match(await (await ask("/record/a")).text(), /new/);
});

test("what is not for everybody, or not a page, is never kept", async () => {
  server["/record/a"] = page("secret", { "Cache-Control": "no-store" });
  server["/record/b"] = page("mine", { "Cache-Control": "private, no-cache" });
  server["/record/c"] = page("missing", { status: 404 });
  server["/api/v1/export/csv"] = { "Content-Type": "text/csv", "Cache-Control": "no-cache", body: "a,b" };
  server["/assets/secret.js"] = { "Cache-Control": "no-store", body: "x" };
  server["/api/v1/tiles/0/0/0.mvt"] = { "Cache-Control": "no-store", body: "x" };
  for (const path of Object.keys(server)) await ask(path, path.startsWith("/record") || path.includes("export") ? "navigate" : "cors");
  assert.deepEqual(kept(), []);
  assert.equal(await ask("/record/a", "cors"), undefined, "what a script of the page asks is left alone");
  assert.equal(await ask("/record/a", "navigate", "POST"), undefined);
});

test("the oldest places go first", async () => {
  for (let i = 0; i < 35; ++i) {
    server[`/record/${i}`] = page(`place ${i}`);
    await ask(`/record/${i}`);
  }
  await ask("/record/5");  // read again: not among the oldest any more
  server["/record/new"] = page("a new place");
  await ask("/record/new");
  server["/"] = page("home");
  await ask("/");
  const records = kept().filter((url) => url.includes("/record/"));
  assert.equal(records.length, 30);
  assert.ok(!kept().includes(`${kOrigin}/record/6`) && kept().includes(`${kOrigin}/record/5`));
  assert.ok(kept().includes(`${kOrigin}/`));
});

test("files with a digest come from what is kept", async () => {
  server["/assets/a.0123.js"] = { "Cache-Control": "public, max-age=31536000, immutable", body: "one" };
  await ask("/assets/a.0123.js", "cors");
  isOnline = false;
  assert.equal(await (await ask("/assets/a.0123.js", "cors")).text(), "one");
});

test("the page that was open before the worker is kept too, with what it loaded", async () => {
  server["/record/a"] = page("open");
  server["/assets/a.0123.css"] = { "Cache-Control": "public", body: "css" };
  const waits = [];
  listeners.message({ data: { page: `${kOrigin}/record/a#map=1`, assets: [`${kOrigin}/assets/a.0123.css`] }, waitUntil: (promise) => waits.push(promise) });
  await Promise.all(waits);
  assert.deepEqual(kept().sort(), [`${kOrigin}/assets/a.0123.css`, `${kOrigin}/record/a`]);
});
