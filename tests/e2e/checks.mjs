// What holds on every page. The addresses come from the program's own description, so that a page which nobody thought
// of here fails until it is.
import { readFile } from 'node:fs/promises';
import { axePath } from './packages.mjs';
import { get_json } from './archive.mjs';
import { expect, expect_equal, test } from './harness.mjs';
import { landed } from './landed.mjs';
import { kDirection, no_faults, open_window, overflow } from './browser.mjs';

const axe_source = await readFile(axePath, 'utf8');

// One example at least for each page; `world.records` has ids by a short name.
const kExamples = {
  '/': () => ['/', '/?q=Ganja', '/?q=zzzznothing', '/?type=place&during=1926&near=41.69,44.83,100', '/?near=wrong'],
  '/record/{id}': (w) => ['city', 'village', 'monument', 'event', 'source', 'collection', 'renaming', 'unit', 'group'].map((r) => `/record/${w.records[r]}`)
    .concat([`/record/${w.records.city}?at=1926-01-01`, `/record/${w.records.village}?at=1920s`, `/record/${w.records.village}?at=wrong`]),
  '/record/{id}/naming': (w) => [`/record/${w.records.unit}/naming?property=part-of`],
  '/compare': (w) => [`/compare?a=${w.records.village}`, `/compare?a=${w.records.village}&b=${w.records.city}`, '/compare'],
  '/random': () => ['/random'],
  '/reconcile/preview': (w) => [`/reconcile/preview?id=${w.records.village}`],
  '/reconcile/v1/preview': (w) => [`/reconcile/v1/preview?id=${w.records.village}`],
  '/types': () => ['/types'],
  '/types/{id}': () => ['/types/place', '/types/name'],
  '/vocab': () => ['/vocab'],
  '/vocab/{id}': () => ['/vocab/settlement-type', '/vocab/language-tag'],
  '/log': () => ['/log', '/log?first=0'],
  '/log/{position}': () => ['/log/0', '/log/100'],
  '/formats': () => ['/formats'],
  '/about/style': () => ['/about/style'],
  '/about': () => ['/about'],
};
const kTwice = ['city', 'village', 'monument', 'source']; // records that are also looked at from right to left
const kNotFound = '/record/00000000000000000000000001';

export async function page_routes(origin) {
  const description = await get_json(origin, '/api/v1/openapi.json');
  return Object.entries(description.paths)
    .filter(([, methods]) => methods.get?.responses?.['200']?.content?.['text/html'])
    .map(([path]) => path);
}

// --- what is checked ---

const kRules = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] };
if (!landed.vocabulary_headings) kRules.rules = { 'heading-order': { enabled: false } };
const kColours = { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] }, resultTypes: ['violations'] };

export async function accessible(page, what, options = kRules) {
  await page.evaluate(axe_source);
  const { violations } = await page.evaluate((o) => axe.run(document, o), options);
  const said = violations.map((v) => `${v.id}: ${v.help}\n${v.nodes.slice(0, 3).map((n) => `    ${n.html.slice(0, 160)} ${n.any[0]?.message ?? ''}`).join('\n')}`);
  expect(violations.length === 0, `${what}: axe-core finds\n${said.join('\n')}`);
}

async function still(page, what) {
  const moving = await page.evaluate(() => document.getAnimations().filter((a) => a.playState === 'running').length);
  expect(moving === 0, `${what}: ${moving} animations run for a reader who wants none.`);
}

async function sound(page, what, lang) {
  const shape = await page.evaluate(() => ({
    lang: document.documentElement.lang,
    dir: document.documentElement.dir || 'ltr',
    heads: document.querySelectorAll('h1').length,
    mains: document.querySelectorAll('main').length,
    twice: [...document.querySelectorAll('[id]')].map((e) => e.id).filter((id, i, all) => all.indexOf(id) !== i),
    inline: [...document.querySelectorAll('[style], style, script:not([src])')].filter((e) => !e.closest('[data-island]')).length,
  }));
  expect_equal(shape, { lang, dir: kDirection[lang] ?? 'ltr', heads: 1, mains: 1, twice: [], inline: 0 }, what);
}

async function fits(page, what) {
  const wide = await overflow(page);
  expect(!wide, `${what} is ${wide}`);
}

export function only_policy(window) {
  const serious = window.faults.filter((fault) => !fault.startsWith('The console says') || fault.includes('Content Security Policy'));
  window.faults.splice(0, window.faults.length, ...serious);
}

async function visit(world, path, options, check) {
  const window = await open_window(world.browser, { origin: world.demo.origin, ...options });
  window.allowed = ['the server responded with a status of 4']; // a page that says "not found" is a page, too
  const what = `${path} (${[options.lang ?? 'en', options.device ?? 'wide', options.scheme].filter(Boolean).join(', ')})`;
  try {
    const response = await window.page.goto(path);
    expect(response.status() < 500, `${what} was answered with ${response.status()}.`);
    await check(window.page, what);
    if (response.status() >= 400) only_policy(window); // a map may have asked for the tiles of a question that was refused
    no_faults(window, what);
  } finally {
    await window.context.close();
  }
}

// --- the tests ---

test('pages/each address of the description has an example here', async (world) => {
  const routes = await page_routes(world.demo.origin);
  expect(routes.length >= 11, `The description lists only ${routes.length} pages.`);
  expect_equal([...routes].sort(), Object.keys(kExamples).sort(), 'The list of pages that are visited');
});

