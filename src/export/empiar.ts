import { groupBy } from '../base/collections.js';
import { type JsonObject, type JsonValue, numberAt, textAt } from '../base/json-value.js';
import { type DatasetFacts, readDatasets } from './dataset-facts.js';
import type { ExportOutput, ExportWriter } from './export-output.js';
import { type ExportedItem, volumeName } from './exported-run.js';

/**
 * Writes `{dataset}/empiar.json` for each dataset, a deposition as `empiar_deposition.schema.json` of empiar-depositor
 * has it, and the volumes that it describes below `{dataset}/data/`. What EMPIAR requires and the tree lacks is null
 * and reported.
 */
export const writeEmpiar: ExportWriter = async (project, out) => {
  for (const dataset of await readDatasets(project, out)) {
    const { id, title, dois } = dataset;
    const lose = (loss: string) => out.lose(`dataset ${id}`, loss);
    const lack = (what: string) => lose(`no ${what}: fill it in`);
    const contact = contactOf(dataset, lack);
    lose('the principal investigator is unknown: the corresponding author is written');
    lose('titles of publications are unknown: the title of the dataset is written');
    lose('frames are left out: add an image set of them');
    // The limits of `empiar_deposition.schema.json`.
    if (title.length < 10 || title.length > 255)
      lose(`the title has ${title.length} characters, EMPIAR takes 10 to 255: change it`);
    const authors = dataset.authors.map(authorOf);
    for (const { name } of dataset.authors) {
      if (splitName(name).given.length === 0) lack(`given name of ${name}`);
    }
    const entries = (pattern: RegExp) =>
      dataset.entries.filter((entry) => pattern.test(entry)).map((name): JsonObject => ({ name }));
    const maps = entries(/^EMD-\d{4,}$/);
    if (maps.length === 0) lack('EMDB entry');
    const imagesets = await imageSets(dataset, out);
    if (imagesets.length === 0) lack('image set');
    const citation = { authors, j_or_nj_citation: true, title };
    await out.json(`${id}/empiar.json`, {
      title,
      release_date: 'RE',
      experiment_type: 3,
      cross_references: maps,
      empiar_references: entries(/^EMPIAR-/),
      authors,
      corresponding_author: contact,
      principal_investigator: contact === null ? [] : [contact],
      imagesets,
      citation: [...dois, ...(dois.length === 0 ? [null] : [])].map(
        (doi): JsonObject => ({ ...citation, published: doi !== null, doi }),
      ),
    });
  }
};

/** Splits a name into surname and given names: `Ada B. Rivera` or `Rivera, Ada B.`. */
function splitName(name: string): { readonly surname: string; readonly given: readonly string[] } {
  const [surname = '', given] = name.split(',').map((part) => part.trim());
  const words = (given ?? surname).split(/\s+/).filter((word) => word !== '');
  if (given !== undefined) return { surname, given: words };
  return { surname: words.at(-1) ?? '', given: words.slice(0, -1) };
}

/** Returns an author, with the name in EMPIAR's spelling: `('Rivera', 'AB')`. */
function authorOf({ name, orcid }: DatasetFacts['authors'][number], index: number): JsonObject {
  const { surname, given } = splitName(name);
  const initials = given.map((word) => word.charAt(0).toUpperCase()).join('');
  return { name: `('${surname}', '${initials}')`, order_id: index, author_orcid: orcid };
}

/** Returns the corresponding author, or else the first one; null without authors. */
function contactOf({ authors }: DatasetFacts, lack: (what: string) => void): JsonObject | null {
  const author = authors.find(({ isCorresponding }) => isCorresponding) ?? authors[0];
  if (author === undefined) return null;
  const { name, orcid, email, affiliation } = author;
  const { surname, given } = splitName(name);
  for (const [what, value] of Object.entries({ email, organization: affiliation, country: null })) {
    if (value === null) lack(`${what} of the corresponding author`);
  }
  return {
    author_orcid: orcid,
    first_name: given[0] ?? null,
    middle_name: given.length > 1 ? given.slice(1).join(' ') : null,
    last_name: surname,
    ...{ organization: affiliation, email, country: null },
  };
}

/** Code of EMPIAR for MRC, and for 32 bit float. */
const [mrc, float] = ["('T1', '')", "('T7', '')"];
/** Kinds of volumes with their image set: name, directory, category, and key of the pixel size. */
const kinds = [
  ['tiltSeries', 'Tilt series', 'tilt_series', "('T9', '')", 'pixel_spacing'],
  ['tomograms', 'Reconstructed volumes', 'tomograms', "('T13', '')", 'voxel_spacing'],
] as const;

/** Returns the image sets of a dataset: tilt series and tomograms, which ingest writes as MRC of 32 bit floats. */
async function imageSets({ id, title, runs }: DatasetFacts, out: ExportOutput): Promise<JsonValue[]> {
  const sets: JsonValue[] = [];
  for (const [kind, name, directory, category, spacing] of kinds) {
    const items = runs.flatMap((run) =>
      run[kind].flatMap((item: ExportedItem) => {
        if (textAt(item.metadata, 'mrc_file') !== null) return { ...item, name: volumeName(run, item) };
        out.lose(item.label, 'left out: it has no MRC file');
        return [];
      }),
    );
    const imageOf = ({ metadata }: ExportedItem) => {
      const [width = null, height = null, depth] = ['x', 'y', 'z'].map((axis) =>
        numberAt(metadata, 'size', axis),
      );
      const pixelSize = numberAt(metadata, spacing);
      return {
        // EMPIAR counts the tilts of a series as frames.
        frames_per_image: kind === 'tiltSeries' ? (depth ?? 1) : 1,
        ...{ pixel_width: pixelSize, pixel_height: pixelSize },
        ...{ image_width: width, image_height: height },
      };
    };
    // An image set has one size of images, pixels and series.
    const groups = [...groupBy(items, (item) => JSON.stringify(imageOf(item))).values()];
    for (const [index, group] of groups.entries()) {
      const [first] = group;
      if (first === undefined) continue;
      const folder = index === 0 ? directory : `${directory}_${index + 1}`;
      for (const item of group) await out.volume(`${id}/data/${folder}/${item.name}.mrc`, item, 'mrc_file');
      sets.push({
        name: `${name}: ${title}`.slice(0, 200),
        directory: `/data/${folder}`,
        ...{ category, header_format: mrc, data_format: mrc, voxel_type: float },
        num_images_or_tilt_series: group.length,
        ...imageOf(first),
      });
    }
  }
  return sets;
}
