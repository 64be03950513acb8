// What a reader's browser meets: bytes of a first view, names while one types, and how the map pans. Runs Chromium
// without any package, over its debugging pipe (two file descriptors, JSON messages that end with a NUL).
//
// Usage: node browser.mjs BASE RECORD_PATH WORDS [--smoke]   prints one line of JSON for each figure:
//   {"what", "unit", "value", "aim": the most it should be or 0, "note"}, {"check", "holds", "note"} or {"skipped": why}
// Exit 77: there is no Chromium here.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

const [base, recordPath, words = "shu"] = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const isSmoke = process.argv.includes("--smoke");
const chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
if (!chromium) process.exit(77);

const folder = mkdtempSync(join(tmpdir(), "stele-bench-browser-"));
const child = spawn(chromium, [
  "--headless", "--remote-debugging-pipe", "--no-sandbox", "--no-first-run", "--disable-quic", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--window-size=1200,900", `--user-data-dir=${folder}`, "about:blank",
], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });

const say = (line) => console.log(JSON.stringify(line));
const figure = (what, unit, value, aim, note) => say({ what, unit, value: Math.round(value * 100) / 100, aim, note });
const skip = (why) => say({ skipped: why });
const check = (what, holds, note = "") => say({ check: what, holds: Boolean(holds), note });

// --- the pipe ---

let last = 0, rest = "";
const waiting = new Map(), listeners = new Set();
child.stdio[4].on("data", (bytes) => {
  const parts = (rest + bytes).split("\0");
  rest = parts.pop();
  for (const part of parts) {
    const message = JSON.parse(part);
    if (message.id) {
      const { resolve, reject } = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.error) reject(new Error(message.error.message));
      else resolve(message.result);
    } else for (const listener of listeners) listener(message);
  }
});
child.stdio[4].setEncoding("utf8");
function send(method, params = {}, sessionId) {
  return new Promise((resolve, reject) => {
    waiting.set(++last, { resolve, reject });
    child.stdio[3].write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
  });
}
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

