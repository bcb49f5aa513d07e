import type { OpenTree } from '../api/open-tree.js';
import { validate } from '../api/validate.js';
import { describeError } from '../base/messages.js';
import { checkStateOf } from '../report/validation/check-state-of.js';
import { formatVerdict } from '../report/validation/render-pretty.js';
import type { CheckState } from '../view/check-state.js';

/** Starts a check of the headers of a tree, and prints one line at its end unless it was stopped. */
export function startCheck(
  tree: OpenTree,
  runs: readonly string[],
  now: () => Date,
  print: (line: string) => void,
) {
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
