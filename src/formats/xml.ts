import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { fileError } from '../base/errors.js';
import { finiteNumber } from './text.js';

export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Its own text, without that of its children, trimmed. */
  readonly text: string;
}

/** Limit of tags, and of references to characters; 60,000 are read in a second. */
const mostTags = 60_000;

/** Limit of characters of a tag with its attributes, which the parser gathers one by one. */
const longestTag = 2 ** 20;

/** Limit of nested elements, since they are read by recursion. */
const deepest = 100;

/** An element of fast-xml-parser with `preserveOrder`: one key with its children, attributes in `:@`. */
type ParsedNode = Readonly<Record<string, unknown>>;

/**
 * Returns the root element of an XML document. Fails with a FormatError, which names the line if known, if it is not
 * well-formed or has a document type, whose entities could expand without limit.
 */
export function parseXml(text: string, path: string): XmlElement {
  const fault = check(text, path);
  if (fault !== true) throw malformed(path, fault.err.msg, { line: fault.err.line });
  const { short, restore } = withoutLongTexts(text);
  const nodes = parse(short, path);
  const [root, ...more] = nodes.filter((node) => nameOf(node) !== null && nameOf(node) !== '#text');
  if (root === undefined || more.length > 0) {
    const found = root === undefined ? 'none' : `${more.length + 1} elements`;
    throw malformed(path, found, {});
  }
  return elementOf(root, path, 0, restore);
}

/** Returns the first child of a name; null if there is none. */
export function child(element: XmlElement, name: string): XmlElement | null {
  return element.children.find((candidate) => candidate.name === name) ?? null;
}

export function childrenOf(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((candidate) => candidate.name === name);
}

/** Returns an attribute. Fails with a FormatError if the element does not have it. */
export function attribute(element: XmlElement, name: string, path: string): string {
  const value = element.attributes.get(name);
  if (value !== undefined) return value;
  const found = [...element.attributes.keys()].join(', ') || 'no attributes';
  throw fileError(`the attribute ${name} of <${element.name}> is missing`, path, name, found);
}

/** Returns the number of an attribute of `what`. Fails with a FormatError if the element does not have one. */
export function numberAttribute(element: XmlElement, name: string, path: string, what: string): number {
  const facts = { path, expected: `a number in ${name} of ${what}` };
  return finiteNumber(attribute(element, name, path), facts, 'not a coordinate');
}

function check(text: string, path: string): ReturnType<typeof XMLValidator.validate> {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) throw malformed(path, 'a document type', {});
  for (const [start, what] of Object.entries({ '<': 'elements', '&': 'references' })) {
    let count = 0;
    for (let at = text.indexOf(start); at >= 0; ) {
      if (++count > mostTags) {
        const expected = `at most ${mostTags} ${start === '<' ? 'tags' : what}`;
        throw fileError(`too many ${what}`, path, expected, 'more');
      }
      const end = start === '<' ? endOfTag(text, at) : at;
      if (end - at > longestTag) {
        const expected = `tags of at most ${longestTag} characters`;
        throw fileError('a tag is too long', path, expected, 'a longer one');
      }
      // Within the quotes of a tag no other one begins.
      at = text.indexOf(start, Math.max(end, at + 1));
    }
  }
  try {
    return XMLValidator.validate(text);
  } catch (cause) {
    throw malformed(path, String(cause), { cause });
  }
}

/** Returns the end of a tag that begins at an index; the index for a comment or section, which has no attributes. */
function endOfTag(text: string, start: number): number {
  if (text[start + 1] === '!') return start;
  const marks = /["'>]/g;
  for (marks.lastIndex = start; ; ) {
    const mark = marks.exec(text);
    if (mark === null) return text.length;
    if (mark[0] === '>') return mark.index;
    const close = text.indexOf(mark[0], marks.lastIndex);
    if (close < 0) return text.length;
    marks.lastIndex = close + 1;
  }
}

/** Characters of a text between tags from which on the parser, which gathers them one by one, is not given it. */
const longText = 4096;
/** Stands for a long text; characters that XML does not allow, so that no document has them. */
const placeholder = /\u{ffff}(\d+)\u{fffe}/gu;

/** Returns the document with long texts replaced, and a function that puts them back into a text of it. */
function withoutLongTexts(text: string): { short: string; restore: Restore } {
  const texts: string[] = [];
  if (text.length < longText || text.search(placeholder) >= 0)
    return { short: text, restore: (short) => short };
  const pieces: string[] = [];
  let end = 0;
  for (let from = 0; from < text.length; ) {
    const next = text.indexOf('<', from);
    const between = text.slice(from, next < 0 ? text.length : next);
    const tagEnd = between.length < longText ? -1 : between.lastIndexOf('>');
    const core = tagEnd < 0 ? '' : between.slice(tagEnd + 1).trim();
    if (core.length >= longText && !core.includes('&')) {
      const start = from + between.indexOf(core, tagEnd + 1);
      pieces.push(text.slice(end, start), `\u{ffff}${texts.length}\u{fffe}`);
      texts.push(core);
      end = start + core.length;
    }
    from += between.length + 1;
  }
  pieces.push(text.slice(end));
  return {
    short: pieces.join(''),
    restore: (short) => short.replace(placeholder, (_, index) => texts[Number(index)] ?? ''),
  };
}

type Restore = (text: string) => string;

function parse(text: string, path: string): readonly ParsedNode[] {
  try {
    const parser = new XMLParser({
      preserveOrder: true,
      ignoreAttributes: false,
      attributeNamePrefix: '',
      parseTagValue: false,
      parseAttributeValue: false,
      trimValues: true,
      ignoreDeclaration: true,
      ignorePiTags: true,
    });
    return parser.parse(text) as readonly ParsedNode[];
  } catch (cause) {
    throw malformed(path, String(cause), { cause });
  }
}

function elementOf(node: ParsedNode, path: string, depth: number, restore: Restore): XmlElement {
  if (depth > deepest) throw malformed(path, `elements more than ${deepest} deep`, {});
  const name = nameOf(node) ?? '';
  const content = node[name];
  const nodes = (Array.isArray(content) ? content : []) as readonly ParsedNode[];
  const attributes = Object.entries((node[':@'] ?? {}) as Readonly<Record<string, unknown>>);
  return {
    name,
    attributes: new Map(attributes.map(([key, value]) => [key, restore(String(value))])),
    children: nodes
      .filter((inner) => nameOf(inner) !== '#text')
      .map((inner) => elementOf(inner, path, depth + 1, restore)),
    text: nodes
      .map((inner) => (nameOf(inner) === '#text' ? restore(String(inner['#text'])) : ''))
      .join('')
      .trim(),
  };
}

function nameOf(node: ParsedNode): string | null {
  return Object.keys(node).find((key) => key !== ':@') ?? null;
}

function malformed(path: string, found: string, more: { readonly line?: number; readonly cause?: unknown }) {
  const expected = 'one element with well-formed contents';
  return fileError('not well-formed XML', { path, ...more }, expected, found.slice(0, 120));
}
