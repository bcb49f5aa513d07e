// Which identifiers the data of the portal give to objects and organisms. A script collected the pairs from 302 configurations
// of the portal on 29 November 2026.

import type { IssueText } from '../../base/issue.js';

/** Objects: the identifier in its ontology, then the names that annotations give it. */
const objectRows = `
CDPO:0000001|sample; CHEBI:15986|polynucleotide; CHEBI:75979|double-stranded DNA polynucleotide; CL:0000000|cell;
GO:0000242|pericentriolar material; GO:0000502|proteasome complex; GO:0000786|nucleosome; GO:0005618|cell wall;
GO:0005622|intracellular anatomical structure; GO:0005634|nucleus; GO:0005635|nuclear envelope;
GO:0005643|nuclear pore; GO:0005654|nucleoplasm; GO:0005737|cytoplasm; GO:0005739|mitochondrion;
GO:0005741|mitochondrial outer membrane; GO:0005743|mitochondrial inner membrane; GO:0005764|lysosome;
GO:0005771|multivesicular body; GO:0005773|vacuole; GO:0005783|endoplasmic reticulum;
GO:0005789|endoplasmic reticulum membrane; GO:0005794|Golgi apparatus; GO:0005811|lipid droplet;
GO:0005814|centriole; GO:0005832|chaperonin-containing T-complex; GO:0005834|heterotrimeric G-protein complex;
GO:0005835|fatty acid synthase complex; GO:0005840|membrane bound ribosome|ribosome; GO:0005858|Dynein-1b;
GO:0005874|microtubule; GO:0005884|actin filament; GO:0005886|plasma membrane; GO:0005929|cilium;
GO:0008021|synaptic vesicle; GO:0009288|bacterial-type flagellum;
GO:0009326|hydrogen-dependent CO2 reductase filament; GO:0009425|bacterial-type flagellum basal body;
GO:0009570|chloroplast stroma; GO:0009579|thylakoid; GO:0009707|chloroplast outer membrane;
GO:0015627|type II protein secretion system complex; GO:0016020|membrane; GO:0016234|inclusion body;
GO:0017146|NMDA selective glutamate receptor complex; GO:0022626|cytosolic ribosome; GO:0030991|IFT A complex;
GO:0030992|IFT B complex; GO:0031160|spore wall; GO:0031410|cytoplasmic vesicle; GO:0031974|membrane-enclosed lumen;
GO:0031981|nuclear lumen; GO:0031982|vesicle; GO:0032991|protein-containing complex; GO:0033172|gas vesicle shell;
GO:0033176|proton-transporting V-type ATPase complex; GO:0035869|MTD sleeve|stellate; GO:0042597|periplasmic space;
GO:0043036|starch grain; GO:0043231|intracellular membrane-bounded organelle;
GO:0043684|type IV secretion system complex; GO:0044099|polar tube; GO:0044423|SARS-CoV2 spike protein;
GO:0045259|F1-F0 complex; GO:0048492|RubisCO complex; GO:0070288|ferritin complex;
GO:0090641|microsporidian-type endospore; GO:0090642|microsporidian-type exospore; GO:0097433|dense body;
GO:0097537|Y-shaped link; GO:0097545|microtubule doublet 48 nm repeat|microtubule doublet 96 nm repeat;
GO:0120100|bacterial-type flagellum motor; GO:0160201|polaroplast; GO:0160223|pyrenoid tubule;
GO:0170047|virus-like capsid; GO:1990732|pyrenoid; PDB-12GS|Glutathione S-transferase; PDB-1BXN|RuBisCO;
PDB-1EXR|Calmodulin; PDB-1G3I|HslUV protease-chaperone complex; PDB-1N9G|2-Enoyl thioester reductase Etr1p/Etr2p;
PDB-1QTX|Calmodulin RS20 peptide complex; PDB-1QVR|ClpB; PDB-1S3X|Hsp70 ATPase domain; PDB-1SJJ|alpha-Actinin;
PDB-1SS8|GroEL; PDB-1U6G|Cand1-Cul1-Roc1 complex; PDB-1UL1|FEN1-PCNA complex;
PDB-2CG9|Hsp90-Sba1 closed chaperone complex; PDB-2DFS|Myosin-V; PDB-2Q0U|Actin;
PDB-2R9R|Paddle chimera voltage gated potassium channel Kv1.2-Kv2.1; PDB-2RHS|Phenylalanyl-tRNA synthetase;
PDB-2VZ9|Fatty acid synthase; PDB-2WW2|Mannosidase BT2199; PDB-2XNX|M1 protein in complex with human fibrinogen;
PDB-3CF3|p97/VCP; PDB-3D2F|complex of Sse1p and Hsp70; PDB-3GL1|ATPase domain of Ssb1; PDB-3H84|GET3;
PDB-3LUE|alpha-actinin CH1 bound to F-actin; PDB-3MKQ|alpha/betaprime-COP subcomplex;
PDB-3QM1|Cinnamoyl esterase Lj0536; PDB-3ULV|TLR3ecd with three Fabs; PDB-4CR2|26S proteasome;
PDB-4UIC|S-layer protein SbsC; PDB-4UJD|80S ribosome with HCV-IRES; PDB-4WRM|CSF-1:CSF-1R complex;
PDB-4XK8|Photosystem I-LHCI super-complex; PDB-5A20|Bacteriophage SPP1 head-to-tail interface;
PDB-5CSA|Yeast acetyl-CoA carboxylase; PDB-5FMG|20S proteasome; PDB-5G04|APC-Cdc20-Hsl1 complex;
PDB-5H0S|VP1A and VP1B; PDB-5JH9|prApe1; PDB-5LJO|BAM complex; PDB-5MRC|Yeast mitochondrial ribosome;
PDB-5O32|Complement complex; PDB-5OOL|Human mitochondrial ribosome assembly intermediate;
PDB-5SOA|FabF (chain A)|FabF (chain B)|FabF (chain C)|FabF (chain D)|FabF (chain E);
PDB-6AHU|Ribonuclease P-tRNA complex; PDB-6BQ1|PI4KIIIa lipid kinase complex; PDB-6CES|GATOR1-RAG;
PDB-6CNJ|Alpha4Beta2 nicotinic receptor; PDB-6DUZ|type III secretion injectisome needle complex;
PDB-6EMK|Target of Rapamycin Complex 2; PDB-6F8L|PilF ATPase; PDB-6GY6|XaxAB pore complex;
PDB-6GYM|Yeast closed complex with distorted DNA; PDB-6HIS|5-HT3 receptor; PDB-6ID1|human intron lariat spliceosome;
PDB-6IGC|HPV58/33/52 chimeric L1 pentamer; PDB-6IOD|UdgX-ssDNA complex; PDB-6JYO|Norovirus P domain;
PDB-6KLH|Machupo virus polymerase; PDB-6KRK|Peroxiredoxin (ApPrx); PDB-6KS8|TRiC; PDB-6KSP|GluD1 receptor;
PDB-6LFM|Class A GPCR; PDB-6LMT|killifish CALHM1; PDB-6LX3|Secretory immunoglobulin A;
PDB-6LXK|Anti-influenza Fab-neuraminidase complex; PDB-6LXV|Phosphoketolase; PDB-6M04|LRRC8D channel;
PDB-6MRC|Hsp60-Hsp10 football complex; PDB-6N52|Metabotropic glutamate receptor 5; PDB-6PIF|TniQ-Cascade complex;
PDB-6SCJ|Thyroglobulin; PDB-6TA5|OprM-MexA complex; PDB-6TAV|alpha2-Macroglobulin;
PDB-6TGC|DOCK2-ELMO1-RAC1 complex; PDB-6TPS|RNA Polymerase I pre-initiation complex;
PDB-6U8Q|HIV-1 cleaved synaptic complex (CSC) intasome; PDB-6UP6|Endophilin B1 helical scaffold;
PDB-6VGR|Dipeptidase 3-Fab complex; PDB-6VN1|Glycoprotein B-Neutralizing Antibody Complex;
PDB-6VZ8|Acetohydroxyacid synthase; PDB-6W6M|Type IV pilus secretin PilQ;
PDB-6WZT|Influenza hemagglutinin-Fab complex; PDB-6X5Z|Myosin-actin rigor complex;
PDB-6X9Q|Escherichia coli coupled transcription-translation complex; PDB-6XF8|Reovirus DLP (5-fold);
PDB-6YT5|T7 phage gp15-gp16 core complex; PDB-6Z3A|Mec1-Ddc2; PDB-6Z6O|Histone deacetylase HDA1 complex;
PDB-6Z80|GTP cyclohydrolase I-GFRP complex; PDB-6ZIU|Bovine ATP synthase stator;
PDB-6ZQJ|Spondweni virus prME spike; PDB-7AMV|Poxvirus transcription pre-initiation complex;
PDB-7B5S|SCF-RBR (CUL1-RBX1-ARIH1); PDB-7B7U|RNA polymerase II in complex with human RPAP2;
PDB-7BKC|Formate dehydrogenase - heterodisulfide reductase - formylmethanofuran dehydrogenase complex;
PDB-7BLG|CBM BT3015C; PDB-7BLR|Retromer-Vps5 (SNX-BAR) complex; PDB-7DD9|Ams1 and Nbr1 complex;
PDB-7E6G|Diguanylate cyclase SiaD-SiaC complex; PDB-7E8H|Kv4.2-DPP6S-KChIP1 complex;
PDB-7EEP|Cyanophage Pam1 portal-adaptor complex; PDB-7EGD|TFIID-TFIIA; PDB-7EGE|TFIID in canonical conformation;
PDB-7EGQ|SARS-CoV-2 RTC; PDB-7ELY|peptide with high affinity for B-Cell lymphoma2; PDB-7ETM|C6 portal vertex;
PDB-7EY7|bacteriophage T7 tail complex; PDB-7JSN|Transducin and Phosphodiesterase 6;
PDB-7K5X|chromatosome containing human linker histone H1.0; PDB-7KDV|Lysosomal GLB1-PPCA complex;
PDB-7KFE|Bundibugyo virus GP; PDB-7KJ2|SARS-CoV-2 Spike Glycoprotein with one ACE2;
PDB-7LSY|NHEJ short-range synaptic complex; PDB-7MEI|RNA polymerase II elongation complex (EC+EC);
PDB-7NHS|Wzc (K540M); PDB-7NIU|ABCB4 in complex with 4B1-Fab and QA2-Fab; PDB-7NYZ|MukBEF-MatP-DNA monomer;
PDB-7O01|Dimeric Photosystem I; PDB-7Q21|III2-IV2 respiratory supercomplex;
PDB-7QJ0|gamma-Tubulin Ring Complex (6-spoke); PDB-7R04|Neurofibromin; PDB-7S7K|EphB2 extracellular domain;
PDB-7SFW|VEEV TC-83 strain VLP in complex with Fab hVEEV-63; PDB-7SGM|Anti-CD40L Fab variant;
PDB-7SHK|CRL2Lrr1 complex; PDB-7SN7|enteropathogenic E. coli O127:H6 flagellar filament;
PDB-7T3U|type 3 IP3 receptor; PDB-7VTG|Pseudouridine kinase (PUKI); PDB-7WBT|NLRP9;
PDB-7WOO|nuclear pore complex inner ring protomer; UniProtKB:P00722|Beta-galactosidase;
UniProtKB:P01267|Thyroglobulin; UniProtKB:P03630|Capsid protein; UniProtKB:P0A6F5|Chaperonin GroEL;
UniProtKB:P10537|Beta-amylase;
`;

