export {
  type AnnotationShape,
  annotationShapeNames,
  annotationShapes,
  type LayerKind,
  precomputedKind,
  publishedShape,
  publishedShapes,
  type ShapeContent,
  type ShapeRow,
  shapeOfMeshInstances,
  shapesWithMeshes,
  viewedFormat,
} from './annotation-shapes.js';
export {
  describedAt,
  documentAt,
  type MetadataKind,
  metadataKinds,
  metadataPaths,
  metadataSchemas,
} from './documents.js';
export type {
  EntityRow,
  FinderName,
  LiteralForm,
  MrcKind,
} from './entity-row.js';
export {
  ancestorTypes,
  childTypes,
  type EntityType,
  entities,
  entityTypes,
  hasDirectory,
  type IdentifiedType,
  metadataTemplate,
  type ParentType,
  type SectionName,
  sectionNames,
  sectionType,
  templatesOf,
  templateType,
} from './entity-type.js';
export { identifiedBy, identifiedTypes, identityKey, identityOf } from './identity.js';
export { leadsTo, type ReferencePlace, referencePlace } from './reference-places.js';
