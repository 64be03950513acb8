// domain 2.9: a historian's spellings, and what a place was called when, and according to whom.
import { expect, expect_equal, story } from '../harness.mjs';
import { landed } from '../landed.mjs';

// Latin letters of the 1930s with gha, Russian before 1918, Armenian, Arabic: [words, whose page].
const kSpellings = [['Daƣdərə', 'village'], ['Елисаветполь', 'city'], ['Ձորավան', 'village'], ['گنجه', 'city']];

story('a historian types a name in the letters of the paper and gets the place first', async (reader, world) => {
  await reader.opens_home();
  for (const [words, place] of kSpellings) {
    await reader.searches(words);
    const { href, text } = await reader.first_result();
    expect(href.includes(world.records[place]), `“${words}” has ${href} first (${text}).`);
    if (landed.matched_name_shown && words !== 'Daƣdərə') expect(text.includes(words), `The result does not show the name that matched “${words}”: ${text}`);
  }
  await reader.opens_first_result();
  await reader.stands_on(world.records.city);
  const names = await reader.names();
  for (const name of ['Gəncə', 'Գանձակ', 'گنجه', 'Елисаветполь']) expect(names.includes(name), `${name} is not among the names of the page.`);
});

story('anybody asks what it was called on a day, in which district, according to whom', async (reader) => {
  await reader.opens_memorial_page_of('Gəncə');
  const { sentence, rows } = await reader.asks_what_it_was_called_on('1926-01-01');
  expect(sentence.includes('Ganja') && sentence.includes('Encyclopædia Britannica'), `The sentence says neither name nor by whom: ${sentence}`);
  expect(/Elizavetpol|Azərbaycan|Azerbaijan/.test(sentence), `The sentence names no district: ${sentence}`);
  expect(rows.length >= 4 && rows.some((row) => row.includes('Ganja') && row.includes('Britannica')), `The table lacks the name: ${rows}`);
  expect(reader.where().includes('at=1926-01-01'), 'The question does not stand in the address.');
  const { text } = await reader.prints();
  expect(text.includes(sentence.slice(0, 40)), 'The answer is not on paper.');
});

// Story 3: either side of a border reads its own title and sees the other's.
story('a reader chooses whose names, sees that he chose, and still sees the others', async (reader, world) => {
  await reader.opens(`/record/${world.records.village}`);
  const titles = {};
  for (const [side, whose] of [['ridge', 'Voices of the ridge (invented)'], ['valley', 'Voices of the valley (invented)']]) {
    await reader.chooses_names_as_used_by(whose);
    titles[side] = await reader.title();
    expect(new URL(reader.page.url()).searchParams.get('by') === whose, 'The choice does not stand in the address.');
    expect_equal(await reader.page.locator('select[name=by]').inputValue(), whose, 'The choice that is shown');
    const names = await reader.names();
    for (const name of ['Dağdərə', 'Ձորավան']) expect(names.includes(name), `${name} is gone when ${whose} is chosen.`);
  }
  expect(titles.ridge !== titles.valley && /Ձորավան|Dzoravan|ძორავანი|Дзораван/.test(titles.ridge), `The titles are ${JSON.stringify(titles)}.`);
});

story('a date changes the title, and the page says which date', async (reader, world) => {
  await reader.opens(`/record/${world.records.city}?at=1960`);
  expect(/Kirovabad|Կիրովաբադ|Кировабад|კიროვაბადი|کیروف/i.test(await reader.title()), `In 1960 the title is ${await reader.title()}.`);
  expect_equal(await reader.page.locator('details.choose input[name=at]').inputValue(), '1960', 'The date that is shown');
  await reader.switches_language(reader.lang === 'en' ? 'fa' : 'en');
  expect(reader.where().includes('at=1960'), 'Changing the language loses the date.');
});
