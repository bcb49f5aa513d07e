import Type from 'typebox';
import { filledList, mapping, optional } from '../../metadata/index.js';

const pattern = Type.String({ minLength: 1 });

const listGlob = Type.String({
  minLength: 1,
  description: 'Glob with {variables}: * and ? within a name, ** for any depth, [abc] and [!abc].',
});

const matchRegex = optional(
  Type.String(),
  'Regular expression searched in the full path; only matching results are kept (default: all).',
);

const nameRegex = optional(
  Type.String(),
  'Regular expression matched from the start of the base name; its first group is the name of the result (default: the whole base name).',
);

export const sourceGlob = mapping('SourceGlob', 'Files and directories of the source that match one glob.', {
  list_glob: listGlob,
  match_regex: matchRegex,
  name_regex: nameRegex,
});

export const sourceMultiGlob = mapping(
  'SourceMultiGlob',
  'Files and directories of the source that match any of several globs; each is named by its full path.',
  { list_globs: filledList(pattern, 'Globs with {variables}, in order.') },
);

export const destinationGlob = mapping(
  'DestinationGlob',
  'What an earlier ingestion wrote: it is referred to, not written again.',
  {
    list_glob: Type.String({
      minLength: 1,
      description: 'Glob in the output that begins with an output variable such as {run_output_path}.',
    }),
    match_regex: matchRegex,
    name_regex: nameRegex,
  },
);

export const destinationFilter = mapping(
  'DestinationFilter',
  'Items of the output whose metadata hold certain values: they are referred to, not written again.',
  {
    filters: filledList(
      mapping('DestinationFilterTerm', 'One value that the metadata must hold.', {
        key: filledList(Type.String(), 'Keys that lead to the value, outermost first.'),
        value: Type.Unknown({ description: 'The value; of a list, one of its items.' }),
      }),
      'All of them must hold.',
    ),
  },
);

export const tomogramHeader = mapping(
  'TomogramHeader',
  'Voxel spacings as the headers of the tomograms give them.',
  {
    list_glob: listGlob,
    match_regex: matchRegex,
    header_key: optional(Type.Enum(['voxel_size']), 'Field of the header (voxel_size).'),
  },
);
