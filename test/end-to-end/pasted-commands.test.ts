import { spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { packageFile } from '../../src/base/package-file.js';
import { makeDemoDeposition, smallDemoPlan } from '../support/demo-deposition.js';
import { longOf } from '../support/long.js';
import { runInProcess } from '../support/run-in-process.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const test = suite('commands of README and docs, as they are pasted');
const long = longOf(test);

const { directory, remove } = temporaryDirectory();
const elsewhere = process.cwd();
test.after(() => {
  process.chdir(elsewhere);
  remove();
});

/** A fenced block of a page. */
interface Block {
  readonly page: string;
  /** 1-based. */
  readonly line: number;
  /** What stands behind the fence: `sh`, `sh no-test`, `json`, `yaml FILE` for a file that readers save … */
  readonly info: string;
  readonly lines: readonly string[];
}

const root = fileURLToPath(packageFile('.'));
/** Of the pages of rules, which are all made alike, one of each kind. */
const isRun = (name: string) =>
  name.endsWith('.md') &&
  (!name.startsWith('rules/') || /(?:config-form|fixity|source-angles|voxels)\.md$/.test(name));
const pages = [
  'README.md',
  ...(await readdir(join(root, 'docs'), { recursive: true }))
    .map((name) => name.replaceAll(sep, '/'))
    .filter(isRun)
    .sort()
    .map((name) => `docs/${name}`),
];
const blocks = (await Promise.all(pages.map(blocksOf))).flat();

async function blocksOf(page: string): Promise<Block[]> {
  const found: { page: string; line: number; info: string; lines: string[] }[] = [];
  let isOpen = false;
  for (const [index, text] of (await readFile(join(root, page), 'utf8')).split('\n').entries()) {
    const fence = /^\s*```(.*)$/.exec(text);
    if (fence === null) {
      if (isOpen) found.at(-1)?.lines.push(text);
    } else if (isOpen) isOpen = false;
    else {
      isOpen = true;
      found.push({ page, line: index + 1, info: (fence[1] ?? '').trim(), lines: [] });
    }
  }
  return found;
}

const main = fileURLToPath(new URL('../../bin/main.js', import.meta.url));

/** `cryoet` on the PATH; a server is stopped as soon as it says its address. */
const program = `#!/usr/bin/env bash
if [ "$1" = view ]; then
  said=$(mktemp)
  trap 'rm -f "$said"' EXIT
  "${process.execPath}" "${main}" "$@" --no-open > "$said" &
  while kill -0 $! 2> /dev/null && ! grep -q 'http://' "$said"; do sleep 0.05; done
  kill $! 2> /dev/null && wait $!
  cat "$said"
  # What says its address was running.
  grep -q 'http://' "$said"
  exit
fi
exec "${process.execPath}" "${main}" "$@"
`;

test.before(async () => {
  // One run, with as little in it as pages speak of.
  const runs = smallDemoPlan.runs.slice(0, 1).map((run) => ({
    ...run,
    tilts: run.tilts.slice(1, 4),
    frames: { ...run.frames, count: 1, size: 8 },
    vesicles: 1,
    ribosomes: 2,
  }));
  await makeDemoDeposition(join(directory, 'demo'), { ...smallDemoPlan, runs });
  await cp(join(root, 'dataset_config'), join(directory, 'dataset_config'), { recursive: true });
  await mkdir(join(directory, 'bin'));
  await writeFile(join(directory, 'bin/cryoet'), program);
  await chmod(join(directory, 'bin/cryoet'), 0o755);
  process.chdir(directory);
  await paste('cryoet ingest dataset_config/demo.yaml demo/source demo/out --quiet');
});

/**
 * Arguments of a line that bash would only split at blanks; null where it does more, and for a server, which is to be
 * interrupted. Such lines need no program of their own to show that they are right.
 */
function plainArguments(line: string): string[] | null {
  const [name, ...args] = line
    .replace(/\s#.*$/, '')
    .trim()
    .split(/\s+/);
  return name === 'cryoet' && args[0] !== 'view' && args.every((arg) => /^[\w./:=,+@%-]+$/.test(arg))
    ? args
    : null;
}

/** Runs a line as bash would. Fails where it does; returns what it printed. */
async function paste(line: string): Promise<string> {
  const args = plainArguments(line);
  if (args === null) return pasteInShell(line);
  const { status, stdout, stderr } = await runInProcess(args);
  assert.is(status, 0, `${line}\n${stdout}${stderr}`);
  return stdout;
}

function pasteInShell(line: string): string {
  const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-eo', 'pipefail', '-c', line], {
    cwd: directory,
    encoding: 'utf8',
    env: { ...process.env, PATH: [join(directory, 'bin'), process.env.PATH].join(delimiter) },
  });
  assert.is(status, 0, `${line}\n${stdout}${stderr}`);
  return stdout;
}

/** What a page says that a line of it prints, in the order of the page; `|| true` hides the exit status. */
const promises: readonly { page: string; line: string; prints: RegExp }[] = [
  {
    page: 'docs/tutorials/re-ingest.md',
    line: 'cryoet diff demo/before demo/out || true',
    prints: /^different: 2 metadata changes from demo\/before to demo\/out$/m,
  },
  // After the field of an identity.
  {
    page: 'docs/tutorials/re-ingest.md',
    line: 'cryoet diff demo/before demo/out || true',
    prints: /^different: 3 metadata changes from demo\/before to demo\/out$/m,
  },
  {
    page: 'docs/tutorials/cluster.md',
    line: 'cryoet validate demo/in-parts',
    prints: /^valid: 0 errors, 0 warnings$/m,
  },
  {
    page: 'docs/tutorials/other-programs.md',
    line: 'cryoet inspect demo/relion/particles.star',
    prints: /rlnCenteredCoordinateXAngst/,
  },
  {
    page: 'docs/tutorials/other-programs.md',
    line: 'cryoet validate demo/published',
    prints: /^valid: 0 errors, 0 warnings$/m,
  },
];
const pending = [...promises];

long('the program of the tutorial runs', async () => {
  const code = blocks
    .filter(({ page, info }) => page === 'docs/tutorials/library.md' && info === 'js')
    .map(({ lines }, index) => [`library-${index}.mjs`, lines.join('\n')] as const);
  assert.is(code.length, 3);
  await mkdir(join(directory, 'node_modules'));
  await symlink(root, join(directory, 'node_modules/cryoet-ingest'));
  const printed: string[] = [];
  for (const [name, text] of code) {
    await writeFile(join(directory, name), text);
    printed.push(
      spawnSync(process.execPath, [name], { cwd: directory, encoding: 'utf8' }).stdout.split('\n')[0] ?? '',
    );
  }
  assert.match(printed[0] ?? '', /^valid: 0 errors/);
  assert.match(printed[1] ?? '', /^\d+ × \d+ × \d+ voxels of 13\.48\d* Å$/);
  assert.is(printed[2], '10901/TS_001/run_metadata.json');
});

test('every block says what it is', () => {
  for (const { page, line, info } of blocks) assert.ok(info !== '', `${page}:${line}`);
});

test('commands are in blocks that are pasted, unless those say why not', () => {
  const isCommand = (line: string) => /^(?:\$ )?(?:cryoet|npm|npx|node|bash|docker|apptainer) /.test(line);
  for (const { page, line, info, lines } of blocks) {
    // A synopsis shows arguments in capitals.
    if (
      /^sh\b/.test(info) ||
      lines.every((text) => !isCommand(text) || /\b(?:TREE|CONFIG|FILE|A B)\b|--list-rules/.test(text))
    )
      continue;
    assert.unreachable(`${page}:${line} holds commands and is marked ${info}`);
  }
});

test('there are some', () => {
  assert.ok(blocks.filter(({ info }) => info === 'sh').length > 5);
});

for (const { page, line, info, lines } of blocks.filter(({ info }) => /^(?:sh|yaml \S+)$/.test(info))) {
  const add = page === 'README.md' ? test : long;
  add(`${page}, line ${line}`, async () => {
    if (info !== 'sh') return writeFile(join(directory, info.slice('yaml '.length)), lines.join('\n'));
    for (const command of lines.filter((text) => text.trim() !== '')) {
      const printed = await paste(command);
      const at = pending.findIndex((each) => each.page === page && each.line === command);
      const [promise] = at < 0 ? [] : pending.splice(at, 1);
      if (promise !== undefined) assert.match(printed, promise.prints);
    }
  });
}

long('what pages promise was printed', () => {
  assert.equal(pending, []);
});

test('.gitignore names all that pages write, and the checkout has none of it', async () => {
  const git = (cwd: string, ...args: string[]) =>
    spawnSync('git', args, { cwd, encoding: 'utf8' }).stdout.trim();
  await cp(join(root, '.gitignore'), join(directory, '.gitignore'));
  git(directory, 'init', '--quiet');
  assert.equal(
    git(directory, 'status', '--porcelain', '--untracked-files=all')
      .split('\n')
      .map((line) => line.slice(line.indexOf(' ') + 1))
      .filter((name) => !/^(?:\.gitignore|bin\/|dataset_config\/|library-)/.test(name)),
    [],
  );
  assert.is(git(root, 'ls-files', '--cached', '--ignored', '--exclude-standard'), '');
});

test.run();
