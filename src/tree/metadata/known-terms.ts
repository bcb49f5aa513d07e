// Identifiers that the data of the portal give to objects and organisms. A script collected the pairs from 302
// configurations of the portal on 29 November 2026. Entries of the PDB are left out: each was used for one simulated
// particle.

import { distance } from 'fastest-levenshtein';
import type { IssueText } from '../../base/issue.js';

/** Objects: the identifier in its ontology, then the names that annotations give it. */
const objectRows = `
CDPO:0000001|sample; CHEBI:15986|polynucleotide; CHEBI:75979|double-stranded DNA polynucleotide; CL:0000000|cell;
GO:0000242|pericentriolar material; GO:0000502|proteasome complex; GO:0000786|nucleosome; GO:0005618|cell wall;
GO:0005622|intracellular anatomical structure; GO:0005634|nucleus; GO:0005635|nuclear envelope; GO:0005643|nuclear pore;
GO:0005654|nucleoplasm; GO:0005737|cytoplasm; GO:0005739|mitochondrion; GO:0005741|mitochondrial outer membrane;
GO:0005743|mitochondrial inner membrane; GO:0005764|lysosome; GO:0005771|multivesicular body; GO:0005773|vacuole;
GO:0005783|endoplasmic reticulum; GO:0005789|endoplasmic reticulum membrane; GO:0005794|Golgi apparatus; GO:0005811|lipid droplet;
GO:0005814|centriole; GO:0005832|chaperonin-containing T-complex; GO:0005834|heterotrimeric G-protein complex;
GO:0005835|fatty acid synthase complex; GO:0005840|membrane bound ribosome|ribosome; GO:0005858|Dynein-1b; GO:0005874|microtubule;
GO:0005884|actin filament; GO:0005886|plasma membrane; GO:0005929|cilium; GO:0008021|synaptic vesicle;
GO:0009288|bacterial-type flagellum; GO:0009326|hydrogen-dependent CO2 reductase filament; GO:0009425|bacterial-type flagellum basal body;
GO:0009570|chloroplast stroma; GO:0009579|thylakoid; GO:0009707|chloroplast outer membrane;
GO:0015627|type II protein secretion system complex; GO:0016020|membrane; GO:0016234|inclusion body;
GO:0017146|NMDA selective glutamate receptor complex; GO:0022626|cytosolic ribosome; GO:0030991|IFT A complex; GO:0030992|IFT B complex;
GO:0031160|spore wall; GO:0031410|cytoplasmic vesicle; GO:0031974|membrane-enclosed lumen; GO:0031981|nuclear lumen; GO:0031982|vesicle;
GO:0032991|protein-containing complex; GO:0033172|gas vesicle shell; GO:0033176|proton-transporting V-type ATPase complex;
GO:0035869|MTD sleeve|stellate; GO:0042597|periplasmic space; GO:0043036|starch grain;
GO:0043231|intracellular membrane-bounded organelle; GO:0043684|type IV secretion system complex; GO:0044099|polar tube;
GO:0044423|SARS-CoV2 spike protein; GO:0045259|F1-F0 complex; GO:0048492|RubisCO complex; GO:0070288|ferritin complex;
GO:0090641|microsporidian-type endospore; GO:0090642|microsporidian-type exospore; GO:0097433|dense body; GO:0097537|Y-shaped link;
GO:0097545|microtubule doublet 48 nm repeat|microtubule doublet 96 nm repeat; GO:0120100|bacterial-type flagellum motor;
GO:0160201|polaroplast; GO:0160223|pyrenoid tubule; GO:0170047|virus-like capsid; GO:1990732|pyrenoid;
UniProtKB:P00722|Beta-galactosidase; UniProtKB:P01267|Thyroglobulin; UniProtKB:P03630|Capsid protein; UniProtKB:P0A6F5|Chaperonin GroEL;
UniProtKB:P10537|Beta-amylase;
`;

