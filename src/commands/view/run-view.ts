import { existsSync } from 'node:fs';
import { UsageError } from 'clipanion';
import { StorageError } from '../../errors/index.js';
import { packageFile } from '../../package-file.js';
import { openStorage, type Storage } from '../../storage/index.js';
import { matchRuns } from '../../tree/index.js';
import { startViewServer } from '../../view/index.js';
import { createClock } from '../clock.js';
import type { CommandContext } from '../command-context.js';
import { splitLists } from '../parse-choice.js';
import { parsePort } from '../parse-port.js';
import { showError } from '../show-error.js';
import { storageOptions, type TypedStorageOptions } from '../storage-command.js';
import { untilInterrupted } from '../until-interrupted.js';
import { startCheck } from './check-tree.js';
import { openBrowser } from './open-browser.js';

/** The options of `cryoet view` as clipanion hands them over. */
export interface ViewArguments extends TypedStorageOptions {
  readonly tree: string;
  readonly runs: readonly string[];
  readonly port: string;
  readonly open: boolean;
  readonly validate: boolean;
  readonly allowOrigin: string | null;
}

/** Where the build puts the viewer, beside the compiled code. */
const viewer = packageFile('viewer/dist/');

/** Serves a tree until it is interrupted; returns the exit status. */
export async function runView(typed: ViewArguments, context: CommandContext): Promise<number> {
  const port = parsePort(typed.port);
  const runs = splitLists(typed.runs, '--run');
  try {
    if (!existsSync(viewer)) {
      throw new StorageError('missing', 'the viewer is not built', {
        path: viewer.pathname,
        expected: 'the bundle that the build makes',
        found: 'nothing',
        hint: 'run npm run build',
      });
    }
    const storage = await openStorage(typed.tree, { ...storageOptions(typed), check: 'source' });
    try {
      await untilInterrupted((signal) => serve(storage, { ...typed, runs }, { port, signal }, context));
    } finally {
      await storage.close();
    }
    return 0;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    showError(error, context.stderr, false);
    return 2;
  }
}

/** Serves until the signal is given. */
async function serve(
  storage: Storage,
  typed: ViewArguments,
  { port, signal }: { readonly port: number; readonly signal: AbortSignal },
  context: CommandContext,
): Promise<void> {
  const tell = (line: string) => context.stdout.write(`${line}\n`);
  const check = typed.validate ? startCheck(storage, typed, createClock(context.env), tell) : null;
  try {
    const server = await startViewServer({
      storage,
      port,
      viewer,
      allowedOrigin: typed.allowOrigin,
      passes: matchRuns(typed.runs),
      check: check?.state ?? null,
    });
    try {
      tell(`${typed.tree} is shown at ${server.url}`);
      tell('Ctrl-C ends it.');
      if (typed.open) openBrowser(server.url);
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
