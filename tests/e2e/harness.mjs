// Names tests, plays them a few at a time and says how each ended. A test is a function of the world (run.mjs makes it).
export const tests = [];

export function test(name, body) {
  if (tests.some((t) => t.name === name)) throw new Error(`Two tests are called “${name}”.`);
  tests.push({ name, body });
}

export const kLanguages = ['en', 'az', 'hy', 'fa'];
export const kDevices = {
  wide: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true },
};

// A story is played by every kind of reader: in each language, on a wide screen and on a phone.
export function story(name, play, options = {}) {
  for (const lang of kLanguages)
    for (const device of Object.keys(kDevices))
      test(`story/${name} (${lang}, ${device})`, (world) => world.with_reader({ lang, device, ...options }, (reader) => play(reader, world)));
}

export class Failed extends Error {}

// One expectation that does not hold ends the test with a sentence.
export function expect(holds, sentence) {
  if (!holds) throw new Failed(sentence);
}

export function expect_equal(actual, wanted, what) {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(wanted)];
  expect(a === b, `${what} should be ${b}, but is ${a}.`);
}

// Plays all tests whose name contains `only`, `lanes` at a time; returns the number of failures.
export async function play(world, { only = '', lanes = 2 } = {}) {
  const wanted = tests.filter((t) => t.name.includes(only));
  if (wanted.length === 0) throw new Error(`No test has “${only}” in its name.`);
  const failures = [];
  let next = 0;
  const lane = async () => {
    while (next < wanted.length) {
      const { name, body } = wanted[next++];
      const begun = Date.now();
      const error = await body(world).then(() => null, (e) => e);
      const seconds = ((Date.now() - begun) / 1000).toFixed(1);
      console.log(`${error ? 'FAILED' : 'ok    '} ${name} (${seconds} s)`);
      if (error) failures.push({ name, error }), console.log(indented(error instanceof Failed ? error.message : error.stack));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  console.log(`${wanted.length - failures.length} of ${wanted.length} passed.`);
  for (const { name } of failures) console.log(`  failed: ${name}`);
  return failures.length;
}

const indented = (text) => text.split('\n').map((line) => `       ${line}`).join('\n');