class Page {
  static async open() {
    const { browserContextId } = await send("Target.createBrowserContext");
    const { targetId } = await send("Target.createTarget", { url: "about:blank", browserContextId });
    const page = new Page();
    page.session = (await send("Target.attachToTarget", { targetId, flatten: true })).sessionId;
    page.context = browserContextId;
    page.received = [];
    const types = new Map();
    page.listener = ({ method, params, sessionId }) => {
      if (sessionId !== page.session) return;
      if (method === "Network.responseReceived") types.set(params.requestId, { url: params.response.url, type: params.type, status: params.response.status });
      if (method === "Network.loadingFinished" && types.has(params.requestId)) page.received.push({ ...types.get(params.requestId), bytes: params.encodedDataLength });
      if (method === "Page.loadEventFired") page.loaded?.();
    };
    listeners.add(page.listener);
    for (const domain of ["Network", "Page", "Runtime", "Performance"]) await page.ask(`${domain}.enable`);
    return page;
  }
  ask(method, params) { return send(method, params, this.session); }
  async go(url) {
    const loaded = new Promise((resolve) => { this.loaded = resolve; });
    await this.ask("Page.navigate", { url });
    await loaded;
  }
  async run(expression) {
    const { result, exceptionDetails } = await this.ask("Runtime.evaluate", { expression: `(async()=>{${expression}})()`, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }
  async until(expression, ms = 30_000) {
    for (const end = Date.now() + ms; Date.now() < end; await pause(50)) if (await this.run(`return ${expression}`)) return true;
    return false;
  }
  async scriptSeconds() {
    const { metrics } = await this.ask("Performance.getMetrics");
    return metrics.find(({ name }) => name === "ScriptDuration").value;
  }
  async close() {
    listeners.delete(this.listener);
    await send("Target.disposeBrowserContext", { browserContextId: this.context });
  }
}

const percentile = (values, part) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? 0;
const sum = (list) => list.reduce((total, { bytes }) => total + bytes, 0);

// --- bytes of a first view: up to the load event, with nothing kept from before; the map has its own line ---

async function firstView(what, path, aim) {
  const page = await Page.open();
  await page.go(base + path);
  const view = page.received.filter(({ url }) => !url.includes("/map") && !url.includes("/base-") && !url.includes("/tiles/"));
  const scripts = view.filter(({ type }) => type === "Script");
  check(`${what}: everything arrives`, page.received.length > 3 && page.received.every(({ status }) => status < 400), `${page.received.length} answers`);
  check(`${what}: nothing from elsewhere`, page.received.every(({ url }) => url.startsWith(base)));
  figure(`first view of ${what}, without the map`, "kB", sum(view) / 1000, aim, `${view.length} requests, headers included; of it JavaScript ${(sum(scripts) / 1000).toFixed(1)} kB`);
  await page.close();
}

// --- names while one types: from the key to the second frame after the list has changed ---

async function typing() {
  const page = await Page.open();
  await page.go(`${base}/`);
  if (!(await page.run("return document.querySelector('[data-island=suggest]') !== null"))) {
    skip("names while one types: the first page has no island for them");
    return page.close();
  }
  // A person is slower than the map's program, which would otherwise be measured here.
  const hasMap = await page.run("return document.querySelector('[data-island=map]') !== null");
  if (hasMap) check("the map of the first page is drawn", await page.until("document.querySelector('[data-island=map][data-ready]') !== null", 60_000));
  check("the field suggests", await page.until("document.querySelector('#q')?.getAttribute('role') === 'combobox'"));
  const times = await page.run(`
    const field = document.querySelector("#q"), list = document.querySelector(".suggestions"), times = [];
    field.focus();
    for (const word of ${JSON.stringify(words.split(","))}) for (let length = 2; length <= word.length; ++length) {
      field.value = word.slice(0, length);
      const begun = performance.now();
      const shown = new Promise((resolve) => {
        const observer = new MutationObserver(() => {
          observer.disconnect();
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - begun)));
        });
        observer.observe(list, { childList: true });
      });
      field.dispatchEvent(new Event("input", { bubbles: true }));
      times.push(await Promise.race([shown, new Promise((resolve) => setTimeout(resolve, 3000, -1))]));
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    return times;`);
  check("every word typed gets names", times.length > 3 && times.every((time) => time > 0), times.map((time) => Math.round(time)).join(" "));
  figure("names while one types, on screen: median", "ms", percentile(times, 0.5), 100, `${times.length} letters typed; 40 ms of it are the rest that is waited for`);
  figure("names while one types, on screen: 95 of 100 within", "ms", percentile(times, 0.95), 0, "");
  await page.close();
}

// --- the map of everything, dragged to and fro at several zooms ---

async function panning() {
  const page = await Page.open();
  await page.go(`${base}/`);
  if (!(await page.run("return document.querySelector('[data-island=map]') !== null"))) {
    skip("how a map pans: the first page has no map");
    return page.close();
  }
  await page.run("document.querySelector('[data-island=map]').scrollIntoView({ block: 'center' })");
  const isReady = await page.until("document.querySelector('[data-island=map][data-ready]') !== null", 60_000);
  check("the map is drawn", isReady);
  if (!isReady) return page.close();
  figure("the map on the first page: its own bytes", "kB", sum(page.received.filter(({ url }) => /\/(map|base-)|\/tiles\//.test(url))) / 1000, 0, "its program, its worker, parts of the base map, tiles");
  const { x, y, width, height } = await page.run("const {x,y,width,height} = document.querySelector('.map-canvas').getBoundingClientRect(); return {x,y,width,height}");
  await page.run(`
    window.frames_ = []; window.tasks_ = [];
    new PerformanceObserver((list) => { for (const { duration } of list.getEntries()) window.tasks_.push(duration); }).observe({ type: "longtask" });
    let before = 0;
    const frame = (now) => { if (before && window.watching_) window.frames_.push(now - before); before = now; requestAnimationFrame(frame); };
    requestAnimationFrame(frame);`);
  const mouse = (type, px, py) => page.ask("Input.dispatchMouseEvent", { type, x: px, y: py, button: "left", buttons: type === "mouseReleased" ? 0 : 1, clickCount: type === "mouseMoved" ? 0 : 1 });
  const script = await page.scriptSeconds();
  const steps = isSmoke ? 10 : 60;
  for (let zoom = 0; zoom < (isSmoke ? 1 : 4); ++zoom) {
    for (const way of [1, -1]) {
      const from = x + width * (way > 0 ? 0.2 : 0.8);
      await mouse("mousePressed", from, y + height / 2);
      await page.run("window.watching_ = true");
      for (let i = 1; i <= steps; ++i) {
        await mouse("mouseMoved", from + way * (i / steps) * width * 0.6, y + height / 2 + way * (i / steps) * height * 0.2);
        await pause(16);
      }
      await page.run("window.watching_ = false");
      await mouse("mouseReleased", from + way * width * 0.6, y + height / 2 + way * height * 0.2);
    }
    await page.run("document.querySelector('.map-tools button').click()");
    await pause(700);
  }
  const { frames, tasks } = await page.run("return { frames: window.frames_, tasks: window.tasks_ }");
  check("frames while panning", frames.length > steps / 2, `${frames.length} frames`);
  figure("map pans, time of a frame: median", "ms", percentile(frames, 0.5), 0, `${frames.length} frames, drawn without a graphics card`);
  figure("map pans, time of a frame: 99 of 100 within", "ms", percentile(frames, 0.99), 0, `longest ${Math.round(Math.max(...frames))} ms`);
  const scripts = ((await page.scriptSeconds()) - script) * 1000;
  figure("map pans, scripts of the page for each frame", "ms", scripts / Math.max(1, frames.length), 16.7, "waiting for the drawing included; the rest of a frame is drawing, here done by the processor");
  figure("map pans, longest task of the page", "ms", Math.max(0, ...tasks), 0, `${tasks.length} tasks longer than 50 ms in all`);
  await page.close();
}

try {
  await firstView("a record", recordPath, 60);
  await firstView("the first page", "/", 0);
  await typing();
  await panning();
} finally {
  child.kill();
  await new Promise((resolve) => child.once("exit", resolve));
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
