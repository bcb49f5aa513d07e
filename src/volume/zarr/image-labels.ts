import { isJsonObject, type JsonObject, type JsonValue, toNumber } from '../../json/index.js';

/**
 * The label values that an instance mask's attributes list, as they stand there: those of the top level, where OME-NGFF
 * 0.4 has them, else those of the first image that has some in its metadata, where the portal writes them. Null stands
 * for an entry without a value.
 */
export function listedLabels({ multiscales, ...attributes }: JsonObject): JsonValue[] {
  const images = Array.isArray(multiscales) ? multiscales : [];
  const holders = [attributes, ...images.map((image) => member(image, 'metadata'))];
  const lists = holders.map((holder) => member(member(holder, 'image-label'), 'colors'));
  const list = lists.find((colors) => Array.isArray(colors));
  return (Array.isArray(list) ? list : []).filter(isJsonObject).map((color) => {
    const label = color['label-value'] ?? null;
    return toNumber(label) ?? label;
  });
}

/** The labels that an instance mask's attributes list, ascending; none when they list none. */
export function imageLabels(attributes: JsonObject): number[] {
  const labels = listedLabels(attributes).filter((label) => typeof label === 'number');
  return [...new Set(labels)].sort((first, second) => first - second);
}

function member(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return isJsonObject(value) ? value[key] : undefined;
}
