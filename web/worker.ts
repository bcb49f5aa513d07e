// The worker of the page: it holds the trees and does all work, so that the page stays quick.

import { CryoetError } from '../src/base/errors.js';
import { describeError } from '../src/base/messages.js';
import type { DiffReport } from '../src/diff/compare-trees.js';
import { drawChanges } from '../src/diff/draw-sections.js';
import { renderComparison } from '../src/report/comparison/render-comparison.js';
import { renderReport } from '../src/report/validation/render-report.js';
import { readThumbnails, type ValidationReport } from '../src/validate/report.js';
import { rules } from '../src/validate/rules/rules.js';
import { loadKernels } from '../src/volume/kernels/load-kernels.js';
import { check, describeCheck } from './check-task.js';
import { compare, describeComparison } from './compare-task.js';
import { filesOf, folderSource } from './folder-source.js';
import { readIndex, readRun, withViewers } from './look-task.js';
import type {
  Answers,
  FileRequest,
  FromWorker,
  Origin,
  PickedFile,
  Questions,
  Side,
  Task,
  ToWorker,
} from './messages.js';
import { bytesOf, type FileSource, isTree, openPageTree, type PageTree } from './page-tree.js';
import { remoteSource } from './remote-source.js';
import { serveFile } from './serve-task.js';

const added: Record<Side, PickedFile[]> = { a: [], b: [] };
const trees: Partial<Record<Side, PageTree>> = {};
/** The files of the first side, and the tables that lie beside their configuration, by name. */
let source: FileSource | null = null;
const tables = new Map<string, string>();
let report: ValidationReport | null = null;
let sourceReport: ValidationReport | null = null;
let comparison: DiffReport | null = null;
let inspected: File | null = null;
/** Controllers of the tasks that have not ended. */
const controllers = new Set<AbortController>();

type Handlers = {
  readonly [Name in keyof Questions]: (question: Questions[Name], task: Task) => Promise<Answers[Name]>;
};

const handlers: Handlers = {
  async add({ side, files }) {
    added[side].push(...files);
    return null;
  },
  async open({ side, name, origin, as }, task) {
    const given = await sourceOf(name, origin, added[side].splice(0), task);
    if (side === 'a') source = given;
    const isOfSources = as === null ? side === 'a' && !isTree(given) : as === 'sources';
    if (isOfSources && given.listing.length > 0) {
      sourceReport = null;
      tables.clear();
      const { listing } = given;
      const configs = await (await sourceTask()).findConfigs(given);
      return { name, datasets: 0, runs: 0, files: listing.length, bytes: bytesOf(listing), configs };
    }
    const opened = await openPageTree(given);
    trees[side] = opened;
    if (side === 'a') report = null;
    return opened.facts;
  },
  async check({ depth, base }, task) {
    const tree = treeOf('a');
    report = await check(tree, depth, task);
    return { ...describeCheck(report), findings: await withViewers(tree, report.findings, base) };
  },
  async init(_, task) {
    const written = await (await sourceTask()).writeConfig(openSource(), task);
    if (written.table !== null) tables.set(written.table.name, written.table.text);
    return written;
  },
  config: async ({ text, offset }) => (await sourceTask()).checkText(text, offset),
  async table({ name, text }) {
    tables.set(name, text);
    return null;
  },
  async sources({ config }, task) {
    const { check, describe } = await sourceTask();
    sourceReport = await check(openSource(), config, tables, task);
    return describe(sourceReport);
  },
  async compare(_, task) {
    comparison = await compare(treeOf('a'), treeOf('b'), task);
    return describeComparison(comparison);
  },
  async report(wanted) {
    if (wanted.of === 'check' && report !== null) {
      return renderReport(report, wanted.format, {
        rules,
        thumbnails: await readThumbnails(treeOf('a'), report),
      });
    }
    if (wanted.of === 'sources' && sourceReport !== null)
      return (await sourceTask()).renderCheck(sourceReport, wanted.format);
    if (wanted.of === 'comparison' && comparison !== null) {
      const storages = { a: treeOf('a').storage, b: treeOf('b').storage };
      const sections =
        wanted.format === 'html' ? await drawChanges(storages, comparison, await loadKernels()) : [];
      return renderComparison(comparison, wanted.format, { sections, detail: 'all', maxDetails: 0 });
    }
    throw new Error('there is no report yet');
  },
  async inspect({ file }, task) {
    inspected = file;
    // Loaded on demand: readers of all formats are large.
    return (await import('./inspect-task.js')).inspect(file, task);
  },
  async section({ z }) {
    if (inspected === null) throw new Error('open a file first');
    return (await import('./inspect-task.js')).sectionOf(inspected, z);
  },
  index: ({ base }, task) => readIndex(treeOf('a'), { report, base }, task),
  run: (question) => readRun(treeOf('a'), question, report),
};

/** Loaded on demand: what plans an ingest is large. */
const sourceTask = () => import('./source-task.js');

function openSource(): FileSource {
  if (source === null) throw new Error('open a folder of sources first');
  return source;
}

function treeOf(side: Side): PageTree {
  const tree = trees[side];
  if (tree === undefined) throw new Error('open a tree first');
  return tree;
}

async function sourceOf(
  name: string,
  origin: Origin,
  files: readonly PickedFile[],
  task: Task,
): Promise<FileSource> {
  switch (origin.kind) {
    case 'open':
      return openSource();
    case 'files':
      return folderSource(name, files);
    case 'directory':
      return folderSource(name, await filesOf(origin.handle));
    case 'address':
      return remoteSource(origin.address, task);
  }
}

const post = (message: FromWorker) => postMessage(message);

async function answer<Name extends keyof Questions>(
  number: number,
  name: Name,
  question: Questions[Name],
): Promise<void> {
  const controller = new AbortController();
  controllers.add(controller);
  const task: Task = {
    signal: controller.signal,
    progress: (progress) => post({ kind: 'progress', number, progress }),
  };
  try {
    post({ kind: 'answer', number, answer: await handlers[name](question, task) });
  } catch (error) {
    const hint = error instanceof CryoetError ? error.facts.hint : undefined;
    const message = describeError(error);
    post({ kind: 'failure', number, message: hint === undefined ? message : `${message}. Hint: ${hint}` });
  } finally {
    controllers.delete(controller);
  }
}

async function serve(request: FileRequest, port: MessagePort): Promise<void> {
  const answer = await serveFile(treeOf('a'), request).catch(() => ({
    status: 500,
    headers: {},
    body: null,
  }));
  port.postMessage(answer);
}

addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'cancel') for (const each of controllers) each.abort(new Error('cancelled'));
  else if (data.kind === 'serve') void serve(data.request, data.port);
  else void answer(data.number, data.name, data.question);
});
