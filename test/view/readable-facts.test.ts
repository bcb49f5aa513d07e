import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runCard } from '../../src/view/index-page.js';
import { authorLine, metadataTable, readableFacts } from '../../src/view/readable-facts.js';
import { textOf } from './support.js';

const test = suite('metadata in words');

test('have units, dates as dates, and nothing that nobody stated', () => {
  const tilts = readableFacts('tiltseries', {
    acceleration_voltage: 300_000,
    microscope: { manufacturer: 'TFS', model: 'Krios' },
    camera: { manufacturer: 'undefined', model: '-' },
    tilt_range: { min: -60, max: 60 },
    tilt_step: 3,
    total_flux: null,
    data_acquisition_software: 'not_reported',
  });
  assert.is(textOf(tilts), 'Microscope TFS Krios Voltage 300 kV Tilts −60° to 60°, every 3°');
  const tomogram = readableFacts('tomogram', {
    size: { z: 12, y: 20, x: 18 },
    voxel_spacing: 13.48,
    processing: 'denoised',
    ctf_corrected: true,
    dates: { release_date: '2025-03-04', deposition_date: '<soon>' },
  });
  assert.is(
    textOf(tomogram),
    'Size 18 × 20 × 12 voxels (x, y, z) Voxel spacing 13.48 Å Processing denoised CTF corrected yes Deposited &lt;soon&gt; Released 4 March 2025',
  );
  assert.is(readableFacts('alignment', {}), '');
});

test('link ORCIDs, DOIs and entries of databases, and nothing else', () => {
  const authors = [
    { name: 'Ada <Rivera>', ORCID: '0000-0002-1825-0097' },
    { name: 'Bo', ORCID: 'x" y' },
  ];
  assert.is(
    authorLine({ authors }),
    '<p>By <a href="https://orcid.org/0000-0002-1825-0097">Ada &lt;Rivera&gt;</a>, Bo</p>',
  );
  const references = {
    publications: '10.1101/2022.04.12.488077, https://doi.org/10.1038/s1, javascript:alert(1)',
    related_database_entries: 'EMD-1234, PDB-7K1A',
  };
  const html = readableFacts('dataset', { cross_references: references });
  assert.equal(
    [...html.matchAll(/href="([^"]*)"/g)].map(([, address]) => address),
    [
      'https://doi.org/10.1101/2022.04.12.488077',
      'https://doi.org/10.1038/s1',
      'https://www.ebi.ac.uk/emdb/EMD-1234',
      'https://www.rcsb.org/structure/7K1A',
    ],
  );
});

test('a run has one card, whatever its number of tomograms', () => {
  const tomogram = (id: string) => ({
    ...{ id, voxelSpacing: '10.000', state: `${id}.json`, image: `${id}.png` },
    processing: '',
  });
  const facets = { spacing: [], processing: [], object: [] };
  const run = { name: 'TS_1', tomograms: [tomogram('100'), tomogram('101')], tiltSeries: [], facets };
  const links = {
    runUrl: (dataset: string, name: string) => `#run/${dataset}/${name}`,
    fileUrl: (path: string) => `tree/${path}`,
  };
  const viewed = runCard('1', run, { ...links, viewerUrl: ({ state }) => `viewer/${state}` }, null);
  const linked = (html: string) => [...html.matchAll(/href="([^"]*)"/g)].map(([, address]) => address);
  assert.equal(linked(viewed), ['viewer/100.json', 'viewer/101.json', '#run/1/TS_1']);
  assert.is(viewed.match(/<article/g)?.length, 1);
  assert.equal(linked(runCard('1', run, { ...links, viewerUrl: () => null }, null)), ['#run/1/TS_1']);
});

test('the table of all metadata has words for keys that have some, with the key beside them', () => {
  const table = metadataTable(
    { id: 7, acceleration_voltage: 300_000, tilt_range: { min: -60, max: 60 } },
    'all',
  );
  assert.is(textOf(table), 'id 7 voltage (V) 300000 tilt range (°) min -60, max 60');
  assert.match(table, '<th scope="row" title="acceleration_voltage">');
});

test.run();