/** Organisms: the identifier in the NCBI taxonomy, then the names that datasets give it. */
const organismRows = `
287|Pseudomonas aeruginosa; 562|Escherichia coli; 584|Proteus mirabilis; 666|Vibrio cholerae; 669|Vibrio harveyi;
686|Vibrio cholerae; 777|Coxiella burnetii; 1313|Streptococcus pneumoniae; 2104|Mycoplasma pneumoniae;
2285|Sulfolobus acidocaldarius; 2325|Thermoanaerobacter kivui; 3055|Chlamydomonas reinhardtii;
3702|Arabidopsis thaliana; 6239|Caenorhabditis elegans; 9606|Homo sapiens; 10090|Mus musculus;
10116|Rattus norvegicus|Sprague Dawley Rat; 11786|MLV; 27973|Encephalitozoon hellem; 35792|Rickettsia parkeri;
58839|Encephalitozoon intestinalis; 64091|Halobacterium salinarum; 69014|Thermococcus kodakarensis;
85962|Helicobacter pylori; 99287|Salmonella typhimurium; 224308|Bacillus subtilis; 228405|Hyphomonas neptunium;
243277|Vibrio cholerae; 264462|Bdellovibrio bacteriovorus; 273057|Sulfolobus solfataricus;
284812|Schizosaccharomyces pombe 972h-; 312309|Vibrio fischeri; 315271|Dolichospermum flos-aquae;
338192|Nitrosopumilus maritimus; 342108|Magnetospirillum magneticum; 407148|Campylobacter jejuni;
412614|Vibrio cholerae; 436113|Mycoplasma mycoides subsp. capri str. GM12; 469008|Escherichia coli BL21(DE3);
545694|Treponema primitia; 563041|Helicobacter pylori; 565050|Caulobacter crescentus;
714995|Gluconacetobacter hansenii; 887062|Hylemonella gracilis; 1080311|Legionella pneumophila;
2697049|Severe acute respiratory syndrome coronavirus 2;
`;

