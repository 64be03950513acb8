// A reader's window, and what must hold in it whatever the reader does: nothing is asked of another origin, the content
// policy is there and is never tried, no script fails, and a page is never wider than the screen.
import { chromium } from './packages.mjs';
import { Failed, kDevices } from './harness.mjs';
import { landed } from './landed.mjs';

export const kDirection = { fa: 'rtl' };

export async function launch() {
  return chromium.launch({
    executablePath: process.env.STELE_CHROMIUM || '/usr/bin/chromium',
    // Glyphs are drawn alike on every machine, and a request that got away would find no host.
    args: ['--font-render-hinting=none', '--disable-lcd-text', '--force-color-profile=srgb', '--hide-scrollbars',
           '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1', '--disable-component-update', '--no-first-run'],
  });
}

// `line`: {latency in ms, kilobits a second} of a bad connection.
export async function open_window(browser, options) {
  const { origin, lang = 'en', device = 'wide', scheme = 'light', javascript = true, motion = 'reduce', line } = options;
  const context = await browser.newContext({
    ...kDevices[device], baseURL: origin, locale: lang, colorScheme: scheme, javaScriptEnabled: javascript, reducedMotion: motion,
    timezoneId: 'UTC', deviceScaleFactor: 1, serviceWorkers: options.service_workers ?? 'block',
  });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const faults = [];
  const watched = { page, context, faults, allowed: [] };
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && !['data:', 'blob:'].includes(url.protocol)) faults.push(`A request left the origin: ${url}`);
  });
  page.on('console', (message) => {
    if (!landed.icon && message.location().url.endsWith('/favicon.ico')) return;
    if (message.type() === 'error' && !watched.allowed.some((words) => message.text().includes(words)))
      faults.push(`The console says: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`A script failed: ${error.message}`));
  page.on('dialog', (dialog) => (faults.push(`A dialog opened: ${dialog.message()}`), dialog.dismiss()));
  page.on('response', (response) => check_policy(response, faults));
  if (line) await worsen(context, page, line);
  return watched;
}

export function no_faults(window, where) {
  if (window.faults.length > 0) throw new Failed(`${where}:\n${window.faults.splice(0).join('\n')}`);
}

async function worsen(context, page, { latency, kilobits }) {
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  const throughput = (kilobits * 1000) / 8;
  await session.send('Network.emulateNetworkConditions', { offline: false, latency, downloadThroughput: throughput, uploadThroughput: throughput });
}

const kPolicy = ["default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"];

function check_policy(response, faults) {
  const headers = response.headers();
  if (!headers['content-type']?.startsWith('text/html')) return;
  let policy = headers['content-security-policy'] ?? '';
  // The preview of a record is made to stand in frames of other people's programs, and runs no script at all.
  const is_framed = /^\/reconcile\/(v1\/)?preview$/.test(new URL(response.url()).pathname);
  if (is_framed && !policy.includes('script-src')) policy = policy.replace('frame-ancestors *', "frame-ancestors 'none'; script-src 'self'");
  for (const part of kPolicy) if (!policy.includes(part)) faults.push(`${response.url()}: the content policy lacks ${part}.`);
  if (/unsafe|https?:|\*/.test(policy)) faults.push(`${response.url()}: the content policy is loose: ${policy}`);
}

// How much wider than the window the page is, and which elements stick out.
export async function overflow(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const excess = document.documentElement.scrollWidth - width;
    if (excess <= 0) return null;
    const out = [...document.querySelectorAll('body *')].filter((e) => {
      const box = e.getBoundingClientRect();
      return box.right > width + 1 || box.left < -1;
    });
    const name = (e) => `${e.localName}${e.id ? '#' + e.id : ''}${e.className && e.getAttribute('class') ? '.' + e.getAttribute('class').replace(/ /g, '.') : ''}`;
    return `${excess} px wider than the screen: ${[...new Set(out.map(name))].slice(0, 6).join(', ')}`;
  });
}
