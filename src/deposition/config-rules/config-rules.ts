import type { RuleText } from '../../base/issue.js';
import type { SchemaCode } from '../../base/schema.js';
import { annotationRules, shapeRules } from './annotations.js';
import { acquisitionRules, peopleRules, sampleRules } from './metadata.js';
import type { ConfigRule } from './rule.js';
import { placeholderRules, sectionRules } from './sections.js';
import { globRules, pathRules, regexRules, variableRules } from './sources.js';

/**
 * Every rule on a configuration beyond its schema. A configuration that breaks a rule of the stage `load` would fail
 * or find nothing for every run, so loading fails; `cryoet validate config` checks the others too.
 */
export const configRules: readonly ConfigRule[] = [
  ...placeholderRules,
  ...regexRules,
  ...globRules,
  ...pathRules,
  ...variableRules,
  ...sectionRules,
  ...peopleRules,
  ...sampleRules,
  ...acquisitionRules,
  ...shapeRules,
  ...annotationRules,
];

type Explanation = Pick<RuleText, 'title' | 'why' | 'fix' | 'example'>;

/** Explanations of the codes that the YAML reader and the schema check report. */
const explanations: Readonly<Record<'YAML_INVALID' | SchemaCode, Explanation>> = {
  YAML_INVALID: {
    title: 'The file is one YAML document with a mapping',
    why: 'A file that is not valid YAML cannot be read. Tags, merge keys (`<<`), a repeated key, a second document, unknown aliases and more than the [limits](../config.md#what-is-checked) are refused too.',
    fix: 'Correct the line that the message names; most often the indentation or a quotation mark is wrong.',
  },
  UNKNOWN_KEY: {
    title: 'Every key is known',
    why: 'An unknown key has no effect. Usually it is a misspelling of a key that is then missing.',
    fix: 'Correct the spelling, or remove the key; [template.yaml](../../dataset_config/template.yaml) has every key.',
  },
  MISSING_KEY: {
    title: 'Required keys are present',
    why: 'Without them it is unclear what to ingest, or the metadata files would be invalid.',
    fix: 'Add the key.',
  },
  WRONG_TYPE: {
    title: 'Values are of the kind that the schema asks for',
    why: 'Names made of digits are text where text is asked for, and an integer is written without a fraction.',
    fix: 'Quote text that looks like a number; remove the quotes around a number.',
    example: `datasets:
  - sources:
      - literal: { value: ["10998"] }
`,
  },
  WRONG_VALUE: {
    title: 'Values are among those allowed and in the expected form',
    why: 'Values outside the list, or identifiers and dates in another form, cannot be searched for or linked.',
    fix: 'Choose one of the values that the message lists, or write the value in the form that it shows.',
  },
  OUT_OF_RANGE: {
    title: 'Numbers are in their range',
    why: 'A number outside its range has the wrong unit or is a slip.',
    fix: 'Correct the number; [template.yaml](../../dataset_config/template.yaml) gives the unit of every key.',
  },
  WRONG_COUNT: {
    title: 'Lists have the number of items they must have',
    why: 'An empty list of sources finds nothing, and a matrix with a missing row has no meaning.',
    fix: 'Add or remove items, or remove an optional key with an empty list.',
  },
  NO_CHOICE: {
    title: 'A source has a finder or a shape',
    why: 'The finder says where the items are; without one the source finds nothing.',
    fix: 'Add one of the keys that the message lists.',
    example: `gains:
  - sources:
      - source_glob: { list_glob: "gains/*.mrc" }
`,
  },
  SEVERAL_CHOICES: {
    title: 'A source has only one finder or shape',
    why: 'It is not clear which of them is right.',
    fix: 'Write a separate source for each of them.',
    example: `gains:
  - sources:
      - source_glob: { list_glob: "gains/*.mrc" }
      - source_glob: { list_glob: "gains/*.dm4" }
`,
  },
};

/** Rules of files that are not YAML or depart from the schema, for `cryoet explain` and the rule pages. */
export const formRules: readonly RuleText[] = Object.entries(explanations).map(([code, explanation]) => ({
  code,
  family: 'config-form',
  severity: 'error',
  ...explanation,
}));
