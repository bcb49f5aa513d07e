import Type, { type TSchema } from 'typebox';
import { annotationShapes, type ParentType, type ShapeContent, type ShapeRow } from '../../entities/index.js';
import { autoFormat, meshFormats } from '../../formats/mesh/index.js';
import { pointFormatNames } from '../../formats/points/index.js';
import { mapping, optional, optionalFlag, optionalList } from '../../metadata/index.js';
import { choice, exclude, parentFilters } from './source.js';

const glob = Type.String({ minLength: 1 });

function shapeSchema(name: string, row: ShapeRow) {
  const { description, options } = row;
  return mapping(name, description, {
    file_format: Type.Enum(row.fileFormats ?? formatsOf(row.content), {
      description: 'Format of the files.',
    }),
    glob_string: optional(glob, 'Glob with {variables}; results are named by their base name.'),
    glob_strings: optionalList(glob, 'Several globs; results are named by their full path.'),
    is_visualization_default: optionalFlag('Whether viewers show it first (default false).'),
    is_portal_standard: optionalFlag('Kept for older files, without effect.'),
    ...options,
  });
}

/** Names of the formats that a content can be read from, and `auto`. */
function formatsOf(content: ShapeContent): readonly string[] {
  if (content.kind === 'points') return pointFormatNames(content.type);
  const meshes = meshFormats.filter(
    ({ isGroup }) => content.kind === 'mesh' && isGroup === content.isOfGroup,
  );
  return [...meshes.map(({ name }) => name), autoFormat];
}

/** A source of an annotation: exactly one shape. */
export function annotationSource(title: string, parents: readonly ParentType[]): TSchema {
  const shapes = Object.entries(annotationShapes).map(([name, row]) => [name, shapeSchema(name, row)]);
  return choice(
    title,
    'Where to look: exactly one shape with its files.',
    'shape',
    Object.fromEntries(shapes),
    { ...parentFilters(parents), exclude },
  );
}
