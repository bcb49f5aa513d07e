/** Text of a side-car file, with the name that messages give it. */
export interface NamedText {
  readonly text: string;
  readonly path: string;
}
