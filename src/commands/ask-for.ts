import type { BaseContext } from 'clipanion';
import type { PreviewAnswers } from '../api/init.js';
import { UsageError } from '../base/errors.js';
import type { Issue } from '../base/issue.js';
import { printable } from '../base/messages.js';
import { type Answers, parseAnswers } from '../init/answers.js';

/**
 * Asks for each missing value. An answer with an error is asked again, with the reason and the allowed values; an
 * empty answer leaves a placeholder, and `<` goes back to the value before. Fails with a UsageError without a
 * terminal, and after Ctrl-C.
 */
export async function askFor(
  preview: PreviewAnswers,
  { stdin, stdout }: Pick<BaseContext, 'stdin' | 'stdout'>,
): Promise<Answers> {
  if (!('isTTY' in stdin) || stdin.isTTY !== true)
    throw new UsageError('--interactive needs a terminal', { hint: 'give the values with --answers FILE' });
  // Few users need it, and loading it would slow down every start.
  const { default: input } = await import('@inquirer/input');
  const asked: { readonly path: string; readonly answer: Answers }[] = [];
  for (;;) {
    const answers = asked.flatMap(({ answer }) => answer);
    const { placeholders } = preview(answers);
    const next = placeholders.find(({ path }) => asked.every((one) => one.path !== path));
    if (next === undefined) return answers;
    const { path, wanted } = next;
    const errorOf = (value: unknown) => preview([...answers, [path, value]]).errors[0];
    const isSkipped = (text: string) => ['', back].includes(text);
    const validate = (text: string) => isSkipped(text.trim()) || reasonOf(valuesIn(text).map(errorOf));
    const message = printable(`${path} (${wanted})`);
    const text = await input({ message, validate }, { input: stdin, output: stdout }).catch(failAtInterrupt);
    if (text.trim() === back) asked.pop();
    else {
      const value = valuesIn(text).find((one) => errorOf(one) === undefined);
      asked.push({ path, answer: isSkipped(text.trim()) ? [] : [[path, value]] });
    }
  }
}

/** Answer that goes back to the value before. */
const back = '<';

/** Fails with a UsageError for Ctrl-C, with other errors as they are. */
function failAtInterrupt(error: unknown): never {
  if (error instanceof Error && error.name === 'ExitPromptError')
    throw new UsageError('interrupted: nothing was written', {
      hint: 'values that you have can be given with --answers FILE',
    });
  throw error;
}

/** Returns why every value is refused, with the allowed values; true if one is not. */
function reasonOf(errors: readonly (Issue | undefined)[]): string | true {
  const [error] = errors;
  if (error === undefined || errors.includes(undefined)) return true;
  return error.expected === undefined ? error.message : `${error.message}; expected ${error.expected}`;
}

/** Returns what an answer may be: a value as YAML writes it, or the text as it is. */
function valuesIn(text: string): unknown[] {
  const answer = text.trim();
  try {
    return [parseAnswers(`value: ${answer}`, 'the answer')[0]?.[1], answer];
  } catch {
    return [answer];
  }
}
