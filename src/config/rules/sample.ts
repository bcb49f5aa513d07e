import { isJsonObject, type JsonObject } from '../../json/index.js';
import type { sampleTypes } from '../../metadata/index.js';
import type { ConfigRule } from './rule.js';
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

export const sampleBlock: ConfigRule = {
  code: 'SAMPLE_BLOCK_MISSING',
  title: 'a dataset has the ontology block that its sample_type asks for, with id and name',
  severity: 'error',
  stage: 'validate',
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
};

export const experimentBlocks: ConfigRule = {
  code: 'EXPERIMENT_BLOCK_MISSING',
  title: 'a dataset has assay, development_stage and disease',
  severity: 'error',
  stage: 'validate',
  *check(document) {
    for (const { path, value } of metadataOf(document, ['datasets'])) {
      for (const name of ['assay', 'development_stage', 'disease']) {
        if (isJsonObject(value[name])) continue;
        yield { path, message: `the key '${name}' is missing`, expected: `${name} with id and name` };
      }
    }
  },
};

export const stageUnknown: ConfigRule = {
  code: 'DEVELOPMENT_STAGE_HALF_UNKNOWN',
  title: 'a development_stage is unknown by id and name or by neither',
  severity: 'error',
  stage: 'validate',
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
};
