import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  annotationShapeNames,
  annotationShapes,
  layerKinds,
  publishedShape,
  publishedShapes,
  shapeOfMeshInstances,
  viewedFormat,
} from '../../../src/tree/entities/annotation-shapes.js';
import { describedAt, documentAt, metadataKinds } from '../../../src/tree/entities/documents.js';
import {
  ancestorTypes,
  childTypes,
  type EntityType,
  entities,
  entityTypes,
  identifiedBy,
  identifiedTypes,
  metadataTemplate,
  sectionNames,
  sectionType,
  templatesOf,
  templateType,
} from '../../../src/tree/entities/entity-type.js';
import { type PathTemplateName, pathTemplates } from '../../../src/tree/layout/path-templates.js';
import { keyImageNames } from '../../../src/volume/key-image.js';

const test = suite('entities');

test('lists types in the order of the walk and sections in that of a configuration', () => {
  assert.equal(entityTypes.slice(0, 4), ['deposition', 'dataset', 'run', 'gain']);
  assert.equal(entityTypes.slice(-3), ['viz_config', 'dataset_keyphoto', 'deposition_keyphoto']);
  assert.equal(new Set(entityTypes).size, Object.keys(entities).length);
  assert.equal(sectionNames.slice(0, 4), [
    'depositions',
    'deposition_keyphotos',
    'datasets',
    'dataset_keyphotos',
  ]);
  assert.is(new Set(sectionNames).size, sectionNames.length);
  assert.is(sectionType('ctfs'), 'ctf');
});

test('says what lies above and below a type', () => {
  assert.equal(ancestorTypes('key_image'), ['deposition', 'dataset', 'run', 'voxel_spacing', 'tomogram']);
  assert.equal(childTypes('voxel_spacing', 'early'), ['annotation']);
  // A new type may come between them.
  const among = (types: readonly EntityType[], known: readonly EntityType[]) =>
    types.filter((type) => known.includes(type));
  assert.equal(among(childTypes('voxel_spacing', 'usual'), ['viz_config', 'tomogram', 'annotation']), [
    'tomogram',
    'viz_config',
  ]);
  assert.equal(among(childTypes('deposition', 'usual'), ['deposition_keyphoto', 'dataset', 'run']), [
    'dataset',
    'deposition_keyphoto',
  ]);
  for (const type of entityTypes) {
    const { parent } = entities[type];
    assert.is(ancestorTypes(type).at(-1) ?? null, parent, type);
  }
  assert.equal(childTypes(null, 'usual'), ['deposition']);
});

test('every place of the layout belongs to a type, whose rows name it where they have to', () => {
  for (const template of Object.keys(pathTemplates) as PathTemplateName[]) {
    assert.ok(templatesOf(templateType(template)).includes(template), template);
  }
  for (const type of entityTypes) {
    const { documents = {}, mrc = {}, owns } = entities[type];
    for (const template of [...Object.keys(documents), ...Object.keys(mrc)] as PathTemplateName[]) {
      assert.is(templateType(template), type, template);
    }
    const metadata = metadataTemplate(type);
    if (metadata !== null) assert.ok(documentAt(metadata) !== null, type);
    for (const template of owns ?? []) {
      assert.is(identifiedBy(templateType(template)), identifiedBy(type), template);
    }
  }
  assert.is(new Set(metadataKinds).size, metadataKinds.length);
});

test('says which metadata name a file', () => {
  assert.is(describedAt('rawTilt'), 'tiltSeriesMetadata');
  assert.is(describedAt('mdoc'), 'framesMetadata');
  assert.is(describedAt('tomogramZarr'), 'tomogramMetadata');
  assert.is(describedAt('datasetImage'), 'datasetMetadata');
  for (const template of [
    'gain',
    'keyImage',
    'annotationPrecompute',
    'vizConfig',
    'identifiedObjects',
  ] as const) {
    assert.is(describedAt(template), null, template);
  }
});

test('orders types with identifiers by what their identities depend on', () => {
  const known = ['tiltseries', 'alignment', 'tomogram', 'annotation'];
  assert.equal(
    identifiedTypes.filter((type) => known.includes(type)),
    known,
  );
  assert.equal(
    [...identifiedTypes].sort(),
    entityTypes.filter((type) => entities[type].identity !== undefined).sort(),
  );
  assert.is(identifiedBy('ctf'), 'tiltseries');
  assert.is(identifiedBy('viz_config'), 'tomogram');
  assert.is(identifiedBy('annotation_viz'), 'annotation');
  assert.is(identifiedBy('gain'), null);
  for (const type of identifiedTypes) {
    const { variable } = entities[type].identity ?? {};
    assert.ok(
      pathTemplates[metadataTemplate(type) as PathTemplateName].path.documented.includes(`{${variable}}`),
      type,
    );
  }
});

test('stands in with every key image', () => {
  assert.equal(entities.key_image.defaults, keyImageNames);
});

test('knows shapes by all their names', () => {
  assert.is(publishedShape('orientedpoint'), annotationShapes.OrientedPoint);
  assert.is(publishedShape('SegmentationMask')?.content.kind, 'mask');
  assert.is(publishedShape('orientedmesh'), null);
  assert.is(shapeOfMeshInstances('orientedmesh'), annotationShapes.OrientedPoint);
  assert.is(publishedShapes.length, annotationShapeNames.length - 2);
});

test('says what of a shape a viewer loads', () => {
  const viewed = {
    Point: ['ndjson', 'points'],
    OrientedPoint: ['ndjson', 'lines'],
    InstanceSegmentation: ['ndjson', 'points'],
    SegmentationMask: ['zarr', 'segmentation'],
    InstanceSegmentationMask: ['zarr', 'segmentation'],
    TriangularMesh: ['glb', 'segmentation'],
    GlobalCaption: [null, null],
    AnnotationCaption: [null, null],
  } as const;
  for (const name of publishedShapes) {
    const row = annotationShapes[name];
    const own: readonly (string | null)[] = [
      viewedFormat(row),
      row.layer && layerKinds[row.layer].precomputed,
    ];
    if (name in viewed) assert.equal(own, viewed[name as keyof typeof viewed], name);
    // What a viewer loads is made of a file of the annotation.
    else assert.is(own[0] === null, own[1] === null, name);
  }
  for (const name of Object.keys(viewed)) assert.ok(publishedShapes.includes(name as never), name);
});

test.run();
