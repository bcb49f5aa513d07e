import { isJsonObject, type JsonObject, type JsonValue, toNumber } from '../../json/index.js';

/** The labels that an instance mask's attributes list, ascending; none when they list none. */
export function imageLabels({ multiscales, ...attributes }: JsonObject): number[] {
  const images = Array.isArray(multiscales) ? multiscales : [];
  const holders = [...images.map((image) => member(image, 'metadata')), attributes];
  const labels = holders
    .map((holder) => member(member(holder, 'image-label'), 'colors'))
    .flatMap((colors) => (Array.isArray(colors) ? colors : []))
    .map((color) => toNumber(member(color, 'label-value')));
  return [...new Set(labels.filter((label) => label !== null))].sort((first, second) => first - second);
}

function member(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return isJsonObject(value) ? value[key] : undefined;
}
