import Type from 'typebox';
import { optional, optionalFlag, optionalText } from '../metadata/index.js';

/** Keys that shapes have in a configuration besides those that all of them have. */
export const axes = (description: string) => optional(Type.Enum(['xyz', 'zyx']), description);

export const binning = optional(Type.Number({ minimum: 0 }), 'Divides the coordinates (default 1).');

export const rowFilter = optionalText('Template of the value that selects the rows of a run.');

export const rescale = optionalFlag('Whether to resize to the size of the alignment (default false).');

export const scale = optional(Type.Number({ minimum: 0 }), 'Multiplies the coordinates (default 1).');

export const tomograms = optionalText(
  'Template of the path of the file that lists the tomograms: tomograms.star of RELION 5, the .doc of a Dynamo table.',
);
