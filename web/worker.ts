// The worker of the page: it holds the trees and does all work, so that the page stays quick.

import { describeError } from '../src/base/messages.js';
import { formatLooked, formatVerdict } from '../src/report/validation/render-pretty.js';
import { renderReport } from '../src/report/validation/render-report.js';
import { noSettings } from '../src/validate/finding.js';
import { type Depth, readThumbnails, type ValidationReport } from '../src/validate/report.js';
import { rules } from '../src/validate/rules/rules.js';
import { validate } from '../src/validate/validate.js';
import { createKernelScanner } from '../src/validate/voxels/voxel-scanner.js';
import { filesOf, folderSource } from './folder-source.js';
import type {
  Answers,
  CheckedFacts,
  FromWorker,
  Origin,
  PickedFile,
  Progress,
  Questions,
  Side,
  ToWorker,
} from './messages.js';
import { type FileSource, openPageTree, type PageTree } from './page-tree.js';
import { remoteSource } from './remote-source.js';

/** Runs that are checked at once: while one waits for a file, another is checked. */
const runsAtOnce = 4;

interface Task {
  readonly signal: AbortSignal;
  progress(progress: Progress): void;
}

const added: Record<Side, PickedFile[]> = { a: [], b: [] };
const trees: Partial<Record<Side, PageTree>> = {};
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
    const opened = await openPageTree(await sourceOf(name, origin, added[side].splice(0)));
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

function treeOf(side: Side): PageTree {
  const tree = trees[side];
  if (tree === undefined) throw new Error('open a tree first');
  return tree;
}

async function sourceOf(name: string, origin: Origin, files: readonly PickedFile[]): Promise<FileSource> {
  switch (origin.kind) {
    case 'files':
      return folderSource(name, files);
    case 'directory':
      return folderSource(name, await filesOf(origin.handle));
    case 'address':
      return remoteSource(origin.address);
  }
}

/** Rules about what lies beside a dataset, which one that is opened by itself does not show. */
const ofWholeTrees: ReadonlySet<string> = new Set(['DEPOSITION_MISSING']);

async function check(tree: PageTree, depth: Depth, { signal, progress }: Task): Promise<CheckedFacts> {
  const { storage, scope, facts } = tree;
  const skipped = scope.datasets === null ? [] : [...ofWholeTrees];
  report = await validate({
    storage,
    tree: facts.name,
    scope,
    depth,
    layout: 'auto',
    rules: rules.filter(({ code }) => !skipped.includes(code)),
    skipped,
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
