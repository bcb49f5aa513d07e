import Type from 'typebox';
import { autoCtf, ctfFormats } from '../../formats/ctf/index.js';
import { mapping } from '../fields/build.js';

/** Metadata of an entry of `ctfs`. */
export const ctfEntry = mapping('Ctf', 'About the CTF file.', {
  format: Type.Enum([...ctfFormats.flatMap(({ names }) => names), autoCtf], {
    description: 'Program that wrote it; auto: as the table looks like.',
  }),
});
