import type { JsonValue } from '../../json/index.js';

/** A value of a YAML document together with where it stands; a node behind an alias stands in several places. */
export interface YamlNode {
  readonly value: JsonValue;
  /** Offset of the value in the text. */
  readonly offset: number;
  /** Children of a mapping by key. */
  readonly pairs?: ReadonlyMap<string, YamlPair>;
  /** Children of a sequence. */
  readonly items?: readonly YamlNode[];
  /** How many levels of collections it holds, aliases followed. */
  readonly depth: number;
  /** How many values it holds, aliases followed. */
  readonly values: number;
  /** How many characters of text it holds, aliases followed. */
  readonly characters: number;
}

export interface YamlPair {
  /** Offset of the key in the text. */
  readonly keyOffset: number;
  readonly node: YamlNode;
}
