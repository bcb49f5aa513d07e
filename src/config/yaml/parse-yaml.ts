import { parseEvents, YAMLException } from 'js-yaml';
import { ConfigError } from '../../errors/index.js';
import { isJsonObject, type JsonObject } from '../../json/index.js';
import type { KeyPath } from '../../json/schema/index.js';
import { composeYaml, type YamlNode } from './compose-yaml.js';
import { decodeText } from './decode-text.js';
import { LineIndex, type TextPosition } from './line-index.js';
import { quotedText } from './unquoted-text.js';
import { yamlLimits } from './yaml-limits.js';

/** One YAML mapping whose floats keep their spelling, with the place of every key and value. */
export interface YamlDocument {
  readonly value: JsonObject;
  /** Place of the value at a path, or of its nearest ancestor that exists. */
  locate(path: KeyPath): TextPosition;
  /** Place of the key at the end of a path, or of its nearest ancestor that exists. */
  locateKey(path: KeyPath): TextPosition;
}

/**
 * Reads one YAML document (1.2 core rules, no tags, no merge keys) that is a mapping. Fails with a ConfigError at
 * the line of the fault: bad syntax, a key given twice, or more than `yamlLimits` allows.
 */
export function parseYaml(source: string | Uint8Array, file: string): YamlDocument {
  const size = typeof source === 'string' ? Buffer.byteLength(source) : source.byteLength;
  if (size > yamlLimits.bytes) {
    throw new ConfigError('the file is too large for a configuration', {
      path: file,
      expected: `at most ${yamlLimits.bytes} bytes`,
      found: `${size} bytes`,
    });
  }
  const text = (typeof source === 'string' ? source : decodeText(source, file)).replace(/^\uFEFF/, '');
  const lines = new LineIndex(text);
  const root = compose(text, file, lines);
  if (root === null) throw new ConfigError('the file is empty', { path: file });
  if (!isJsonObject(root.value)) {
    throw new ConfigError('not a configuration', {
      path: file,
      ...lines.position(root.offset),
      expected: 'a mapping with keys such as datasets and runs',
    });
  }
  return {
    value: root.value,
    locate: (path) => lines.position(offsetOf(root, path, false)),
    locateKey: (path) => lines.position(offsetOf(root, path, true)),
  };
}

function compose(text: string, file: string, lines: LineIndex): YamlNode | null {
  try {
    const events = parseEvents(text, { filename: file, maxDepth: yamlLimits.depth + 1 });
    return composeYaml(events, text, (offset, message, facts) => {
      throw new ConfigError(message, { path: file, ...lines.position(offset), ...facts });
    });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const { mark } = error;
    const position = mark === undefined ? {} : { line: mark.line + 1, column: mark.column + 1 };
    if (error.reason.startsWith('nesting exceeded')) {
      const expected = `at most ${yamlLimits.depth} levels`;
      throw new ConfigError('nested too deeply', { path: file, ...position, expected });
    }
    const all = text.split(/\r?\n/);
    const line = mark === undefined ? undefined : all[mark.line];
    const quoted =
      line === undefined ? null : (quotedText(line) ?? quotedText(all[(mark?.line ?? 0) - 1] ?? ''));
    throw new ConfigError(`not valid YAML: ${error.reason}`, {
      path: file,
      ...position,
      ...(quoted === null ? {} : { expected: `text; quote it: ${quoted}` }),
      cause: error,
    });
  }
}

/** Offset of the value at a path, or of its key; of the nearest ancestor where there is none. */
function offsetOf(root: YamlNode, path: KeyPath, wantsKey: boolean): number {
  let node = root;
  let offset = root.offset;
  for (const [index, step] of path.entries()) {
    const child = node.children.get(step);
    if (child === undefined) break;
    offset = wantsKey && index === path.length - 1 ? child.offset : child.node.offset;
    node = child.node;
  }
  return offset;
}
