import { execFileSync, spawnSync } from 'node:child_process';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { manPageName, renderManPage, renderProgramPage } from '../../scripts/man-page.js';
import { commands } from '../../src/commands/cli.js';
import { spellOption } from '../../src/commands/options/option.js';

const test = suite('manual pages');

/** Adds a test that needs groff; without it, it is skipped, and its name says so. */
function testWithGroff(name: string, run: () => void): void {
  if (spawnSync('groff', ['--version']).status === 0) test(name, run);
  else test.skip(`${name} (skipped: no groff)`, run);
}

test('name every option of a command, with dashes that can be copied', () => {
  for (const command of commands) {
    const page = renderManPage(command, '1.2.3');
    assert.match(
      page,
      new RegExp(`^\\.TH ${manPageName(command).toUpperCase()} 1 "" "cryoet-ingest 1\\.2\\.3"`),
    );
    for (const [key, option] of Object.entries(command.optionTable)) {
      const [name = ''] = spellOption(key, option).split(' ');
      assert.ok(page.includes(`\n\\fB${name.replaceAll('-', '\\-')}\\fR`), `${manPageName(command)} ${name}`);
    }
  }
});

test('list the commands on the page of the program', () => {
  const page = renderProgramPage(commands, '1.2.3');
  for (const command of commands) {
    assert.ok(page.includes(`\\fB${manPageName(command).replaceAll('-', '\\-')}\\fR(1)`));
  }
});

testWithGroff('are read by groff without a warning', () => {
  for (const page of [
    renderProgramPage(commands, '1'),
    ...commands.map((each) => renderManPage(each, '1')),
  ]) {
    const { stderr, status } = spawnSync('groff', ['-man', '-Tutf8', '-ww', '-z'], { input: page });
    assert.is(`${stderr}`, '');
    assert.is(status, 0);
  }
});

testWithGroff('show options as they are typed', () => {
  const ingest = commands.find((command) => manPageName(command) === 'cryoet-ingest');
  assert.ok(ingest);
  const shown = execFileSync('groff', ['-man', '-Tascii', '-P-cbou'], { input: renderManPage(ingest, '1') });
  assert.match(`${shown}`, /^ +--no-mrc$/m);
});

test.run();
