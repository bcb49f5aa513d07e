import { once } from 'node:events';
import { hostname, userInfo } from 'node:os';
import type { BaseContext } from 'clipanion';
import type { OpenTree } from '../api/open-tree.js';
import { closing } from '../base/closing.js';
import { defined } from '../base/collections.js';
import { StorageError, UsageError } from '../base/errors.js';
import { describeError, printLines } from '../base/messages.js';
import type { CheckState } from '../view/check-state.js';
import { tableCommand, untilInterrupted } from './command.js';
import { storageOptions } from './options/engine-options.js';
import { filledText, flag, list, value, wholeNumber } from './options/kinds.js';
import type { OptionTable, OptionValues } from './options/option.js';

type ViewArguments = { readonly tree: string } & OptionValues<typeof viewCommandOptions>;

export const viewCommandOptions = {
  ...storageOptions,
  runs: list('GLOB', { name: '--run', help: 'show only runs whose names match', note: '`*`, `?`, `[abc]`' }),
  port: value(
    'PORT',
    () => 0,
    (given, name) => wholeNumber(given, 0, 65_535, `${name} takes a number up to 65535`),
    { help: 'serve on this port', shownDefault: 'any free port' },
  ),
  allowOrigin: filledText('ORIGIN', {
    help: 'let pages of another site read the tree',
    note: 'such as `https://example.org`, or `*` for any',
    shownDefault: 'none',
  }),
  validate: flag({ help: 'validate the headers of the tree and show the findings' }),
  open: flag({ help: 'print the address, do not open a browser', initial: true }),
} satisfies OptionTable;

export const ViewCommand = tableCommand({
  path: ['view'],
  description: 'look at a tree or one volume in Neuroglancer',
  details: `
    Serves TREE, a directory or s3://bucket/prefix, on this machine only, with a page of its runs and Neuroglancer
    on every tomogram. Runs until it is interrupted. TREE may also be one volume, such as tomogram.mrc or tomogram.zarr, which is
    shown by itself.

    Exit status: 0 fine, 2 could not run.
  `,
  examples: [
    ['Look at a tree', 'cryoet view published'],
    ['Look at it, and see what is wrong with it', 'cryoet view published --validate'],
    ['Look at one volume', 'cryoet view tomogram.mrc'],
    ['Some runs only, on a fixed port', 'cryoet view published --run "TS_00*" --port 8000 --no-open'],
  ],
  arguments: { tree: '<TREE>' },
  options: viewCommandOptions,
  async run(given, context) {
    const { openTree } = await import('../api/open-tree.js');
    const { isVolume } = await import('../api/view.js');
    if (await isVolume(given.tree, given)) {
      await untilInterrupted((signal) => serveVolume(given, signal, context));
      return 0;
    }
    const tree = await openTree(given.tree, { options: given, isRoot: true });
    await closing(tree, async () => {
      await refuseNoTree(tree, given.runs);
      await untilInterrupted((signal) => serve(tree, given, signal, context));
    });
    return 0;
  },
});

async function serveVolume(
  { tree: location, runs, port, open, validate, allowOrigin, ...options }: ViewArguments,
  signal: AbortSignal,
  { stdout, stderr }: BaseContext,
): Promise<void> {
  const { viewVolume } = await import('../api/view.js');
  const { createStatusLine } = await import('./report-file.js');
  if (runs.length > 0 || validate || allowOrigin !== undefined)
    throw new UsageError('--run, --validate and --allow-origin apply to a tree only', { path: location });
  const status = createStatusLine(stderr, false);
  const server = await viewVolume(location, {
    options,
    port,
    signal,
    onProgress: (done, total) =>
      status.show(() => `${location}  ${Math.floor((100 * done) / total)} % converted`),
  }).finally(() => status.finish());
  await closing(server, async () => {
    stdout.write(printLines([`${location} is shown at ${server.url}`, 'Ctrl-C ends it.']));
    if (open) await openBrowser(server.url);
    await untilAborted(signal);
  });
}

async function serve(
  tree: OpenTree,
  { runs, port, open, validate, allowOrigin }: ViewArguments,
  signal: AbortSignal,
  context: BaseContext,
): Promise<void> {
  const { createClock } = await import('../api/locations.js');
  const { view } = await import('../api/view.js');
  const print = (line: string) => context.stdout.write(printLines([line]));
  const check = validate ? await startCheck(tree, runs, createClock(context.env), print) : null;
  try {
    const server = await view(tree, {
      runs,
      port,
      ...defined({ allowedOrigin: allowOrigin }),
      ...(check === null ? {} : { check: check.state }),
    });
    await closing(server, async () => {
      print(`${tree.location} is shown at ${server.url}`);
      const canOpen = hasDisplay(context.env);
      if (!canOpen) {
        print('There is no display here. On the machine with your browser, run');
        print(`  ${sshLine(server.url)}`);
        print('and open the address above there.');
      }
      print('Ctrl-C ends it.');
      if (open && canOpen) await openBrowser(server.url);
      await untilAborted(signal);
    });
  } finally {
    await check?.stop();
  }
}

