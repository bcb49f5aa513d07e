import { isJsonObject, textAt, toNumber, valueAt } from '../../base/json-value.js';
import type { SectionName } from '../../tree/entities/entity-type.js';
import type { sampleTypes } from '../../tree/metadata/collections.js';
import { authorsTwice, isOrcid } from '../../tree/metadata/common.js';
import { isInvertible } from '../../tree/metadata/derived-records.js';
import { cameraModels } from '../../tree/metadata/reconstruction.js';
import { type ConfigRule, defineConfigRules, each, metadataOf, objectsIn, ofMetadata } from './rule.js';

/** Rules on how the data were acquired. */
export const acquisitionRules = defineConfigRules('config-metadata', 'validate', [
  {
    code: 'DOSE_RATE_ZERO',
    title: 'The dose rate of frames is above 0',
    why: 'Users multiply it by exposure times; 0 or less gives a wrong dose.',
    fix: 'Give the dose rate in e/Å² per second.',
    check: each(ofMetadata('frames'), function* ({ path, value }) {
      const rate = toNumber(value.dose_rate);
      if (rate === null || rate > 0) return;
      const message = 'the dose rate is not positive';
      yield { path: [...path, 'dose_rate'], message, expected: 'a number above 0', found: `${rate}` };
    }),
  },
  {
    code: 'TILT_RANGE_REVERSED',
    title: 'The lowest tilt is not above the highest',
    why: 'A range whose `min` is above its `max` contains no tilt.',
    fix: 'Swap `min` and `max`.',
    example: `tiltseries:
  - metadata:
      tilt_range: { min: -60, max: 60 }
`,
    check: each(ofMetadata('tiltseries'), function* ({ path, value }) {
      const lowest = toNumber(valueAt(value, 'tilt_range', 'min'));
      const highest = toNumber(valueAt(value, 'tilt_range', 'max'));
      if (lowest === null || highest === null || lowest <= highest) return;
      const expected = 'min of at most max';
      const found = `min ${lowest}, max ${highest}`;
      yield { path: [...path, 'tilt_range'], message: 'min is above max', expected, found };
    }),
  },
  {
    code: 'CAMERA_MODEL',
    severity: 'warning',
    title: 'The camera model is one of its manufacturer',
    why: 'Users search for cameras by model; a model of another manufacturer is often a slip.',
    fix: 'Correct `model` or `manufacturer`.',
    check: each(ofMetadata('tiltseries'), function* ({ path, value }) {
      const manufacturer = textAt(value, 'camera', 'manufacturer');
      const model = textAt(value, 'camera', 'model');
      if (manufacturer === null || model === null || model.includes('{')) return;
      if (!Object.hasOwn(cameraModels, manufacturer)) return;
      const models: readonly string[] = cameraModels[manufacturer as keyof typeof cameraModels];
      if (models.includes(model)) return;
      const message = `not a camera of ${manufacturer}`;
      yield { path: [...path, 'camera', 'model'], message, expected: models.join(', '), found: model };
    }),
  },
  {
    code: 'AFFINE_BOTTOM_ROW',
    severity: 'warning',
    title: 'The last row of an affine matrix is 0 0 0 1',
    why: 'Another last row makes the transformation projective; most often the matrix was transposed.',
    fix: 'Write the translation in the last column, not in the last row.',
    example: `alignments:
  - metadata:
      affine_transformation_matrix: [[1, 0, 0, 20], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]
`,
    check: each(ofMetadata('tomograms', 'alignments'), function* ({ path, value }) {
      const rows = value.affine_transformation_matrix;
      const last = Array.isArray(rows) ? rows[3] : undefined;
      if (!Array.isArray(last)) return;
      const numbers = last.map((item) => toNumber(item)).join(' ');
      if (numbers === '0 0 0 1') return;
      const message = 'the last row of the matrix is unusual';
      const expected = '0 0 0 1';
      yield { path: [...path, 'affine_transformation_matrix', 3], message, expected, found: numbers };
    }),
  },
  {
    code: 'AFFINE_SINGULAR',
    title: 'An affine matrix can be inverted',
    why: 'A matrix with a row of zeros, or with rows that depend on each other, maps the volume to a plane, and no program can go back.',
    fix: 'Correct the row that the first three rows lack; the identity is the default.',
    check: each(ofMetadata('tomograms', 'alignments'), function* ({ path, value }) {
      const rows = value.affine_transformation_matrix;
      const linear = Array.isArray(rows) ? [...rows.slice(0, 3), [0, 0, 0, 1]] : undefined;
      if (linear === undefined || isInvertible(linear) !== false) return;
      const found = linear.slice(0, 3).map((row) => (Array.isArray(row) ? row.join(' ') : ''));
      const message = 'the matrix cannot be inverted';
      const expected = 'three independent rows';
      const at = [...path, 'affine_transformation_matrix'];
      yield { path: at, message, expected, found: found.join(', ') };
    }),
  },
]);

