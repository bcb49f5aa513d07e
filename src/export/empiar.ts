import { type JsonObject, type JsonValue, numberAt, textAt } from '../base/json-value.js';
import { type DatasetAuthor, type DatasetFacts, readDatasets } from './dataset-facts.js';
import type { ExportWriter } from './export-format.js';
import type { ExportOutput } from './export-output.js';
import type { ExportedItem } from './exported-run.js';

/**
 * Writes `{dataset}/empiar.json` for each dataset, a deposition as `empiar_deposition.schema.json` of empiar-depositor has it, and
 * the volumes that it describes below `{dataset}/data/`. What EMPIAR requires and the tree lacks is null and reported.
 */
export const writeEmpiar: ExportWriter = async (project, out) => {
  for (const dataset of await readDatasets(project, out)) {
    const lack = (what: string) => out.lose(`dataset ${dataset.id}`, `no ${what}: fill it in`);
    const corresponding =
      dataset.authors.find(({ isCorresponding }) => isCorresponding) ?? dataset.authors[0];
    const contact = corresponding === undefined ? null : contactOf(corresponding, lack);
    const item = `dataset ${dataset.id}`;
    out.lose(item, 'the principal investigator is unknown: the corresponding author is written');
    out.lose(
      item,
      'title, journal and year of publications are unknown: the title of the dataset is written',
    );
    out.lose(item, 'frames are left out: add an image set of them');
    const authors = dataset.authors.map(authorOf);
    const entries = (pattern: RegExp) =>
      dataset.entries.filter((entry) => pattern.test(entry)).map((name): JsonObject => ({ name }));
    if (entries(/^EMD-/).length === 0) lack('EMDB entry');
    await out.json(`${dataset.id}/empiar.json`, {
      title: dataset.title,
      release_date: 'RE',
      experiment_type: 3,
      cross_references: entries(/^EMD-\d{4,}$/),
      empiar_references: entries(/^EMPIAR-/),
      authors,
      corresponding_author: contact,
      principal_investigator: contact === null ? [] : [contact],
      imagesets: await imageSets(dataset, out),
      citation: (dataset.dois.length === 0 ? [null] : dataset.dois).map(
        (doi): JsonObject => ({
          authors,
          published: doi !== null,
          j_or_nj_citation: true,
          title: dataset.title,
          doi,
        }),
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
function authorOf({ name, orcid }: DatasetAuthor, index: number): JsonObject {
  const { surname, given } = splitName(name);
  const initials = given.map((word) => word.charAt(0).toUpperCase()).join('');
  return { name: `('${surname}', '${initials}')`, order_id: index, author_orcid: orcid };
}

function contactOf(
  { name, orcid, email, affiliation }: DatasetAuthor,
  lack: (what: string) => void,
): JsonObject {
  const { surname, given } = splitName(name);
  if (email === null) lack('email of the corresponding author');
  if (affiliation === null) lack('organization of the corresponding author');
  lack('country of the corresponding author');
  return {
    author_orcid: orcid,
    first_name: given[0] ?? '',
    middle_name: given.length > 1 ? given.slice(1).join(' ') : null,
    last_name: surname,
    organization: affiliation,
    email,
    country: null,
  };
}

/** Code of EMPIAR for MRC, and for 32 bit float. */
const [mrc, float] = ["('T1', '')", "('T7', '')"];
const kinds = [
  {
    of: 'tiltSeries',
    name: 'Tilt series',
    directory: 'tilt_series',
    category: "('T9', '')",
    spacing: 'pixel_spacing',
  },
  {
    of: 'tomograms',
    name: 'Reconstructed volumes',
    directory: 'tomograms',
    category: "('T13', '')",
    spacing: 'voxel_spacing',
  },
] as const;

/** Returns the image sets of a dataset: tilt series and tomograms, which ingest writes as MRC of 32 bit floats. */
async function imageSets({ id, title, runs }: DatasetFacts, out: ExportOutput): Promise<JsonValue[]> {
  const sets: JsonValue[] = [];
  for (const { of, name, directory, category, spacing } of kinds) {
    const items = runs.flatMap((run) => run[of].map((item: ExportedItem) => ({ run: run.name, ...item })));
    const [first] = items;
    if (first === undefined) continue;
    for (const item of items) {
      const file = [item.run, item.spacing, item.id].filter((part) => part !== '').join('_');
      await out.volume(`${id}/data/${directory}/${file}.mrc`, textAt(item.metadata, 'mrc_file'), item.label);
    }
    const [width, height, depth] = ['x', 'y', 'z'].map((axis) => numberAt(first.metadata, 'size', axis));
    const pixelSize = numberAt(first.metadata, spacing);
    sets.push({
      name: `${name}: ${title}`.slice(0, 200),
      directory: `/data/${directory}`,
      category,
      header_format: mrc,
      data_format: mrc,
      num_images_or_tilt_series: items.length,
      // EMPIAR counts the tilts of a series as frames.
      frames_per_image: of === 'tiltSeries' ? (depth ?? 1) : 1,
      voxel_type: float,
      pixel_width: pixelSize,
      pixel_height: pixelSize,
      image_width: width ?? null,
      image_height: height ?? null,
    });
  }
  return sets;
}
