import type { BaseContext } from 'clipanion';
import { createClock } from '../../api/clock.js';
import { type OpenTree, openTree } from '../../api/open-tree.js';
import { view } from '../../api/view.js';
import { untilInterrupted } from '../until-interrupted.js';
import { startCheck } from './check-tree.js';
import { openBrowser } from './open-browser.js';
import { refuseNoTree } from './refuse-no-tree.js';
import { hasDisplay, sshLine } from './ssh-line.js';
import type { ViewArguments } from './view-arguments.js';

/** Serves a tree until it is interrupted; returns the exit status. */
export async function runView(given: ViewArguments, context: BaseContext): Promise<number> {
  const tree = await openTree(given.tree, { options: given, isRoot: true });
  try {
    await refuseNoTree(tree, given.runs);
    await untilInterrupted((signal) => serve(tree, given, signal, context));
  } finally {
    await tree.close();
  }
  return 0;
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