/** Starts a check of the headers of a tree, and prints one line at its end unless it was stopped. */
async function startCheck(
  tree: OpenTree,
  runs: readonly string[],
  now: () => Date,
  print: (line: string) => void,
) {
  const { validate } = await import('../api/validate.js');
  const { checkStateOf } = await import('../report/validation/check-state-of.js');
  const { formatVerdict } = await import('../report/validation/render-pretty.js');
  const controller = new AbortController();
  let state: CheckState = { kind: 'running', runs: 0, errors: 0, warnings: 0 };
  const work = validate(tree, {
    runs,
    config: null,
    depthName: 'depth',
    now,
    signal: controller.signal,
    onProgress: ({ runs: looked, errors, warnings }) => {
      state = { kind: 'running', runs: looked, errors, warnings };
    },
  }).then(
    (report) => {
      state = checkStateOf(report);
      if (!controller.signal.aborted) print(`checked: ${formatVerdict(report)}`);
    },
    (error: unknown) => {
      state = { kind: 'failed', reason: describeError(error) };
      if (!controller.signal.aborted) print(`the check could not be made: ${describeError(error)}`);
    },
  );
  return {
    state: (): CheckState => state,
    /** Aborts the validation, if it is still running, and waits for its end. */
    async stop() {
      controller.abort();
      await work;
    },
  };
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

/** Fails with a StorageError if there is no published tree, and with a UsageError for a glob that no run matches. */
async function refuseNoTree(
  { storage, location }: Pick<OpenTree, 'storage' | 'location'>,
  globs: readonly string[],
): Promise<void> {
  const { fillTemplate } = await import('../tree/layout/build-path.js');
  const { pathTemplates } = await import('../tree/layout/path-templates.js');
  const { matchRuns } = await import('../tree/selection.js');
  const { listDatasets, listRuns } = await import('../tree/units.js');
  const datasets: string[] = [];
  for (const id of await listDatasets(storage)) {
    for (const template of new Set(Object.values(pathTemplates.datasetMetadata.path)))
      if ((await storage.stat(fillTemplate(template, { dataset_id: id }))) !== null) datasets.push(id);
    if (datasets.length > 0 && globs.length === 0) return;
  }
  if (datasets.length === 0) {
    throw new StorageError('missing', 'no published tree is here', {
      path: location,
      expected: 'directories of datasets with dataset_metadata.json',
      found: 'none',
      hint: 'name the directory that holds the datasets: the OUTPUT of cryoet ingest',
    });
  }
  const left = new Set(globs);
  for (const dataset of datasets) {
    const runs = await listRuns(storage, dataset);
    for (const glob of left) if (runs.some(matchRuns([glob]))) left.delete(glob);
  }
  const [unmatched] = left;
  if (unmatched !== undefined) throw new UsageError(`--run: no run matches ${unmatched}`);
}

/** Programs that open a URL, by platform; `xdg-open` elsewhere. */
const openers: Readonly<Partial<Record<NodeJS.Platform, readonly [command: string, ...before: string[]]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/** Opens a URL in the user's browser, if there is one. The module is loaded here: it takes other commands 3 ms. */
async function openBrowser(url: string): Promise<void> {
  const [command, ...before] = openers[process.platform] ?? ['xdg-open'];
  const { spawn } = await import('node:child_process');
  const child = spawn(command, [...before, url], { stdio: 'ignore', detached: true });
  child.on('error', () => {
    // The address is printed as well.
  });
  child.unref();
}

/** True if a browser can be shown: on Linux there must be a display, and a session by SSH must forward one. */
export function hasDisplay(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): boolean {
  if (env.SSH_CONNECTION !== undefined && env.DISPLAY === undefined) return false;
  return platform !== 'linux' || env.DISPLAY !== undefined || env.WAYLAND_DISPLAY !== undefined;
}

/** Returns the ssh command that forwards the server's port to the user's own machine. */
export function sshLine(url: string): string {
  const { port } = new URL(url);
  return `ssh -L ${port}:127.0.0.1:${port} ${userInfo().username}@${hostname()}`;
}
