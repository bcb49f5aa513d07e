import type { XmlElement } from '../../formats/xml/index.js';
import { isJsonObject, type JsonValue } from '../../json/index.js';

/** A document as fields of fields, alike for XML and JSON: what is not there is empty. */
export interface Fields {
  /** Text of its own; empty for a mapping. */
  readonly text: string;
  /** Fields of a name, in order: items of a list, or elements. */
  all(name: string): readonly Fields[];
  readonly names: readonly string[];
}

const nothing: Fields = { text: '', all: () => [], names: [] };

/** The first field along some names. */
export function field(fields: Fields, ...names: readonly string[]): Fields {
  return names.reduce((at, name) => at.all(name)[0] ?? nothing, fields);
}

/** Text of the first field along some names; absent where there is none. */
export function textOf(fields: Fields, ...names: readonly string[]): string | undefined {
  const { text } = field(fields, ...names);
  return text === '' ? undefined : text;
}

export function fieldsOfJson(value: JsonValue | undefined): Fields {
  if (isJsonObject(value)) {
    return {
      // EMDB gives a number with a unit, and a text with attributes, as an object.
      text: scalarText(value.valueOf_),
      names: Object.keys(value),
      all: (name) => {
        const item = value[name];
        if (item === undefined || item === null) return [];
        return (Array.isArray(item) ? item : [item]).map(fieldsOfJson);
      },
    };
  }
  return { ...nothing, text: scalarText(value) };
}

export function fieldsOfXml(element: XmlElement): Fields {
  return {
    text: element.text,
    names: [...element.attributes.keys(), ...element.children.map(({ name }) => name)],
    all: (name) => {
      const children = element.children.filter((child) => child.name === name).map(fieldsOfXml);
      const attribute = element.attributes.get(name);
      return attribute === undefined ? children : [...children, { ...nothing, text: attribute }];
    },
  };
}

function scalarText(value: JsonValue | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}
