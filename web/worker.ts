// The worker of the page: it holds the trees and does all work, so that the page stays quick.

import { StorageError } from '../src/base/errors.js';
import { describeError } from '../src/base/messages.js';
import { formatLooked, formatVerdict } from '../src/report/validation/render-pretty.js';
import { renderReport } from '../src/report/validation/render-report.js';
import type { Selection } from '../src/tree/selection.js';
import { levelOf, listDatasets, listRuns } from '../src/tree/units.js';
import { noSettings } from '../src/validate/finding.js';
import { type Depth, readThumbnails, type ValidationReport } from '../src/validate/report.js';
import { rules } from '../src/validate/rules/rules.js';
import { validate } from '../src/validate/validate.js';
import { createKernelScanner } from '../src/validate/voxels/voxel-scanner.js';
import { filesOf, openFolder, type PageTree } from './folder-storage.js';
import type {
  Answers,
  CheckedFacts,
  FromWorker,
  OpenedFacts,
  Origin,
  PickedFile,
  Progress,
  Questions,
  Side,
  ToWorker,
} from './messages.js';

/** Runs that are checked at once: while one waits for a file, another is checked. */
const runsAtOnce = 4;

interface OpenedTree extends PageTree {
  readonly scope: Selection;
  readonly facts: OpenedFacts;
}

interface Task {
  readonly signal: AbortSignal;
  progress(progress: Progress): void;
}

const added: Record<Side, PickedFile[]> = { a: [], b: [] };
const trees: Partial<Record<Side, OpenedTree>> = {};
let report: ValidationReport | null = null;
let controller = new AbortController();

type Handlers = {
  readonly [Name in keyof Questions]: (question: Questions[Name], task: Task) => Promise<Answers[Name]>;
};

const handlers: Handlers = {
  async add({ side, files }) {
    added[side].push(...files);
    return null;
  },
  async open({ side, name, origin }) {
    const opened = await openTree(name, origin, added[side].splice(0));
    trees[side] = opened;
    if (side === 'a') report = null;
    return opened.facts;
  },
  check: ({ depth }, task) => check(treeOf('a'), depth, task),
  async report({ format }) {
    if (report === null) throw new Error('there is no report yet');
    const extras = { rules, thumbnails: await readThumbnails(treeOf('a'), report) };
    return renderReport(report, format, extras);
  },
};

function treeOf(side: Side): OpenedTree {
  const tree = trees[side];
  if (tree === undefined) throw new Error('open a tree first');
  return tree;
}

/**
 * Opens a tree, or one dataset of it. Fails with a StorageError if there is neither: paths in metadata start at the root
 * of the tree, and a folder does not say what is above it.
 */
async function openTree(name: string, origin: Origin, files: readonly PickedFile[]): Promise<OpenedTree> {
  const picked = origin.kind === 'directory' ? await filesOf(origin.handle) : files;
  const tops = new Map<string, 'file' | 'directory'>();
  for (const { path } of picked) {
    const slash = path.indexOf('/');
    tops.set(slash < 0 ? path : path.slice(0, slash), slash < 0 ? 'file' : 'directory');
  }
  const level = levelOf([...tops].map(([top, kind]) => ({ name: top, kind })));
  if (level === 'run') {
    throw new StorageError('failed', 'this is the folder of one run', {
      path: name,
      expected: 'the folder of the whole tree, or of a dataset',
      hint: 'paths in metadata begin with the dataset, which a folder does not say',
    });
  }
  const isDataset = level === 'dataset';
  const placed = isDataset ? picked.map(({ path, file }) => ({ path: `${name}/${path}`, file })) : picked;
  const tree = await openFolder(isDataset ? '' : name, placed);
  const datasets = await listDatasets(tree.storage);
  let runs = 0;
  for (const dataset of datasets) runs += (await listRuns(tree.storage, dataset)).length;
  let [count, bytes] = [0, 0];
  for await (const { size } of tree.storage.list('')) [count, bytes] = [count + 1, bytes + size];
  return {
    ...tree,
    scope: { datasets: isDataset ? [name] : null, runs: null, runDirectory: null },
    facts: { name, datasets: datasets.length, runs, files: count, bytes },
  };
}

async function check(tree: OpenedTree, depth: Depth, { signal, progress }: Task): Promise<CheckedFacts> {
  const { storage, scope, facts } = tree;
  report = await validate({
    storage,
    tree: facts.name,
    scope,
    depth,
    layout: 'auto',
    rules,
    skipped: [],
    settings: noSettings,
    createScanner: (reader) => createKernelScanner(reader, depth === 'sample'),
    jobs: runsAtOnce,
    now: () => new Date(),
    signal,
    onProgress: ({ unit, runs, errors, warnings }) =>
      progress({
        done: runs,
        of: facts.runs,
        text: `${unit.directory}: ${errors} errors, ${warnings} warnings`,
      }),
  });
  const codes = new Set(report.codes.map(({ code }) => code));
  const { verdict, findings, failures } = report;
  return {
    verdict,
    summary: formatVerdict(report),
    looked: formatLooked(report),
    failures,
    codes: report.codes,
    findings,
    rules: rules
      .filter(({ code }) => codes.has(code))
      .map(({ code, severity, family, title, why, fix }) => ({ code, severity, family, title, why, fix })),
  };
}

const post = (message: FromWorker) => postMessage(message);

async function answer<Name extends keyof Questions>(
  number: number,
  name: Name,
  question: Questions[Name],
): Promise<void> {
  controller = new AbortController();
  const task: Task = {
    signal: controller.signal,
    progress: (progress) => post({ kind: 'progress', number, progress }),
  };
  try {
    post({ kind: 'answer', number, answer: await handlers[name](question, task) });
  } catch (error) {
    post({ kind: 'failure', number, message: describeError(error) });
  }
}

addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'cancel') controller.abort();
  else void answer(data.number, data.name, data.question);
});