/** A kind of things that have an identifier and a name. */
export type TermKind = 'object' | 'organism';

/** Identifiers with their names in lower case. */
const terms: Readonly<Record<TermKind, readonly Term[]>> = {
  object: parseTerms(objectRows),
  organism: parseTerms(organismRows),
};

interface Term {
  readonly id: string;
  readonly names: readonly string[];
}

function parseTerms(rows: string): Term[] {
  return rows.split(';').map((row) => {
    const [id = '', ...names] = row.trim().split('|');
    return { id, names: names.map((name) => name.toLowerCase()) };
  });
}

/**
 * Returns how an identifier is that of another object or organism than the named one; null if it is not, or if the
 * identifier or the name is unknown. A name may say more or less than the known one: `ribosome` for `cytosolic
 * ribosome`.
 */
export function termFault(kind: TermKind, id: string, name: string): IssueText | null {
  const own = name.trim().toLowerCase();
  const known = terms[kind].find((term) => term.id === id)?.names ?? [];
  const ids = terms[kind].filter(({ names }) => names.includes(own)).map((term) => term.id);
  const isAlike = known.some((one) => one.includes(own) || own.includes(one));
  if (known.length === 0 || ids.length === 0 || isAlike) return null;
  return {
    message: `the identifier is that of another ${kind}`,
    found: `${id} (${known.join(', ')}) for ${name}`,
    expected: ids.join(' or '),
  };
}
