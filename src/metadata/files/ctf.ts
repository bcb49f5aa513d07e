import Type from 'typebox';
import { mapping } from '../fields/build.js';

/** Metadata of an entry of `ctfs`. */
export const ctfEntry = mapping('Ctf', 'About the CTF file.', {
  format: Type.Enum(['CTFFIND', 'Gctf', 'GCTF', 'IMOD'], { description: 'Program that wrote it.' }),
});
