import { setFlagsFromString } from 'node:v8';
import type { BaseContext } from 'clipanion';
import { plan } from '../../api/plan.js';
import { printable } from '../../errors/index.js';
import { formatParts } from '../../report/index.js';
import { untilInterrupted } from '../until-interrupted.js';
import type { PlanArguments } from './plan-arguments.js';

/** Divides runs and shows the parts; returns the exit status. */
export async function runPlan(
  { config, input, ...options }: PlanArguments,
  { stdout, stderr }: BaseContext,
): Promise<number> {
  // Garbage would otherwise grow to several times the listing before it is collected.
  for (const setting of ['--heap-growing-percent=20', '--semi-space-growth-factor=1'])
    setFlagsFromString(setting);
  const { loads, text } = await untilInterrupted((signal) =>
    plan({
      config,
      input,
      options,
      signal,
      onWarning: (message) => stderr.write(`warning: ${printable(message)}\n`),
    }),
  );
  if (options.output === undefined) stdout.write(text);
  else stdout.write(formatParts(loads, options.output));
  return 0;
}
