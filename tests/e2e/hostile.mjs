// What a careless or a malicious list may hold, as statements. None of it may execute, break a page or stretch it.
// Each record is about one kind of trouble, and `hostile` names it.

// Record ids are 26 letters of Crockford's base 32.
const id = (number) => `h${String(number).padStart(24, '0')}0`;

export const hostile = {
  markup: id(1),
  control: id(2),
  bidi: id(3),
  flood: id(4),
  urls: id(5),
  nowhere: id(6),
  rivals: id(7),
  polygon: id(8),
  many_names: id(9),
  periods: id(10),
  markup_source: id(11),
  markup_unit: id(12),
  nameless: id(13),
  monument: id(14),
};

// Each would leave a mark on `window.hacked` if it ever ran.
export const markup = [
  `<script>window.hacked='script'</script>`,
  `<img src=x onerror="window.hacked='img'">`,
  `"><svg onload=window.hacked='svg'>`,
  `' onmouseover='window.hacked=1' autofocus onfocus='window.hacked=2`,
  `</title></style></textarea></noscript><iframe srcdoc="<script>parent.hacked=1</script>">`,
  `&lt;b&gt;&amp;amp;&#60;script&#62;`,
  `{{constructor.constructor('window.hacked=3')()}} \${window.hacked=4} <%= 5 %> --><!-- ]]>`,
  `javascript:window.hacked=6`,
];

const kControls = ['tab\tinside', 'line\nbreak', 'paragraph\u2029separator', 'picture of null \u2400', 'zero\u200bwidth\ufeff\u2060'];

const kMixed = [
  { text: 'سارالی\u200F (12) \u200Esarı', lang: 'az-Arab' },
  { text: 'دره کوه (Daghdere) 12/3', lang: 'fa' },
  { text: 'Daghdere דרה ("دره") 1988-11', lang: 'en' },
];

// Signs that turn the direction of writing: refused in names, taken in texts.
const kTurning = ['abc \u202Egnp.exe', '\u2066\u2067\u2068 three isolates, none closed', '\u2069\u202C\u202C closes what it did not open'];

// The gate takes names of 500 bytes and texts without such a limit; what is longer, it refuses.
const kFlood = 10_000;
const kLongestName = 500;

const kUrls = [
  'https://example.org/"><script>window.hacked=7</script>',
  'https://example.org/?a=1&b=<x>&lt;#%00%0d%0aSet-Cookie:x',
  'http://user:pass@example.org:99999/',
  'https://xn--80ak6aa92e.com/\u202Etxt.exe',
  `https://example.org/${'a'.repeat(1900)}`,
];

// Nine sources put the place at nine positions, no two alike.
const rival_positions = () =>
  Array.from({ length: 9 }, (_, i) => ({
    wkt: `POINT (${(45.1 + i * 0.031).toFixed(4)} ${(39.9 + (i % 3) * 0.027).toFixed(4)})`,
    role: 'centre-point',
    'accuracy-m': String(10 ** (i % 5)),
  }));

const ring = () => {
  const points = Array.from({ length: 200 }, (_, i) => {
    const turn = (2 * Math.PI * i) / 200;
    return `${(45.5 + 0.1 * Math.cos(turn)).toFixed(6)} ${(40.2 + 0.07 * Math.sin(3 * turn)).toFixed(6)}`;
  });
  return `POLYGON ((${[...points, points[0]].join(', ')}))`;
};

// Letters of the scripts that names here are written in.
const kScripts = [
  ['az-Latn', 'Ağbulaq'], ['az-Cyrl', 'Ағбулаг'], ['az-Arab', 'آغ‌بولاق'], ['hy', 'Սպիտակաջուր'], ['ka', 'თეთრწყარო'],
  ['ru', 'Белый Ключ'], ['fa', 'چشمه سفید'], ['tr', 'Akpınar'], ['en', 'White Spring'], ['de', 'Weißenbrunn'],
];

// What the gate must refuse: with a sentence each, and without taking the rest of the list along.
export function refused_statements() {
  const name = (text) => ({ subject: hostile.nameless, property: 'name', value: { text, lang: 'und' } });
  const link = (url) => ({ subject: hostile.nameless, property: 'link', value: { url, label: 'refused' } });
  return [
    name('bell\u0007'), name('escape\u001b[31mred'), name('c1\u009bmore'), ...kTurning.map(name), name('M'.repeat(kFlood)),
    link('javascript:window.hacked=8'), link('data:text/html,<script>window.hacked=9</script>'), link(' \tjavascript:window.hacked=10'),
    link('//example.org/without-scheme'),
  ];
}

