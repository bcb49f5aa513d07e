import { compareNaturally } from '../base/collections.js';
import { escapeHtml } from '../base/html.js';
import { textAt } from '../base/json-value.js';
import type { PathVariables } from '../tree/layout/build-path.js';
import type { PublishedTree } from '../tree/open-tree.js';
import { findDirectories, findFiles, type PublishedItem } from '../tree/published-items.js';

/** The properties by which pages filter runs, with their labels. */
const labels = { spacing: 'Voxel spacing', processing: 'Processing', object: 'Annotated object' } as const;

type Facet = keyof typeof labels;

/** The values that a run has of each property, as pages show them. */
export type RunFacets = Readonly<Record<Facet, readonly string[]>>;

/** Returns the processing that metadata of a tomogram state; null if they state none. */
export function processingOf({ metadata }: PublishedItem): string | null {
  return metadata === 'unreadable' ? null : textAt(metadata, 'processing');
}

/** Returns the facets of a run. Fails with a StorageError if a directory cannot be read. */
export async function readFacets(
  tree: PublishedTree,
  run: PathVariables,
  tomograms: readonly PublishedItem[],
): Promise<RunFacets> {
  const annotations = await findDirectories(tree, 'annotation', run);
  const files = await Promise.all(annotations.map(({ path }) => findFiles(tree, path, 'annotationMetadata')));
  return {
    spacing: distinct(tomograms.map(({ variables }) => `${variables.voxel_spacing ?? ''} Å`)),
    processing: distinct(tomograms.map(processingOf)),
    // Keys of annotations end with their version.
    object: distinct(
      files.flat().map(({ variables }) => variables.annotation_key?.replace(/-\d+(?:\.\d+)*$/, '') ?? null),
    ),
  };
}

function distinct(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))].sort(compareNaturally);
}

/** Renders a field for each property of which runs have different values. */
export function facetFields(runs: readonly { readonly facets?: RunFacets }[]): string {
  const fields = (Object.keys(labels) as Facet[]).map((facet) => {
    const values = distinct(runs.flatMap(({ facets }) => facets?.[facet] ?? []));
    const options = values.map((value) => `<option>${escapeHtml(value)}</option>`);
    return values.length < 2
      ? ''
      : `<label>${labels[facet]} <select data-facet="${facet}"><option value="">any</option>${options.join('')}</select></label>`;
  });
  return fields.some((field) => field !== '') ? `<p class="facets">${fields.join(' ')}</p>` : '';
}

/** Renders the attributes that the fields filter cards by: the values of each property, a line each. */
export function facetAttributes(facets: Partial<RunFacets> = {}): string {
  return Object.entries(facets)
    .map(([facet, values]) => ` data-${facet}="${escapeHtml(values.join('\n'))}"`)
    .join('');
}
