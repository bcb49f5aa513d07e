import { requiredBlock } from '../../deposition/config-rules/metadata.js';
import { sampleTypes } from '../../tree/metadata/collections.js';
import type { Answers } from '../answers.js';
import { type Entry, saysOf } from '../entries.js';
import {
  alias,
  list,
  type MapNode,
  map,
  nodeOf,
  placeholder,
  type ScalarNode,
  scalar,
  type YamlNode,
} from '../yaml-document.js';
import { literalSource } from './source-nodes.js';

/** Returns the depositions section: from a saved archive entry, or placeholders; `types` are the kinds of its data. */
export function depositionSection(entry: Entry, types: readonly string[]): YamlNode {
  return list([
    map({
      metadata: map({
        deposition_identifier: placeholder('number of the deposition, such as 10999', 'deposition'),
        deposition_title: text(entry, 'title', 'title of the deposition'),
        deposition_description: text(entry, 'description', 'what was deposited, in one or two sentences'),
        deposition_types: list(types.map((type) => scalar(type))),
        authors: authors(entry),
        dates: dates(entry),
        cross_references: references(entry),
      }),
      sources: list([literalSource([alias('deposition')])]),
    }),
  ]);
}

const blockExamples: Readonly<Record<string, readonly [name: string, id: string]>> = {
  tissue: ['liver', 'UBERON:0002107'],
  cell_type: ['fibroblast', 'CL:0000057'],
  cell_strain: ['HeLa', 'CVCL_0030'],
  cell_component: ['mitochondrion', 'GO:0005739'],
};

/**
 * Returns the datasets section, with the sample. An answer that gives the sample_type adds the ontology block that it
 * requires, and the number of the dataset is also its name.
 */
export function datasetSection(entry: Entry, answers: Answers): YamlNode {
  const answered = (key: string) =>
    answers.find(([path]) => path === `datasets[0].metadata.${key}`)?.[1] ?? null;
  const types = sampleTypes.map(
    (each) => each + (requiredBlock[each] ? ` (requires ${requiredBlock[each]})` : ''),
  );
  const [number, type] = [answered('dataset_identifier'), answered('sample_type')];
  return list([
    map({
      metadata: map({
        dataset_identifier: placeholder('number of the dataset, such as 10998'),
        dataset_title: again(entry.title, 'title'),
        dataset_description: again(entry.description, 'description'),
        authors: alias('authors'),
        dates: alias('dates'),
        cross_references: references(entry) === null ? null : alias('references'),
        funding: entry.funding === undefined ? null : nodeOf(entry.funding),
        sample_type: placeholder(`one of: ${types.join(', ')}`),
        sample_preparation: optional(entry.samplePreparation, 'how the sample was prepared'),
        grid_preparation: optional(entry.gridPreparation, 'how the grid was prepared'),
        organism: map(
          {
            name: text(entry, 'organism', 'taxon, such as Homo sapiens'),
            taxonomy_id: optional(entry.organism?.taxonomyId, 'NCBI taxonomy number, such as 9606'),
          },
          typeof type === 'string' ? {} : { comment: blockComment },
        ),
        ...sampleBlock(type),
        assay: nodeOf({ name: 'cryo-electron tomography', id: 'EFO:0900000' }),
        development_stage: nodeOf({ name: 'unknown', id: 'unknown' }),
        disease: map({
          name: scalar('normal', 'assumed: the donor had no disease'),
          id: scalar('PATO:0000461', 'or a MONDO id'),
        }),
      }),
      sources: list([literalSource([number === null ? placeholder(numberAgain) : scalar(String(number))])]),
    }),
  ]);
}

const numberAgain = 'number of the dataset again, in quotes: "10998"';

/** Lines that become the ontology block of a kind of sample without the number sign. */
const blockComment = Object.entries(blockExamples)
  .map(([block, [name, id]]) => {
    const types = sampleTypes.filter((type) => requiredBlock[type] === block).join(', ');
    return `${block}: { name: ${name}, id: '${id}' } # required for ${types}`;
  })
  .join('\n');

/** Returns the ontology block that a kind of sample requires, to be filled in; none for unknown kinds. */
function sampleBlock(answer: unknown): Readonly<Record<string, MapNode>> {
  const type = sampleTypes.find((each) => each === answer);
  const block = type === undefined ? undefined : requiredBlock[type];
  const [name, id] = blockExamples[block ?? ''] ?? [];
  if (block === undefined || name === undefined) return {};
  const wanted = (what: string) => placeholder(`${what}; a sample_type ${type} requires it`);
  return { [block]: map({ name: wanted(`${block}, such as ${name}`), id: wanted(`id, such as ${id}`) }) };
}

/** Returns an optional value: null, with a comment that says what it may be. */
function optional(value: string | number | undefined, meaning: string): YamlNode {
  return value === undefined || value === '' ? scalar(null, `${meaning}, if known`) : scalar(value);
}

/** Texts of an entry, with the anchors of their placeholders to which others refer. */
const texts = {
  title: 'title',
  description: 'description',
  organism: undefined,
  depositionDate: 'deposited',
  releaseDate: undefined,
} as const;

/** Returns a text of an entry with what says it, or a placeholder. */
function text(entry: Entry, key: keyof typeof texts, wanted: string): ScalarNode {
  const value = key === 'organism' ? entry.organism?.name : entry[key];
  return value ? scalar(value, saysOf(entry, key)) : placeholder(wanted, texts[key]);
}

/** Returns a text once more, or a reference to the placeholder that is filled in for it. */
function again(value: string | undefined, anchor: string): YamlNode {
  return value ? scalar(value) : alias(anchor);
}

/** Returns the authors of an entry, the first as primary and the last as corresponding author, or a placeholder. */
function authors(entry: Entry): YamlNode {
  const { authors: known = [] } = entry;
  const says = saysOf(entry, 'authors');
  const item = (name: ScalarNode, orcid: ScalarNode | null, isFirst = true, isLast = true) =>
    map({
      name,
      ORCID: orcid,
      primary_author_status: isFirst ? scalar(true) : null,
      corresponding_author_status: isLast ? scalar(true) : null,
    });
  const name = placeholder('full name of an author; repeat the item for each');
  const orcid = placeholder('ORCID, such as 0000-0002-1825-0097, or null');
  if (known.length === 0) return list([item(name, orcid)], { anchor: 'authors' });
  const items = known.map((each, index) =>
    item(scalar(each.name), each.orcid ? scalar(each.orcid) : null, index === 0, index === known.length - 1),
  );
  return list(items, {
    anchor: 'authors',
    comment: `${says === undefined ? '' : `${says}; `}check which authors are primary and corresponding`,
  });
}

function dates(entry: Entry): YamlNode {
  const day = (what: string) => `day ${what}, such as "2025-01-31"`;
  const released = day('they are or were released, not before the deposition');
  return map(
    {
      deposition_date: text(entry, 'depositionDate', day('the data were deposited')),
      release_date: text(entry, 'releaseDate', released),
      last_modified_date: again(entry.modifiedDate ?? entry.depositionDate, 'deposited'),
    },
    { anchor: 'dates' },
  );
}

function references(entry: Entry): YamlNode | null {
  const named = (key: 'publications' | 'databaseEntries') => {
    const { [key]: names = [] } = entry;
    return names.length === 0 ? null : scalar(names.join(', '), saysOf(entry, key));
  };
  const [publications, related] = [named('publications'), named('databaseEntries')];
  if (publications === null && related === null) return null;
  return map({ publications, related_database_entries: related }, { anchor: 'references' });
}
