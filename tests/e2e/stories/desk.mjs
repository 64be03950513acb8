// The desk officer and the researcher: totals that agree, sources within three clicks, lines that can be quoted.
import { get_json } from '../archive.mjs';
import { expect, expect_equal, story } from '../harness.mjs';

// Digits of any script as a number.
const number_in = (text) => Number((text.match(/[\d٠-٩۰-۹]+/g) ?? ['NaN']).join('').replace(/[٠-٩]/g, (d) => d.charCodeAt(0) - 0x660).replace(/[۰-۹]/g, (d) => d.charCodeAt(0) - 0x6f0));

// domain 1.10, story 2.
story('a desk officer filters mosques and churches alike; totals equal the rows, and sources are three clicks away', async (reader, world) => {
  for (const kind of ['mosque', 'church']) {
    await reader.opens('/?type=monument&limit=100');
    const facet = reader.page.locator(`aside.facets a[href*="facet=heritage-type%3A${kind}"]`).first();
    const promised = number_in(await facet.locator('xpath=../*[@class="count"]').innerText());
    if (!(await facet.isVisible())) await facet.locator('xpath=ancestor::details/summary').first().click();
    await reader.follows(facet);
    const rows = await reader.results().count();
    expect_equal([rows, number_in(await reader.page.locator('.results h2').first().innerText())], [promised, promised], `Rows and total of ${kind}`);
    const { total } = await get_json(world.demo.origin, `/api/v1/records?type=monument&facet=heritage-type:${kind}`);
    const csv = await (await fetch(`${world.demo.origin}/api/v1/export/statements?type=monument&facet=heritage-type:${kind}`)).text();
    const exported = new Set(csv.split('\n').filter(Boolean).map((line) => JSON.parse(line)).filter((s) => s.property === 'type').map((s) => s.subject));
    expect_equal([total, exported.size], [rows, rows], `Total and export of ${kind}`);
  }
  await reader.opens_first_result(); // one
  await reader.opens_source_of_value('main'); // two
  await reader.follows(reader.opener('main').locator('dd a[href*="/record/"]').nth(1)); // three
  expect(await reader.page.locator('main h1').count(), 'The source has no page.');
});

story('somebody compares two places, each with as much room as the other', async (reader, world) => {
  await reader.opens(`/record/${world.records.village}`);
  await reader.compares_with('Gəncə');
  const heads = await reader.page.locator('.compare thead th').evaluateAll((all) => all.map((e) => [e.innerText.trim(), e.querySelector('a').getAttribute('href').split('?')[0], Math.round(e.getBoundingClientRect().width)]));
  expect_equal(heads.map(([, href]) => href), [`/record/${world.records.village}`, `/record/${world.records.city}`], 'The places compared');
  expect(Math.abs(heads[0][2] - heads[1][2]) <= heads[0][2] * 0.1, `They have ${heads[0][2]} and ${heads[1][2]} px.`);
});

story('a researcher copies a citation that names the state of the log', async (reader, world) => {
  await reader.opens(`/record/${world.records.village}`);
  const cite = await reader.part('cite').innerText();
  const [, size, root] = (await (await fetch(`${world.demo.origin}/checkpoint`)).text()).split('\n');
  expect(cite.includes(root) && cite.includes(size), `The citation lacks size or root of the checkpoint: ${cite}`);
  const address = cite.match(/\/record\/[^\s,،]+/)?.[0];
  expect(address, `The citation has no address: ${cite}`);
  const title = await reader.title();
  await reader.opens(address.replace(/[.,]$/, ''));
  expect_equal(await reader.title(), title, 'The title under the address cited');
});

story('a search is its address: sent to somebody else it is the same', async (reader, world) => {
  await reader.opens('/?type=place&during=1926&near=41.69,44.83,100');
  const [titles, address] = [await reader.results().allInnerTexts(), reader.where()];
  expect(titles.length >= 3, `Only ${titles.length} places near Tbilisi.`);
  await world.with_reader({ lang: reader.lang, device: 'wide' }, async (other) => {
    await other.opens(address);
    expect_equal(await other.results().allInnerTexts(), titles, 'What somebody else sees');
  });
});
