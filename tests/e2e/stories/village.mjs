// The elder, the grandchild, and what each of them came for.
import { expect, expect_equal, kLanguages, story, test } from '../harness.mjs';

const kOwn = { az: 'Dağdərə', hy: 'Ձորավան', fa: 'داغ‌دره', en: 'Daghdere' };

// A telephone at the edge of its net.
const kBadLine = { latency: 400, kilobits: 250 };
const kPatience = 8000;

story('an elder on a bad line reads the name in the own language soon', async (reader, world) => {
  const begun = Date.now();
  await reader.page.goto(`/record/${world.records.village}`, { waitUntil: 'commit' });
  await reader.page.getByRole('heading', { level: 1 }).waitFor();
  const title = await reader.title();
  expect(Date.now() - begun < kPatience, `The name was there only after ${Date.now() - begun} ms.`);
  expect(title.includes(kOwn[reader.lang]), `The title is ${title}.`);
  await reader.page.waitForLoadState('load');
  await reader.looks_around();
  await reader.reads_in(reader.lang);
}, { line: kBadLine });

story('an elder opens a value and learns who says so, from which source, and what others say', async (reader, world) => {
  await reader.opens(`/record/${world.records.village}`);
  const differing = reader.page.locator('.differ').first();
  const sizes = await differing.locator('li[id] .value').evaluateAll((all) => all.map((e) => [Math.round(e.parentElement.getBoundingClientRect().width / 8), getComputedStyle(e).fontSize, getComputedStyle(e).color].join()));
  expect(sizes.length >= 2 && new Set(sizes).size === 1, `Statements that differ have not equal weight: ${sizes}`);
  const position = Number((await differing.locator('li[id]').first().getAttribute('id')).slice(1));
  const { links, text, entry } = await reader.opens_source_of_value(position);
  expect(links.length >= 2, `The value does not name speaker and source: ${links}`);
  expect(text.includes('1988') || /۱۹۸۸/.test(text), `The value does not say when: ${text}`);
  expect(entry.startsWith(`/log/${position}`), `The value leads to ${entry}, not to its place in the log.`);
});

story('a grandchild finds the spring that grandmother spoke of, and who says what about it', async (reader, world) => {
  await reader.opens_memorial_page_of('Ձորավան');
  await reader.follows(reader.part('monuments').locator('a[href*="/record/"]').last());
  expect(/Soyuq bulaq|Cold spring|Սառն/.test(await reader.title()), `The last monument is ${await reader.title()}.`);
  await reader.opens_home();
  await reader.searches('soyuq bulaq');
  await reader.opens_first_result();
  const page = await reader.page.locator('main').innerText();
  for (const year of [['1936', '۱۹۳۶'], ['1912', '۱۹۱۲']]) expect(year.some((y) => page.includes(y)), `The year ${year[0]}, which somebody gives, is not there.`);
  const { links } = await reader.opens_source_of_value('main');
  expect(links.length >= 2, `The first value names no speaker and source: ${links}`);
});

story('the browser itself checks the proof of a value, and notices a changed word', async (reader, world) => {
  await reader.opens(`/record/${world.records.village}`);
  await reader.opens_source_of_value('told');
  const proof = await reader.checks_the_proof('told');
  expect(proof.holds && proof.steps === 4, `The proof of an untouched statement: ${proof.text}`);
  await reader.page.route('**/proof', async (route) => {
    const answer = await (await route.fetch()).json();
    answer.files['fields.jsonl'] = answer.files['fields.jsonl'].replace(/[aeiou]([^aeiou]*)$/, 'y$1');
    await route.fulfill({ json: answer });
  });
  const changed = await reader.checks_the_proof('told');
  expect(!changed.holds && changed.warned > 0, `A changed word was not noticed: ${changed.text}`);
});

story('the page is good on paper', async (reader, world) => {
  await reader.opens(`/record/${world.records.city}`);
  const { text, controls, pages } = await reader.prints();
  expect_equal(controls, 0, 'What is on paper and can only be pressed on a screen');
  expect(pages >= 2 && pages <= 30, `It takes ${pages} sheets.`);
  const disclaimer = await reader.page.locator('footer .disclaimer').innerText();
  for (const words of ['Gəncə', 'Գանձակ', disclaimer]) expect(text.includes(words), `“${words}” is not on paper.`);
  expect(text.includes("Who's On First"), 'On paper no value says who says so.');
});

story('a reader changes to each language and stays on the page', async (reader, world) => {
  await reader.opens(`/record/${world.records.village}`);
  expect_equal((await reader.languages()).sort(), ['az', 'en', 'fa', 'hy', 'ka', 'ru', 'tr'], 'The languages');
  const others = kLanguages.filter((lang) => lang !== reader.lang);
  for (const lang of reader.lang === 'en' && reader.device === 'wide' ? ['az', 'ka', 'ru', 'tr', 'fa', 'hy', 'en'] : others) {
    await reader.switches_language(lang);
    await reader.reads_in(lang);
    await reader.stands_on(world.records.village);
    if (kOwn[lang]) expect((await reader.title()).includes(kOwn[lang]), `In ${lang} the title is ${await reader.title()}.`);
  }
});

test('story/what was read is there when the network is off', (world) => world.with_reader({ device: 'phone', service_workers: 'allow' }, async (reader) => {
  await reader.opens(`/record/${world.records.village}`);
  const title = await reader.title();
  await reader.page.evaluate(async () => (await navigator.serviceWorker.ready) && new Promise((done) => setTimeout(done, 1500)));
  await reader.window.context.setOffline(true);
  reader.window.allowed = ['net::ERR_INTERNET_DISCONNECTED'];
  await reader.opens(`/record/${world.records.village}`);
  expect_equal(await reader.title(), title, 'The title without a network');
}));