for (const [route, examples] of Object.entries({ ...kExamples, 'not found': () => [kNotFound] })) {
  test(`pages/${route}: wide, light and dark`, async (world) => {
    for (const path of examples(world))
      await visit(world, path, { device: 'wide' }, async (page, what) => {
        await sound(page, what, 'en');
        await fits(page, what);
        await still(page, what);
        await accessible(page, what);
        await page.emulateMedia({ colorScheme: 'dark' });
        await accessible(page, `${what}, dark`, kColours);
      });
  });

  test(`pages/${route}: phone, right to left`, async (world) => {
    const paths = route === '/record/{id}' ? kTwice.map((r) => `/record/${world.records[r]}`) : examples(world);
    for (const path of paths)
      await visit(world, path, { device: 'phone', lang: 'fa' }, async (page, what) => {
        await sound(page, what, landed.languages ? 'fa' : 'en');
        await fits(page, what);
        await accessible(page, what);
      });
  });
}

test('pages/without JavaScript every statement of a record is in the page', async (world) => {
  for (const name of ['city', 'village', 'monument', 'source']) {
    const id = world.records[name];
    const { statements } = await get_json(world.demo.origin, `/api/v1/records/${id}`);
    await visit(world, `/record/${id}`, { device: 'phone', javascript: false }, async (page, what) => {
      const html = await page.content();
      const missing = statements.filter((s) => !html.includes(`href="/log/${s.position}"`) && !html.includes(`id="s${s.position}"`));
      expect(statements.length > 3 && missing.length === 0, `${what}: ${missing.length} of ${statements.length} statements are not in the page.`);
      await fits(page, what);
    });
  }
});

test('pages/without JavaScript the search works', async (world) => {
  await world.with_reader({ device: 'phone', javascript: false }, async (reader) => {
    await reader.opens_home();
    await reader.searches('Գանձակ');
    const { href } = await reader.first_result();
    expect(href.includes(world.records.city), `Not the city came first, but ${href}.`);
    await reader.opens_first_result();
    expect((await reader.title()).length > 0, 'The page has no title.');
  });
});

// Where the keyboard is now: what has the focus, and whether one can see that it has.
const focus = (page) => page.evaluate(() => {
  const e = document.activeElement, style = getComputedStyle(e);
  return { tag: e.localName, name: e.getAttribute('name'), href: e.getAttribute('href') ?? '', inside: e.closest('ol.hits, details, main')?.localName,
           main: Boolean(e.closest('main')), seen: e === document.body || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) };
});

async function tabs_to(page, is_there, what, most = 60) {
  for (let i = 0; i < most; ++i) {
    await page.keyboard.press('Tab');
    const at = await focus(page);
    expect(at.seen, `${what}: the focus on ${JSON.stringify(at)} cannot be seen.`);
    if (is_there(at)) return at;
  }
  expect(false, `${what} is not reached with ${most} presses of the Tab key.`);
}

test('pages/the keyboard alone reaches search, first result and first value', async (world) => {
  await visit(world, '/', {}, async (page) => {
    await page.keyboard.press('Tab');
    expect_equal((await focus(page)).href, '#main', 'The first stop (the link that skips to the content)');
    await tabs_to(page, (at) => at.name === 'q', 'The search box', 30);
    await page.keyboard.type('Gəncə');
    await Promise.all([page.waitForURL(/q=/, { waitUntil: 'load' }), page.keyboard.press('Enter')]);
    await tabs_to(page, (at) => at.href.includes('/record/'), 'The first result');
    await Promise.all([page.waitForURL(/\/record\//, { waitUntil: 'load' }), page.keyboard.press('Enter')]);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter'); // skips to the content
    const opener = landed.memorial ? (at) => at.tag === 'summary' : (at) => at.main && at.href.includes('/log/');
    await tabs_to(page, opener, 'The first value');
    if (!landed.memorial) return;
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement.parentElement.open), 'The first value does not open with the Enter key.');
  });
});

// What comes over the wire for a first view, headers and fonts included, until nothing more is asked for.
for (const lang of ['en', 'az', 'hy', 'fa'])
  test(`pages/the first view of a memorial page is light (${lang})`, async (world) => {
    for (const record of ['village', 'city']) {
      const window = await open_window(world.browser, { origin: world.demo.origin, device: 'phone', lang });
      const session = await window.context.newCDPSession(window.page);
      const [urls, bytes] = [new Map(), { all: 0, script: 0 }];
      session.on('Network.responseReceived', ({ requestId, response }) => urls.set(requestId, response.url));
      session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
        bytes.all += encodedDataLength;
        if (/\.js$/.test(urls.get(requestId) ?? '')) bytes.script += encodedDataLength;
      });
      await session.send('Network.enable');
      await window.page.goto(`/record/${world.records[record]}`, { waitUntil: 'load' });
      await window.context.close();
      expect(bytes.all > 5000 && bytes.all < 60_000, `${record} takes ${bytes.all} bytes.`);
      expect(bytes.script < 25_000, `${record} takes ${bytes.script} bytes of JavaScript.`);
      console.log(`       ${lang} ${record}: ${bytes.all} bytes, ${bytes.script} of them JavaScript`);
    }
  });