/** Organisms: the identifier in the NCBI taxonomy, then the names that datasets give it. */
const organismRows = `
287|Pseudomonas aeruginosa; 562|Escherichia coli; 584|Proteus mirabilis; 666|Vibrio cholerae; 669|Vibrio harveyi; 686|Vibrio cholerae;
777|Coxiella burnetii; 1313|Streptococcus pneumoniae; 2104|Mycoplasma pneumoniae; 2285|Sulfolobus acidocaldarius;
2325|Thermoanaerobacter kivui; 3055|Chlamydomonas reinhardtii; 3702|Arabidopsis thaliana; 6239|Caenorhabditis elegans; 9606|Homo sapiens;
10090|Mus musculus; 10116|Rattus norvegicus|Sprague Dawley Rat; 11786|MLV; 27973|Encephalitozoon hellem; 35792|Rickettsia parkeri;
58839|Encephalitozoon intestinalis; 64091|Halobacterium salinarum; 69014|Thermococcus kodakarensis; 85962|Helicobacter pylori;
99287|Salmonella typhimurium; 224308|Bacillus subtilis; 228405|Hyphomonas neptunium; 243277|Vibrio cholerae;
264462|Bdellovibrio bacteriovorus; 273057|Sulfolobus solfataricus; 284812|Schizosaccharomyces pombe 972h-; 312309|Vibrio fischeri;
315271|Dolichospermum flos-aquae; 338192|Nitrosopumilus maritimus; 342108|Magnetospirillum magneticum; 407148|Campylobacter jejuni;
412614|Vibrio cholerae; 436113|Mycoplasma mycoides subsp. capri str. GM12; 469008|Escherichia coli BL21(DE3); 545694|Treponema primitia;
563041|Helicobacter pylori; 565050|Caulobacter crescentus; 714995|Gluconacetobacter hansenii; 887062|Hylemonella gracilis;
1080311|Legionella pneumophila; 2697049|Severe acute respiratory syndrome coronavirus 2;
`;

/** Identifiers with their names. */
const terms = { object: parseTerms(objectRows), organism: parseTerms(organismRows) };

/** Ontologies of one species, with its identifier in the NCBI taxonomy. WormBase has strains of several. */
const ofSpecies = 'HsapDv:9606 MmusDv:10090 ZFA:7955 ZFS:7955 FBbt:7227 FBdv:7227 WBbt:6239 WBls:6239';
const taxa = new Map(ofSpecies.split(' ').map((row) => row.split(':') as [string, string]));

/** Returns the taxonomy identifier of the species whose ontology an identifier is of; null if it is of no such one. */
export function speciesOfTerm(id: string): number | null {
  return Number(taxa.get(/^[A-Za-z]*/.exec(id)?.[0] ?? '')) || null;
}

function parseTerms(rows: string): { readonly id: string; readonly names: readonly string[] }[] {
  return rows.split(';').map((row) => {
    const [id = '', ...names] = row.trim().split('|');
    return { id, names };
  });
}

/** Terms that hold for many objects: complex, organelle, membrane, vesicle, cytoplasm and the inside of a cell. */
const broad = /^GO:(?:0032991|0043226|0043231|0016020|0031982|0005737|0005622)$/;

/** Letters in which a misspelled name differs: a renamed species (`Mycoplasmoides`) differs in more. */
const mostMistakes = 2;

/**
 * Returns how an identifier is that of another object or organism than the named one, or how an organism is misspelled;
 * null if neither is so, or the identifier or name is unknown. A name may say more or less than the known one:
 * `ribosome` for `cytosolic ribosome`.
 */
export function termFault(kind: keyof typeof terms, id: string, name: string): IssueText | null {
  const own = name.trim().toLowerCase();
  if (broad.test(id)) return null;
  const known = terms[kind].find((term) => term.id === id)?.names ?? [];
  const same = terms[kind].filter(({ names }) => names.some((one) => one.toLowerCase() === own));
  if (known.length === 0 || known.some((one) => isAlike(one.toLowerCase(), own))) return null;
  // Objects have plurals like `cilia`, which are not misspelled.
  const isMeant = (one: string) => distance(own, one.toLowerCase()) <= mostMistakes;
  const meant = kind === 'organism' && same.length === 0 ? known.find(isMeant) : undefined;
  if (meant !== undefined)
    return { message: `the name of the ${kind} is misspelled`, found: name, expected: meant };
  if (same.length === 0) return null;
  const message = `the identifier is that of another ${kind}`;
  const expected = same.map((term) => term.id).join(' or ');
  return { message, found: `${id} (${known.join(', ')}) for ${name}`, expected };
}

/**
 * Returns a text that is the same for all names of the object with an identifier: the known ones, and longer or shorter
 * ones, are one; another is itself. Null if the identifier holds for many objects. `name` is in lower case.
 */
export function objectNameKey(id: string, name: string): string | null {
  if (broad.test(id)) return null;
  const known = terms.object.find((term) => term.id === id)?.names ?? [];
  return known.some((one) => isAlike(one.toLowerCase(), name)) ? '' : name;
}

const isAlike = (one: string, other: string) => one.includes(other) || other.includes(one);
