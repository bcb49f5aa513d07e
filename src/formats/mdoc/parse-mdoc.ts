import { FormatError } from '../../errors/index.js';
import { splitLines } from '../text/index.js';
import { globalKinds, sectionKinds } from './key-kinds.js';
import type { Mdoc } from './mdoc.js';
import { type Entry, typedValues } from './typed-values.js';

const sectionStart = /^\[\s*(?:ZValue|MontSection|FrameSet)\s*=/;
const title = /^(?:\[\s*)?T\s*=/;

/** Whether lines of a text's beginning hold the header of a section. */
export function beginsLikeMdoc(lines: readonly string[]): boolean {
  return lines.some((line) => sectionStart.test(line));
}

/**
 * Reads a SerialEM `.mdoc`. Spacing in section headers is free and titles may lack their brackets or stand between
 * sections. Fails with a FormatError that names the line when a value is not of its key's kind or a line before the
 * first section is no `Key = Value`, and when there is no section.
 */
export function parseMdoc(text: string, path: string): Mdoc {
  const titles: string[] = [];
  const globals: Entry[] = [];
  const sections: Entry[][] = [];
  for (const [index, raw] of splitLines(text.replace(/^\uFEFF/, '')).entries()) {
    const content = raw.trim();
    const entry = entryOf(content, index + 1);
    if (title.test(content)) titles.push(content);
    else if (sectionStart.test(content) && entry !== null) sections.push([entry]);
    else if (entry !== null) (sections.at(-1) ?? globals).push(entry);
    else if (content !== '' && sections.length === 0) throw notAnEntry(content, index + 1, path);
  }
  if (sections.length === 0) {
    throw new FormatError('no section', {
      path,
      expected: 'sections that begin with [ZValue = …], [MontSection = …] or [FrameSet = …]',
      found: 'none',
    });
  }
  return {
    globals: typedValues(globals, globalKinds, { path, name: 'the lines before the first section' }),
    titles,
    sections: sections.map((entries, index) => ({
      ...typedValues(entries, sectionKinds, { path, name: `section ${index}` }),
      line: entries[0]?.line ?? 0,
    })),
  };
}

function entryOf(content: string, line: number): Entry | null {
  let end = content.length;
  while (content[end - 1] === ']') end--;
  const bare = content.slice(0, end).replace(/^\[+/, '');
  const equals = bare.indexOf('=');
  if (equals === -1) return null;
  return { key: bare.slice(0, equals).trim(), value: bare.slice(equals + 1).trim(), line };
}

function notAnEntry(content: string, line: number, path: string): FormatError {
  const found = JSON.stringify(content.slice(0, 60));
  return new FormatError('not a line of an mdoc', { path, line, expected: 'Key = Value', found });
}