const authored: readonly SectionName[] = ['depositions', 'datasets', 'tomograms', 'annotations'];

/** Rules on authors and dates. */
export const peopleRules = defineConfigRules('config-metadata', 'validate', [
  {
    code: 'PRIMARY_AUTHOR_MISSING',
    title: 'At least one author is a primary author',
    why: 'Citations are made from the primary authors.',
    fix: 'Set `primary_author_status: true` for the main authors.',
    check: someAuthor('primary_author_status'),
  },
  {
    code: 'CORRESPONDING_AUTHOR_MISSING',
    title: 'At least one author is a corresponding author',
    why: 'Users must know whom to ask.',
    fix: 'Set `corresponding_author_status: true` for one author.',
    check: someAuthor('corresponding_author_status'),
  },
  {
    code: 'ORCID_CHECK_DIGIT',
    title: 'ORCID identifiers have their check digit',
    why: 'A mistyped identifier credits another person, or no one.',
    fix: 'Correct the ORCID; `https://orcid.org/` and the number lead to the person.',
    *check(document) {
      const told = new Set<string>();
      for (const { path, value } of metadataOf(document, authored)) {
        for (const [at, author] of objectsIn(value.authors, [...path, 'authors'])) {
          const orcid = textAt(author, 'ORCID');
          if (orcid === null || isOrcid(orcid) !== false || told.has(orcid)) continue;
          told.add(orcid);
          yield { path: [...at, 'ORCID'], message: 'the check digit of the ORCID is wrong', found: orcid };
        }
      }
    },
  },
  {
    code: 'AUTHOR_REPEATED',
    title: 'An author is listed once',
    why: 'Citations and credit come from this list. An author who is listed twice counts twice, or replaces another one.',
    fix: 'Remove the duplicate, or write the author who was meant.',
    check: each(ofMetadata(...authored), function* ({ path, value }) {
      const authors = [...objectsIn(value.authors, [...path, 'authors'])];
      for (const { index, before, found } of authorsTwice(authors.map(([, author]) => author))) {
        const expected = `another author than authors[${before}]`;
        yield { path: authors[index]?.[0] ?? path, message: 'the same author again', expected, found };
      }
    }),
  },
  {
    code: 'RELEASE_BEFORE_DEPOSITION',
    title: 'Depositions, datasets and annotations are released on the day of their deposition or later',
    why: 'Data cannot be released before they were deposited.',
    fix: 'Correct `deposition_date` or `release_date`.',
    example: `datasets:
  - metadata:
      dates: { deposition_date: 2025-03-14, last_modified_date: 2025-03-20, release_date: 2025-04-01 }
`,
    check: each(ofMetadata('depositions', 'datasets', 'annotations'), function* ({ path, value }) {
      const deposited = textAt(value, 'dates', 'deposition_date');
      const released = textAt(value, 'dates', 'release_date');
      if (deposited === null || released === null || deposited <= released) return;
      const message = 'released before it was deposited';
      const expected = `${deposited} or later`;
      yield { path: [...path, 'dates', 'release_date'], message, expected, found: released };
    }),
  },
]);

