import Type, { type TSchema } from 'typebox';
import { filledList, xyz } from '../fields/build.js';

const open = (title: string, description: string, properties: Record<string, TSchema>) =>
  Type.Object(properties, { title, description });

/** A length with its unit, as Neuroglancer writes it: `[1.348e-9, "m"]`. */
const scale = Type.Array(Type.Union([Type.Number({ exclusiveMinimum: 0 }), Type.String()]), {
  minItems: 2,
  maxItems: 2,
});

const layer = open('Layer', 'One layer of the viewer.', {
  type: Type.Enum(['image', 'segmentation', 'annotation', 'mesh', 'single mesh'], {
    description: 'Kind of layer.',
  }),
  name: Type.String({ minLength: 1, description: 'Name of the layer.' }),
});

/** Schema of a viewer configuration; Neuroglancer's own keys are many, so only what the portal relies on is asked for. */
export const vizConfigFile = open('VizConfig', 'Neuroglancer state of a tomogram.', {
  dimensions: xyz('Dimensions', 'Voxel size along x, y and z.', scale),
  layers: filledList(layer, 'Layers, the tomogram first.'),
});