// What it takes.
export function hostile_statements() {
  const out = [];
  const say = (subject, property, value, more = {}) => out.push({ subject, property, value, ...more });
  const record = (subject, type, name, lang = 'und') => {
    say(subject, 'type', type);
    if (name !== undefined) say(subject, 'name', { text: name, lang });
  };

  record(hostile.markup_source, 'source', `A <b>source</b> "of" 'lists' & <script>window.hacked='source'</script>`);
  record(hostile.markup_unit, 'administrative-unit', `<marquee>Second</marquee> District`);

  record(hostile.markup, 'place', markup[0]);
  for (const text of markup.slice(1))
    say(hostile.markup, 'name', { text, lang: 'und', 'status-by': text }, { locator: text, original: text, words: text, holds: '1905' });
  for (const text of markup) say(hostile.markup, 'description', { text, lang: 'en' }, { source: hostile.markup_source, locator: text });
  say(hostile.markup, 'recorded-value', { key: markup[1], text: markup[2] });
  say(hostile.markup, 'identifier', { scheme: markup[3], id: markup[4] });
  say(hostile.markup, 'part-of', { unit: hostile.markup_unit, 'unit-name': markup[2], holder: markup[1] }, { source: hostile.markup_source });
  say(hostile.markup, 'position', { unknown: markup[1] });

  record(hostile.control, 'place', `Control ${kControls[0]}`);
  for (const text of kControls) say(hostile.control, 'name', { text, lang: 'und' }, { locator: text });
  for (const text of kControls) say(hostile.control, 'description', { text: `${text}\r\n\r\n\n\n${text}`, lang: 'en' });

  record(hostile.bidi, 'place', kMixed[0].text, kMixed[0].lang);
  for (const name of kMixed.slice(1)) say(hostile.bidi, 'name', name, { locator: name.text, original: name.text });
  for (const text of kTurning) say(hostile.bidi, 'description', { text, lang: 'en' }, { locator: text, original: text });

  record(hostile.flood, 'place', 'M'.repeat(kLongestName), 'en');
  say(hostile.flood, 'name', { text: 'Կ'.repeat(kLongestName / 2), lang: 'hy' });
  say(hostile.flood, 'name', { text: 'درهکوه'.repeat(kLongestName / 12), lang: 'fa', 'status-by': 'B'.repeat(kFlood) });
  say(hostile.flood, 'name', { text: `Z${'\u0301'.repeat(240)}algo`, lang: 'und' });
  say(hostile.flood, 'description', { text: 'D'.repeat(kFlood), lang: 'en' }, { locator: 'L'.repeat(kLongestName), original: 'O'.repeat(kFlood) });
  say(hostile.flood, 'description', { text: 'word '.repeat(kFlood / 5).trim(), lang: 'en' });
  say(hostile.flood, 'recorded-value', { key: 'K'.repeat(200), text: 'V'.repeat(kFlood) });

  record(hostile.urls, 'place', 'Hostile addresses', 'en');
  for (const url of kUrls) say(hostile.urls, 'link', { url, label: url.slice(0, 60) });

  record(hostile.nowhere, 'place', 'Without a position', 'en');
  say(hostile.nowhere, 'position', { unknown: 'nobody alive can show it' });
  say(hostile.nowhere, 'position-in-words', { text: 'Half a day above the mill, left of the stream.', lang: 'en' });

  record(hostile.rivals, 'place', 'Nine rival positions', 'en');
  rival_positions().forEach((position, i) => say(hostile.rivals, 'position', position, { locator: `sheet ${i + 1}`, certainty: 'low' }));

  record(hostile.polygon, 'place', 'Only an outline', 'en');
  say(hostile.polygon, 'position', { wkt: ring(), role: 'perimeter' });

  record(hostile.many_names, 'place', 'Three hundred names', 'en');
  for (let i = 1; i < 300; ++i) {
    const [lang, text] = kScripts[i % kScripts.length];
    say(hostile.many_names, 'name', { text: `${text} ${i}`, lang, status: i % 2 ? 'official-former' : 'local-usage', 'status-by': `list ${i % 17}` },
        { holds: `${1500 + i}/${1501 + i + (i % 40)}`, locator: `p. ${i}` });
  }

  record(hostile.periods, 'place', 'Long and short periods', 'en');
  say(hostile.periods, 'name', { text: 'Name of one day', lang: 'en' }, { holds: '1988-11-14' });
  say(hostile.periods, 'name', { text: 'Name of three thousand years', lang: 'en' }, { holds: '-1000/2000' });
  say(hostile.periods, 'name', { text: 'Name since ever', lang: 'en' }, { holds: '../1920' });
  say(hostile.periods, 'name', { text: 'Name that has not ended', lang: 'en' }, { holds: '1921/..' });
  say(hostile.periods, 'existence-state', 'inhabited', { holds: '-1000/1988-11-14' });
  say(hostile.periods, 'existence-state', 'destroyed', { holds: '1988-11-14' });

  // Nothing but a type: not even a name.
  record(hostile.nameless, 'place', undefined);

  record(hostile.monument, 'monument', markup[2]);
  say(hostile.monument, 'part-of', { unit: hostile.markup });
  return out;
}
