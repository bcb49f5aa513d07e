/** Every kind of file that is told apart, with what people call it. */
export const fileKinds = {
  volume: 'volume',
  frames: 'movie of frames',
  picture: 'picture',
  mesh: 'mesh',
  points: 'points',
  mdoc: 'SerialEM metadata',
  angles: 'list of tilt angles',
  transforms: 'transforms of sections',
  alignment: 'alignment',
  ctf: 'CTF estimates',
  star: 'STAR file',
  table: 'table',
  json: 'JSON document',
  yaml: 'YAML document',
  xml: 'XML document',
  text: 'text',
  unknown: 'unknown',
} as const;

/** What a file is for, by the family of readers that takes it. */
export type FileKind = keyof typeof fileKinds;

/** One reading of a file. */
export interface Recognized {
  readonly kind: FileKind;
  /** As the registry of the kind names it: a `file_format`, a format of volumes, meshes, alignments or CTF tables. */
  readonly format: string;
}
