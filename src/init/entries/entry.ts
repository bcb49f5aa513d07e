/** What an entry of EMPIAR or the EMDB says of a dataset; what it does not say is absent. */
export interface Entry {
  readonly title?: string;
  readonly description?: string;
  readonly authors?: readonly { readonly name: string; readonly orcid?: string }[];
  /** Days as YYYY-MM-DD. */
  readonly depositionDate?: string;
  readonly releaseDate?: string;
  readonly modifiedDate?: string;
  /** DOIs. */
  readonly publications?: readonly string[];
  /** `EMPIAR-12345`, `EMD-1234`. */
  readonly databaseEntries?: readonly string[];
  readonly organism?: { readonly name: string; readonly taxonomyId?: number };
  readonly samplePreparation?: string;
  readonly gridPreparation?: string;
  readonly funding?: readonly { readonly funding_agency_name?: string; readonly grant_id?: string }[];
  /** V. */
  readonly voltage?: number;
  /** mm. */
  readonly sphericalAberration?: number;
  readonly microscope?: string;
  readonly camera?: string;
}
