const people = `
      authors: [{name: Cy Berg, primary_author_status: true, corresponding_author_status: true}]
      dates: {deposition_date: '2025-05-01', last_modified_date: '2025-05-01', release_date: '2025-05-01'}`;

/** Which published runs a later deposition brings something to, and where its sources are. */
export interface PublishedRuns {
  readonly deposition: number;
  readonly dataset: string;
  readonly prefix: string;
}

const tiny: PublishedRuns = { deposition: 10850, dataset: '10801', prefix: 'dep' };

/** The head of a configuration that brings something to published runs and refers to what those have. */
const head = ({ deposition, dataset, prefix }: PublishedRuns) => `version: 1.3.0
standardization_config: {deposition_id: ${deposition}, source_prefix: ${prefix}}
depositions:
  - metadata:
      deposition_identifier: ${deposition}
      deposition_title: What came later
      deposition_description: Made for tests.
      deposition_types: [annotation]${people}
    sources:
      - literal: {value: [${deposition}]}
datasets:
  - sources:
      - literal: {value: ['${dataset}']}
runs:
  - sources:
      - destination_glob: {list_glob: '{dataset_output_path}/TS_*', match_regex: .*, name_regex: (.*)}
alignments:
  - sources:
      - destination_glob:
          list_glob: '{run_output_path}/Alignments/100/alignment_metadata.json'
          match_regex: .*
          name_regex: (.*)
voxel_spacings:
  - sources:
      - destination_glob:
          list_glob: '{run_output_path}/Reconstructions/VoxelSpacing*'
          match_regex: .*
          name_regex: VoxelSpacing(.*)
`;

/** One entry of annotations; each source in YAML flow style. */
export function annotationEntry(id: string, object: string, sources: readonly string[]): string {
  return `  - metadata:
      annotation_ingest_id: ${id}
      annotation_method: made up
      annotation_object: {name: ${object}, id: GO:0022626}
      method_type: manual
      ground_truth_status: false
      is_curator_recommended: false
      version: 1.0${people}
    sources:
${sources.map((source) => `      - ${source}\n`).join('')}`;
}

/** A deposition of annotations only, on the runs of the tiny deposition where nothing else is said. */
export function annotationsOnPublished(entries: readonly string[], runs: PublishedRuns = tiny): string {
  return `${head(runs)}annotations:\n${entries.join('')}`;
}
