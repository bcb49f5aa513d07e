import { isJsonObject, type JsonObject } from '../../json/index.js';
import type { sampleTypes } from '../../metadata/index.js';
import { defineConfigRules } from './rule.js';
import { metadataOf } from './walk.js';

type SampleType = (typeof sampleTypes)[number];

/** Which ontology block a kind of sample must have. */
const requiredBlock: Readonly<Partial<Record<SampleType, string>>> = {
  organism: 'tissue',
  organoid: 'tissue',
  tissue: 'tissue',
  cell_line: 'cell_strain',
  primary_cell_culture: 'cell_type',
  organelle: 'cell_component',
  virus: 'cell_component',
};

function hasText(block: JsonObject, key: string): boolean {
  const value = block[key];
  return typeof value === 'string' && value !== '';
}

export const sampleRules = defineConfigRules('config-metadata', [
  {
    code: 'SAMPLE_BLOCK_MISSING',
    severity: 'error',
    stage: 'validate',
    title: 'A dataset has the ontology block of its sample_type',
    why: 'Each kind of sample is described by one term: organism, organoid and tissue by `tissue`, cell_line by `cell_strain`, primary_cell_culture by `cell_type`, organelle and virus by `cell_component`.',
    fix: 'Add the block with `id` and `name`, or correct `sample_type`.',
    example: `datasets:
  - metadata:
      sample_type: organelle
      cell_component: { id: GO:0005739, name: mitochondrion }
`,
    *check(document) {
      for (const { path, value } of metadataOf(document, ['datasets'])) {
        const kind = value.sample_type;
        if (typeof kind !== 'string' || !Object.hasOwn(requiredBlock, kind)) continue;
        const name = requiredBlock[kind as SampleType] as string;
        const block = value[name];
        if (isJsonObject(block) && hasText(block, 'id') && hasText(block, 'name')) continue;
        yield {
          path: isJsonObject(block) ? [...path, name] : [...path, 'sample_type'],
          message: `the sample_type ${kind} asks for ${name}`,
          expected: `${name} with id and name`,
        };
      }
    },
  },
  {
    code: 'EXPERIMENT_BLOCK_MISSING',
    severity: 'error',
    stage: 'validate',
    title: 'A dataset has assay, development_stage and disease',
    why: 'The portal filters datasets by these ontology terms.',
    fix: 'Add the block with `id` and `name`; `unknown` is allowed for a development stage.',
    example: `datasets:
  - metadata:
      assay: { id: EFO:0900000, name: cryo-electron tomography }
      development_stage: { id: unknown, name: unknown }
      disease: { id: PATO:0000461, name: normal }
`,
    *check(document) {
      for (const { path, value } of metadataOf(document, ['datasets'])) {
        for (const name of ['assay', 'development_stage', 'disease']) {
          if (isJsonObject(value[name])) continue;
          yield { path, message: `the key '${name}' is missing`, expected: `${name} with id and name` };
        }
      }
    },
  },
  {
    code: 'DEVELOPMENT_STAGE_HALF_UNKNOWN',
    severity: 'error',
    stage: 'validate',
    title: 'A development_stage is unknown in id and name, or in neither',
    why: 'A known id with an unknown name, or the other way round, is a mistake.',
    fix: 'Write `unknown` for both, or give both.',
    *check(document) {
      for (const { path, value } of metadataOf(document, ['datasets'])) {
        const stage = value.development_stage;
        if (!isJsonObject(stage) || (stage.id === 'unknown') === (stage.name === 'unknown')) continue;
        yield {
          path: [...path, 'development_stage'],
          message: 'only one of id and name is unknown',
          expected: 'unknown for both or for neither',
          found: `id ${String(stage.id)}, name ${String(stage.name)}`,
        };
      }
    },
  },
]);
