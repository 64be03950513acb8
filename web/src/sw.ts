// The service worker: keeps what was read, so that it can be read again without a network. Pages come from the network
// whenever there is one; what is kept is shown only when there is none, with a line that says of when it is. Files
// under /assets/ never change and come from what is kept. Only what the server lets anybody keep is kept: an answer
// with "no-store" or "private" never is.
import { isRecord, kAssets, kKeptAt, kPages, kTiles, kTitle, kTitleLang } from "./kept";
import { dateIn } from "./words";

interface ExtendableEvent extends Event { waitUntil(promise: Promise<unknown>): void }
interface FetchEvent extends ExtendableEvent { request: Request; respondWith(response: Promise<Response>): void }
interface MessageEventOfPage extends ExtendableEvent { data: { page: string; assets: string[] } }
interface WorkerScope {
  addEventListener(type: "install" | "activate", listener: (event: ExtendableEvent) => void): void;
  addEventListener(type: "fetch", listener: (event: FetchEvent) => void): void;
  addEventListener(type: "message", listener: (event: MessageEventOfPage) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  location: Location;
}
const scope = self as unknown as WorkerScope;

const kMostRecords = 30, kMostOther = 10, kMostAssets = 150, kMostTiles = 300;
const kPatience = 6000;  // milliseconds after which a line counts as dead, when the page is kept

// Asked before an answer is copied: a copy that nobody reads would hold a whole export in memory.
const mayKeep = (response: Response) =>
  response.status === 200 && response.type === "basic" && !/no-store|private/.test(response.headers.get("Cache-Control") ?? "");

const isPage = (response: Response) => (response.headers.get("Content-Type") ?? "").startsWith("text/html");

// The oldest go first: a cache lists its keys in the order in which they were put in.
async function trim(cache: Cache, most: number, counts: (url: string) => boolean): Promise<void> {
  const keys = (await cache.keys()).filter(({ url }) => counts(url));
  await Promise.all(keys.slice(0, Math.max(0, keys.length - most)).map((key) => cache.delete(key)));
}

function plainText(html: string): string {
  return html.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, "&");
}

// A page goes in with its title beside it, at the end of the line of those kept.
async function keepPage(url: string, response: Response): Promise<void> {
  if (!mayKeep(response) || !isPage(response)) return;
  const html = await response.text();
  const title = /<title(?: lang="([^"]*)")?>([^<]*)<\/title>/.exec(html);
  const headers = new Headers(response.headers);
  headers.delete("Content-Encoding");
  headers.set(kTitle, encodeURIComponent(plainText(title?.[2] ?? "").replace(/ · Stele$/, "")));
  headers.set(kTitleLang, encodeURIComponent(title?.[1] ?? ""));
  headers.set(kKeptAt, encodeURIComponent(new Date().toISOString()));
  const cache = await caches.open(kPages);
  await cache.delete(url);
  await cache.put(url, new Response(html, { status: 200, headers }));
  await trim(cache, kMostRecords, isRecord);
  await trim(cache, kMostOther, (other) => !isRecord(other));
}

// The line that says that this is read offline: its words are the page's own, data-offline of its <body>, with {when}.
async function asKept(response: Response): Promise<Response> {
  const html = await response.text();
  const words = /<(?:body|main|html)[^>]* data-offline="([^"]*)"/.exec(html)?.[1] ?? "{when}";
  const lang = /<html[^>]* lang="([^"]*)"/.exec(html)?.[1] ?? "en";
  const kept = new Date(decodeURIComponent(response.headers.get(kKeptAt) ?? ""));
  const when = dateIn(lang, { dateStyle: "long", timeStyle: "short" }, kept);
  const line = `<p class="care offline" role="status">${words.replace("{when}", when)}</p>`;
  return new Response(html.replace(/<main[^>]*>/, (main) => main + line), { status: 200, headers: response.headers });
}

function inTime(request: Request): Promise<Response> {
  const given = new AbortController();
  const timer = setTimeout(() => given.abort(), kPatience);
  return fetch(request, { signal: given.signal }).finally(() => clearTimeout(timer));
}

async function page(event: FetchEvent): Promise<Response> {
  const { request } = event;
  const kept = await (await caches.open(kPages)).match(request.url);
  try {
    const response = await (kept ? inTime(request) : fetch(request));
    if (mayKeep(response) && isPage(response)) event.waitUntil(keepPage(request.url, response.clone()));
    return response;
  } catch (error) {
    // The same record in another language or as of another date is better than nothing.
    const other = kept ?? (await (await caches.open(kPages)).match(request.url, { ignoreSearch: true }));
    if (other) return asKept(other);
    throw error;
  }
}

async function asset(event: FetchEvent): Promise<Response> {
  const cache = await caches.open(kAssets);
  const kept = await cache.match(event.request);
  if (kept) return kept;
  const response = await fetch(event.request);
  if (mayKeep(response)) {
    const copy = response.clone();
    event.waitUntil(cache.put(event.request, copy).then(() => trim(cache, kMostAssets, () => true)));
  }
  return response;
}

async function tile(event: FetchEvent): Promise<Response> {
  const cache = await caches.open(kTiles);
  try {
    const response = await fetch(event.request);
    if (mayKeep(response)) {
      const copy = response.clone();
      event.waitUntil(cache.put(event.request, copy).then(() => trim(cache, kMostTiles, () => true)));
    }
    return response;
  } catch (error) {
    const kept = await cache.match(event.request);
    if (kept) return kept;
    throw error;
  }
}

// The page that was open before there was a worker, and what it had loaded.
async function keepOpenPage({ page: url, assets }: { page: string; assets: string[] }): Promise<void> {
  const cache = await caches.open(kAssets);
  await Promise.all(assets.map(async (address) => {
    if (await cache.match(address)) return;
    const response = await fetch(address);
    if (mayKeep(response)) await cache.put(address, response);
  }));
  const clean = url.split("#")[0]!;
  if (!(await (await caches.open(kPages)).match(clean))) await keepPage(clean, await fetch(clean, { headers: { Accept: "text/html" } }));
}

scope.addEventListener("install", (event) => event.waitUntil(scope.skipWaiting()));
scope.addEventListener("activate", (event) => event.waitUntil(scope.clients.claim()));
scope.addEventListener("message", (event) => event.waitUntil(keepOpenPage(event.data).catch(() => undefined)));
scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== scope.location.origin) return;
  if (url.pathname.startsWith("/assets/")) event.respondWith(asset(event));
  else if (url.pathname.startsWith("/api/v1/tiles/")) event.respondWith(tile(event));
  else if (request.mode === "navigate") event.respondWith(page(event));
});
