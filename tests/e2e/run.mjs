// Plays everything: makes the archives, serves them, opens a browser, runs the tests.
//   node run.mjs STELE PROJECT WORK [PART OF A TEST'S NAME]
// STELE_E2E_LANES=N plays N tests at a time.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { get_json, make_archive_of, make_demo, serve } from './archive.mjs';
import { launch } from './browser.mjs';
import { Reader } from './driver.mjs';
import { play } from './harness.mjs';
import { hostile_statements, refused_statements } from './hostile.mjs';
import './checks.mjs';
import './hostile_checks.mjs';
import './stories/all.mjs';

const [stele, project, work, only] = process.argv.slice(2);
if (!work) throw new Error('Usage: node run.mjs STELE PROJECT WORK [PART OF A TEST\'S NAME]');
await mkdir(work, { recursive: true });

// Records of the demo archive by a short name: found by what they are, since ids are made anew by nobody but the lists.
async function find_records(origin) {
  const first = async (query) => {
    const { records } = await get_json(origin, `/api/v1/records?${new URLSearchParams({ ...query, limit: 1 })}`);
    if (records.length !== 1) throw new Error(`The demo archive has nothing for ${JSON.stringify(query)}.`);
    return records[0].id;
  };
  const out = { city: await first({ q: 'Gəncə', type: 'place' }), village: await first({ q: 'Daghdere', type: 'place' }) };
  for (const type of ['monument', 'event', 'source', 'collection', 'renaming', 'group']) out[type] = await first({ type });
  out.unit = await first({ type: 'administrative-unit' });
  return out;
}

const [demo_folder, hostile_archive] = await Promise.all([
  make_demo(stele, project, join(work, 'demo')),
  make_archive_of(stele, join(work, 'hostile'), [...hostile_statements(), ...refused_statements()]),
]);
const [demo, hostile, browser] = await Promise.all([serve(stele, demo_folder), serve(stele, hostile_archive.folder), launch()]);

const world = {
  browser, demo, hostile, work, project,
  findings: hostile_archive.findings,
  records: await find_records(demo.origin),
  with_reader: async (options, play_story) => {
    const reader = await Reader.arrives(browser, { origin: demo.origin, ...options });
    try {
      await play_story(reader);
    } finally {
      await reader.leaves();
    }
  },
};

let failures = 1;
try {
  failures = await play(world, { only, lanes: Number(process.env.STELE_E2E_LANES ?? 2) });
} finally {
  await browser.close();
  for (const server of [demo, hostile]) {
    const { code, stderr } = await server.end();
    const strange = stderr.split('\n').filter((line) => line && !line.startsWith('Every answer is given'));
    if (code !== 0 || strange.length > 0) console.log(`The server ended with ${code} and said: ${stderr}`), (failures += 1);
  }
}
process.exitCode = failures === 0 ? 0 : 1;
