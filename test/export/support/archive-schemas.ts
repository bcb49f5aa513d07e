/** JSON Schemas of what specifications of archives demand, where there is no published schema. */

const text = { type: 'string', minLength: 1 };
const one = (reference: object) => ({ anyOf: [reference, { type: 'array', items: reference }] });
const reference = {
  type: 'object',
  required: ['@id'],
  properties: { '@id': text },
  additionalProperties: false,
};
const day = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}' };

/**
 * Croissant 1.0: "Required" of "Dataset-level Information", "FileObject" and "FileSet" of its specification
 * (mlcommons/croissant, `docs/croissant-spec-1.0.md`), and what `file_object.py` and `file_set.py` of mlcroissant
 * demand: an id, a media type, and an address or a container.
 */
const person = {
  type: 'object',
  required: ['@type', 'name'],
  properties: { '@type': { enum: ['sc:Person', 'sc:Organization'] }, name: text },
};
export const croissantSchema = {
  type: 'object',
  required: [
    ...['@context', '@type', 'conformsTo', 'name', 'description', 'license', 'url'],
    ...['creator', 'datePublished', 'distribution'],
  ],
  properties: {
    '@context': {
      type: 'object',
      // Of the context that the specification recommends.
      required: ['@vocab', 'sc', 'cr', 'rai', 'dct', 'conformsTo', 'citeAs', 'includes', 'isLiveDataset'],
      properties: {
        recordSet: { const: 'cr:recordSet' },
        dataType: { const: { '@id': 'cr:dataType', '@type': '@vocab' } },
        data: { const: { '@id': 'cr:data', '@type': '@json' } },
      },
      minProperties: 36,
    },
    '@type': { const: 'sc:Dataset' },
    conformsTo: { const: 'http://mlcommons.org/croissant/1.0' },
    name: text,
    description: text,
    datePublished: day,
    creator: { type: 'array', minItems: 1, items: person },
    keywords: { type: 'array', items: text },
    citeAs: text,
    isLiveDataset: { type: 'boolean' },
    distribution: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['@type', '@id', 'name', 'encodingFormat'],
        properties: {
          '@type': { enum: ['cr:FileObject', 'cr:FileSet'] },
          '@id': text,
          name: text,
          encodingFormat: { type: 'string', pattern: '^[a-z]+/[\\w.+-]+$' },
          contentUrl: text,
          includes: one(text),
          containedIn: one(reference),
        },
        if: { properties: { '@type': { const: 'cr:FileSet' } } },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
        then: { required: ['includes', 'containedIn'] },
        else: { required: ['contentUrl'] },
      },
    },
  },
  // Files of a data set that is not live need a digest.
  if: { not: { required: ['isLiveDataset'], properties: { isLiveDataset: { const: true } } } },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
  then: { properties: { distribution: { items: { required: ['sha256'] } } } },
};

/**
 * RO-Crate 1.1: what "Root Data Entity", "Data Entities" and "RO-Crate JSON-LD" of its specification
 * (ResearchObject/ro-crate, `docs/_specification/1.1/`) say must be: a flat graph with the descriptor and the root.
 */
const value = {
  anyOf: [
    { type: ['string', 'number', 'boolean'] },
    reference,
    { type: 'array', items: { $ref: '#/$defs/single' } },
  ],
};
const entityOf = (id: object, type: string, required: readonly string[], more: object = {}) => ({
  type: 'object',
  required: ['@id', '@type', ...required],
  properties: { '@id': id, '@type': { const: type }, ...more },
});
export const roCrateSchema = {
  $defs: { single: { anyOf: [{ type: ['string', 'number', 'boolean'] }, reference] } },
  type: 'object',
  required: ['@context', '@graph'],
  properties: {
    '@context': { const: 'https://w3id.org/ro/crate/1.1/context' },
    '@graph': {
      type: 'array',
      items: {
        type: 'object',
        required: ['@id', '@type'],
        properties: { '@id': { type: 'string', pattern: '^(?!\\.\\./)\\S+$' }, '@type': text },
        additionalProperties: value,
        if: { properties: { '@type': { const: 'File' } } },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
        then: { properties: { '@id': { pattern: '^(?:[a-z][a-z\\d+.-]*:\\S+|[^/#]\\S*)$' } } },
      },
      allOf: [
        {
          contains: entityOf({ const: 'ro-crate-metadata.json' }, 'CreativeWork', ['about', 'conformsTo'], {
            about: { const: { '@id': './' } },
            conformsTo: { const: { '@id': 'https://w3id.org/ro/crate/1.1' } },
          }),
        },
        {
          contains: entityOf(
            { const: './' },
            'Dataset',
            ['name', 'description', 'datePublished', 'license', 'hasPart'],
            {
              name: text,
              description: text,
              datePublished: day,
            },
          ),
        },
      ],
    },
  },
};
