import type { globalKinds, Kind, KindTypes, sectionKinds } from './key-kinds.js';

type Typed<Kinds extends Readonly<Record<string, Kind>>> = {
  readonly [Key in keyof Kinds]?: KindTypes[Kinds[Key]];
};

/** Typed values of the keys before the first section. */
export type MdocGlobals = Typed<typeof globalKinds>;

/** Typed values of the keys of a section. */
export type MdocKeys = Typed<typeof sectionKinds>;

/** One image, montage piece or frame set of an mdoc. */
export type MdocSection = MdocKeys & {
  /** Values of keys that have no type here. */
  readonly others: Readonly<Record<string, string>>;
  /** 1-based line of the section's header. */
  readonly line: number;
};

/** A SerialEM metadata file. */
export interface Mdoc {
  readonly globals: MdocGlobals & { readonly others: Readonly<Record<string, string>> };
  /** Whole title lines in file order, with their brackets where they have them. */
  readonly titles: readonly string[];
  /** At least one, in file order. */
  readonly sections: readonly MdocSection[];
}
