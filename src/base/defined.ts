/**
 * Returns an object without the keys whose value is undefined, to be spread where `exactOptionalPropertyTypes` refuses
 * an undefined value.
 *
 * @example
 * defined({ line: 3, hint: undefined }); // { line: 3 }
 */
export function defined<Values extends object>(
  values: Values,
): { [Key in keyof Values]?: Exclude<Values[Key], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Values]?: Exclude<Values[Key], undefined>;
  };
}
