import type { BaseContext } from 'clipanion';
import { createClock } from '../../api/clock.js';
import { type OpenTree, openTree } from '../../api/open-tree.js';
import { view } from '../../api/view.js';
import { isVolume, viewVolume } from '../../api/view-volume.js';
import { UsageError } from '../../errors/index.js';
import { createStatusLine } from '../status-line.js';
import { untilInterrupted } from '../until-interrupted.js';
import { startCheck } from './check-tree.js';
import { openBrowser } from './open-browser.js';
import { refuseNoTree } from './refuse-no-tree.js';
import { hasDisplay, sshLine } from './ssh-line.js';
import type { ViewArguments } from './view-arguments.js';

/** Serves a tree until it is interrupted; returns the exit status. */
export async function runView(given: ViewArguments, context: BaseContext): Promise<number> {
  if (await isVolume(given.tree, given)) {
    await untilInterrupted((signal) => serveVolume(given, signal, context));
    return 0;
  }
  const tree = await openTree(given.tree, { options: given, isRoot: true });
  try {
    await refuseNoTree(tree, given.runs);
    await untilInterrupted((signal) => serve(tree, given, signal, context));
  } finally {
    await tree.close();
  }
  return 0;
}

/** Serves one volume until the signal is given. */
async function serveVolume(
  { tree: location, runs, port, open, validate, allowOrigin, ...options }: ViewArguments,
  signal: AbortSignal,
  { stdout, stderr }: BaseContext,
): Promise<void> {
  if (runs.length > 0 || validate || allowOrigin !== undefined) {
    throw new UsageError('--run, --validate and --allow-origin apply to a tree only', { path: location });
  }
  const status = createStatusLine(stderr, false);
  const server = await viewVolume(location, {
    options,
    port,
    signal,
    onProgress: (done, total) =>
      status.show(() => `${location}  ${Math.floor((100 * done) / total)} % converted`),
  }).finally(() => status.finish());
  try {
    stdout.write(`${location} is shown at ${server.url}\nCtrl-C ends it.\n`);
    if (open) openBrowser(server.url);
    await untilAborted(signal);
  } finally {
    await server.close();
  }
}

/** Serves until the signal is given. */
async function serve(
  tree: OpenTree,
  { runs, port, open, validate, allowOrigin }: ViewArguments,
  signal: AbortSignal,
  context: BaseContext,
): Promise<void> {
  const tell = (line: string) => context.stdout.write(`${line}\n`);
  const check = validate ? startCheck(tree, runs, createClock(context.env), tell) : null;
  try {
    const server = await view(tree, {
      runs,
      port,
      ...(allowOrigin === undefined ? {} : { allowedOrigin: allowOrigin }),
      ...(check === null ? {} : { check: check.state }),
    });
    try {
      tell(`${tree.location} is shown at ${server.url}`);
      const canOpen = hasDisplay(context.env);
      if (!canOpen) {
        tell('There is no display here. On the machine with your browser, run');
        tell(`  ${sshLine(server.url)}`);
        tell('and open the address above there.');
      }
      tell('Ctrl-C ends it.');
      if (open && canOpen) openBrowser(server.url);
      await untilAborted(signal);
    } finally {
      await server.close();
    }
  } finally {
    await check?.stop();
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });
}
