import { UsageError } from '../errors/index.js';
import type { ValueOption } from './option.js';

type Text = Pick<ValueOption<unknown>, 'help' | 'note' | 'shownDefault'>;

/** A whole number from 1 to `most`; none by default. */
export function wholeOrNone(
  placeholder: string,
  { most, ...declared }: Text & { readonly most: number },
): ValueOption<number | undefined> {
  return {
    kind: 'value',
    placeholder,
    initial: () => undefined,
    parse(given, name) {
      const value = Number(given);
      if (/^\d+$/.test(given) && value >= 1 && value <= most) return value;
      throw new UsageError(`${name} takes a whole number from 1 to ${most}, not ${given}`);
    },
    ...declared,
  };
}

/** A number of hours above 0; none by default. */
export function hoursOrNone(placeholder: string, declared: Text): ValueOption<number | undefined> {
  return {
    kind: 'value',
    placeholder,
    initial: () => undefined,
    parse(given, name) {
      const value = Number(given);
      if (given.trim() !== '' && Number.isFinite(value) && value > 0) return value;
      throw new UsageError(`${name} takes a number above 0, not ${given}`);
    },
    ...declared,
  };
}
