import Type, { type TSchema } from 'typebox';
import { filledList, floatTemplate, mapping, optional, textTemplate } from '../../metadata/index.js';

/** Names written out, of a kind that depends on the section. */
export function literal(title: string, items: TSchema) {
  return mapping(title, 'Names written out.', { value: filledList(items, 'The names, in order.') });
}

const name = Type.String({ minLength: 1 });

export const nameLiteral = literal('NameLiteral', name);

export const depositionLiteral = literal('DepositionLiteral', Type.Integer());

export const spacingLiteral = literal(
  'VoxelSpacingLiteral',
  Type.Union([Type.Number({ exclusiveMinimum: 0 }), floatTemplate, textTemplate], {
    description: 'Voxel spacing in Å, or the column that holds it.',
  }),
);

const photo = optional(
  Type.String({ minLength: 1 }),
  'Image: a path in the source, an http(s) address, or null for none.',
);

export const keyPhotoLiteral = mapping('KeyPhotoLiteral', 'Images written out.', {
  value: mapping('KeyPhotos', 'One image for each use.', { snapshot: photo, thumbnail: photo }),
});
