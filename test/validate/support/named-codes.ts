import { consequences } from '../../../src/validate/consequences.js';

/** All codes in the table of consequences, and `*`. */
export const namedCodes: ReadonlySet<string> = new Set([
  ...Object.keys(consequences),
  ...Object.values(consequences).flatMap((byNearness) => Object.values(byNearness).flat()),
]);
