// Archives to look at, made by the real program in a folder of their own, and the real server on a port of its own.
import { execFile, spawn } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

// An archive with the lists of demo/order.txt, made as scripts/demo makes it.
export async function make_demo(stele, project, folder) {
  await start_anew(stele, folder, 'demo.stele.invalid/e2e');
  const order = await readFile(join(project, 'demo/order.txt'), 'utf8');
  for (const line of order.split('\n')) {
    const [file, mapping] = line.trim().split(/\s+/);
    if (!file || file.startsWith('#')) continue;
    await run(stele, ['import', folder, file, '--recorder', 'demo', ...(mapping ? ['--map', mapping] : [])], { cwd: project });
  }
  return folder;
}

// An archive that holds the given statements (docs/formats/statements.md) and nothing else.
export async function make_archive_of(stele, folder, statements) {
  await start_anew(stele, folder, 'hostile.stele.invalid/e2e');
  const list = `${folder}.jsonl`;
  await writeFile(list, statements.map((s) => JSON.stringify(s) + '\n').join(''));
  const report = `${folder}.report.jsonl`;
  await run(stele, ['import', folder, list, '--format', 'statements', '--recorder', 'e2e', '--report', report]);
  const findings = (await readFile(report, 'utf8')).split('\n').filter(Boolean).map((line) => JSON.parse(line));
  return { folder, findings };
}

async function start_anew(stele, folder, origin) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, '..'), { recursive: true });
  await run(stele, ['init', folder, '--origin', origin]);
}

// Serves the archive on a free port; `origin` is its address, `end` stops it and says how it ended.
export async function serve(stele, folder) {
  const child = spawn(stele, ['serve', folder, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((done) => child.once('exit', (code, signal) => done({ code, signal })));
  const said = { text: '' };
  child.stderr.on('data', (bytes) => (said.text += bytes));
  const origin = await new Promise((done, failed) => {
    let words = '';
    child.stdout.on('data', (bytes) => {
      words += bytes;
      const address = /http:\/\/\S+/.exec(words);
      if (address) done(address[0]);
    });
    ended.then(({ code }) => failed(new Error(`The server ended with ${code} before it served: ${said.text}`)));
  });
  return {
    origin,
    end: async () => {
      child.kill('SIGTERM');
      return { ...(await ended), stderr: said.text };
    },
  };
}

export async function get_json(origin, path) {
  const answer = await fetch(origin + path);
  if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}.`);
  return answer.json();
}
