import { compileSegment } from './compile-segment.js';

/**
 * Turns a pattern of names into their test: `*`, `?`, `[abc]` and `[!abc]` as in globs of paths. A name with such
 * characters is also matched by itself.
 */
export function compileName(pattern: string): (name: string) => boolean {
  const accepts = compileSegment(pattern);
  return (name) => name === pattern || accepts(name);
}
