// Hostile data: nothing executes, no page breaks, nothing is wider than the screen.
import { accessible, only_policy } from './checks.mjs';
import { expect, expect_equal, kDevices, test } from './harness.mjs';
import { hostile, markup, refused_statements } from './hostile.mjs';
import { landed } from './landed.mjs';
import { no_faults, open_window, overflow } from './browser.mjs';

test('hostile/the gate refuses what must not get in, each with a sentence, and takes the rest', async (world) => {
  const errors = world.findings.filter((f) => f.severity === 'error');
  expect_equal(errors.map((f) => f.rule).sort(), ['address', 'address', 'address', 'address', 'invisible', 'invisible', 'invisible', 'invisible',
                                                  'invisible', 'invisible', 'length'], 'What was refused');
  expect_equal(errors.length, refused_statements().length, 'How many were refused');
});

async function look(world, path, options, check = async () => {}) {
  const window = await open_window(world.browser, { origin: world.hostile.origin, ...options });
  try {
    const response = await window.page.goto(path);
    const what = `${path} (${options.device ?? 'wide'})`;
    expect(response.status() === 200, `${what} was answered with ${response.status()}.`);
    expect_equal(await window.page.evaluate(() => window.hacked ?? null), null, `${what}: what a name did`);
    const wide = await overflow(window.page);
    expect(!wide, `${what} is ${wide}`);
    await check(window.page, what);
    no_faults(window, what);
  } finally {
    await window.context.close();
  }
}

// Every address a page leads to is http or https, or a part of the same archive.
async function leads_nowhere_odd(page, what) {
  const odd = await page.evaluate(() => [...document.querySelectorAll('[href], [src], [action], [formaction]')]
    .flatMap((e) => ['href', 'src', 'action', 'formaction'].map((a) => e.getAttribute(a)).filter(Boolean))
    .filter((url) => !/^(https?:|\/(?!\/)|#|\?)/.test(url)));
  expect_equal(odd, [], `${what}: addresses that are none`);
}

// A sign that turns the direction of writing must not turn what stands beside the text that holds it.
async function turns_nothing_else(page, what) {
  const loose = await page.evaluate(() => {
    const out = [], walk = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    for (let node; (node = walk.nextNode()); )
      if (/[\u202A-\u202E\u2066-\u2069]/.test(node.data) && !/isolate|plaintext/.test(getComputedStyle(node.parentElement).unicodeBidi))
        out.push(node.parentElement.outerHTML.slice(0, 120));
    return out;
  });
  expect_equal(loose, [], `${what}: texts that can turn their neighbours`);
}

for (const [name, id] of Object.entries(hostile))
  for (const device of Object.keys(kDevices))
    test(`hostile/${name} (${device})`, (world) =>
      look(world, `/record/${id}`, { device }, async (page, what) => {
        await leads_nowhere_odd(page, what);
        if (landed.links_isolated || name !== 'urls') await turns_nothing_else(page, what);
        await page.locator('details').evaluateAll((all) => all.forEach((d) => (d.open = true)));
        const wide = await overflow(page);
        expect(!wide, `${what}, everything open, is ${wide}`);
        if (device === 'wide') await accessible(page, what);
        await page.screenshot({ path: `${world.work}/hostile-${name}-${device}.png` });
      }));

test('hostile/lists, searches and the log', async (world) => {
  const paths = ['/', '/?q=hacked', '/log?first=0', `/record/${hostile.markup_unit}/naming?property=part-of`,
                 ...markup.map((text) => `/?${new URLSearchParams({ q: text })}`)];
  for (const path of paths)
    for (const device of Object.keys(kDevices)) await look(world, path, { device }, leads_nowhere_odd);
});

test('hostile/addresses that a stranger made up', async (world) => {
  const window = await open_window(world.browser, { origin: world.hostile.origin });
  window.allowed = ['the server responded with a status of 4'];
  for (const text of markup)
    for (const path of [`/record/${encodeURIComponent(text)}`, `/types/${encodeURIComponent(text)}`, `/?lang=${encodeURIComponent(text)}`,
                        `/?facet=${encodeURIComponent(text)}`, `/?near=${encodeURIComponent(text)}`, `/record/${hostile.markup}?at=${encodeURIComponent(text)}`]) {
      const response = await window.page.goto(path);
      expect_equal(await window.page.evaluate(() => window.hacked ?? null), null, `${path}: what the address did`);
      if (response.status() >= 400) only_policy(window);
      no_faults(window, path);
    }
  await window.context.close();
});
