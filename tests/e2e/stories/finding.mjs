// domain 2.9, story 1: a historian types a name in whatever letters the paper has, and finds the same place.
import { expect, story } from '../harness.mjs';

const kSpellings = ['Gəncə', 'Gəndʒə', 'Ganja', 'Гянджа', 'Елисаветполь', 'Գանձակ', 'გენჯე', 'گنجه'];

story('a historian finds the same city from any letters', async (reader, world) => {
  for (const words of kSpellings.slice(0, 1)) {
    await reader.opens_memorial_page_of(words);
    expect(reader.where().includes(world.records.city), `“${words}” led to ${reader.where()}.`);
  }
});
