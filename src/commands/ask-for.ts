import type { BaseContext } from 'clipanion';
import { type Answers, type Placeholder, parseAnswers } from '../api/init.js';
import { UsageError } from '../base/errors.js';
import { printable, printLines } from '../base/messages.js';

/**
 * Asks for each missing value. An empty answer leaves a placeholder; Ctrl-C leaves this one and all that follow.
 * Fails with a UsageError without a terminal.
 */
export async function askFor(
  placeholders: readonly Placeholder[],
  { stdin, stdout, stderr }: Pick<BaseContext, 'stdin' | 'stdout' | 'stderr'>,
): Promise<Answers> {
  if (!('isTTY' in stdin) || stdin.isTTY !== true) {
    throw new UsageError('--interactive needs a terminal', { hint: 'give the values with --answers FILE' });
  }
  // Few users need it, and loading it would slow down every start.
  const { default: input } = await import('@inquirer/input');
  const answers: [string, unknown][] = [];
  for (const { path, wanted } of placeholders) {
    const message = printable(`${path} (${wanted})`);
    const text = await input(
      { message, validate: (given) => readable(given) },
      { input: stdin, output: stdout },
    ).catch(nullAtInterrupt);
    if (text === null) {
      stderr.write(printLines([`interrupted: ${path} and what follows it stay to be filled in`]));
      break;
    }
    if (text.trim() !== '') answers.push([path, answerOf(text)]);
  }
  return answers;
}

/** Returns null for Ctrl-C, so that the answers before it are kept. */
function nullAtInterrupt(error: unknown): null {
  if (error instanceof Error && error.name === 'ExitPromptError') return null;
  throw error;
}

/** The check of the prompt: true, or why the answer is refused. */
function readable(given: string): true | string {
  try {
    answerOf(given);
    return true;
  } catch {
    return 'not a value as YAML writes it: put the text in quotes';
  }
}

/** The value of an answer in YAML; null for an empty answer. */
function answerOf(text: string): unknown {
  return text.trim() === '' ? null : parseAnswers(`value: ${text.trim()}`, 'the answer')[0]?.[1];
}