/** Returns the check that at least one author has a status; metadata without authors are left to the schema. */
function someAuthor(status: string): ConfigRule['check'] {
  return each(ofMetadata(...authored), function* ({ path, value }) {
    const authors = [...objectsIn(value.authors, [])];
    if (authors.length === 0 || authors.some(([, author]) => author[status] === true)) return;
    yield { path: [...path, 'authors'], message: `no author has ${status}: true` };
  });
}

type SampleType = (typeof sampleTypes)[number];

/** The ontology block that a dataset of a kind of sample must have. */
export const requiredBlock: Readonly<Partial<Record<SampleType, string>>> = {
  organism: 'tissue',
  organoid: 'tissue',
  tissue: 'tissue',
  cell_line: 'cell_strain',
  primary_cell_culture: 'cell_type',
  organelle: 'cell_component',
  virus: 'cell_component',
};

export const sampleRules = defineConfigRules('config-metadata', 'validate', [
  {
    code: 'SAMPLE_BLOCK_MISSING',
    title: 'A dataset has the ontology block of its sample_type',
    why: 'Each kind of sample is described by one term: organism, organoid and tissue by `tissue`, cell_line by `cell_strain`, primary_cell_culture by `cell_type`, organelle and virus by `cell_component`.',
    fix: 'Add the block with `id` and `name`, or correct `sample_type`.',
    example: `datasets:
  - metadata:
      sample_type: organelle
      cell_component: { id: GO:0005739, name: mitochondrion }
`,
    check: each(ofMetadata('datasets'), function* ({ path, value }) {
      const kind = value.sample_type;
      if (typeof kind !== 'string' || !Object.hasOwn(requiredBlock, kind)) return;
      const name = requiredBlock[kind as SampleType] as string;
      if (textAt(value, name, 'id') && textAt(value, name, 'name')) return;
      const message = `the sample_type ${kind} asks for ${name}`;
      const expected = `${name} with id and name`;
      const at = isJsonObject(value[name]) ? name : 'sample_type';
      yield { path: [...path, at], message, expected };
    }),
  },
  {
    code: 'EXPERIMENT_BLOCK_MISSING',
    title: 'A dataset has assay, development_stage and disease',
    why: 'The portal filters datasets by these ontology terms.',
    fix: 'Add the block with `id` and `name`; `unknown` is allowed for a development stage.',
    example: `datasets:
  - metadata:
      assay: { id: EFO:0900000, name: cryo-electron tomography }
      development_stage: { id: unknown, name: unknown }
      disease: { id: PATO:0000461, name: normal }
`,
    check: each(ofMetadata('datasets'), function* ({ path, value }) {
      for (const name of ['assay', 'development_stage', 'disease']) {
        if (isJsonObject(value[name])) continue;
        yield { path, message: `the key '${name}' is missing`, expected: `${name} with id and name` };
      }
    }),
  },
  {
    code: 'DEVELOPMENT_STAGE_HALF_UNKNOWN',
    title: 'A development_stage is unknown in id and name, or in neither',
    why: 'A known id with an unknown name, or the other way round, is a mistake.',
    fix: 'Write `unknown` for both, or give both.',
    check: each(ofMetadata('datasets'), function* ({ path, value }) {
      const stage = value.development_stage;
      if (!isJsonObject(stage) || (stage.id === 'unknown') === (stage.name === 'unknown')) return;
      const message = 'only one of id and name is unknown';
      const expected = 'unknown for both or for neither';
      const found = `id ${String(stage.id)}, name ${String(stage.name)}`;
      yield { path: [...path, 'development_stage'], message, expected, found };
    }),
  },
]);
