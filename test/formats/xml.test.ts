import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { child, parseXml } from '../../src/formats/xml.js';
import { formatErrorOf } from './support/facts.js';

const test = suite('XML with long texts');

const long = `${'1 '.repeat(5000)}2`;
const texts: Readonly<Record<string, readonly [xml: string, text: string, inner?: string]>> = {
  'its own and that of a child': [`<a>\n${long}\n<b> ${long} </b></a>`, long, long],
  'on both sides of a child': [`<a>${long}<b/>${long}</a>`, long + long, ''],
  'with references to characters': [`<a>${long} &lt; ${long}</a>`, `${long} < ${long}`],
  'in a comment': [`<a><!-- > ${long} <c> -->x</a>`, 'x'],
  'in a section': [`<a><![CDATA[<c> ${long} </c>]]></a>`, `<c> ${long} </c>`],
};

for (const [name, [xml, text, inner]] of Object.entries(texts)) {
  test(`${name}, as in a short one`, () => {
    const root = parseXml(xml, 'a.xml');
    assert.is(root.text, text);
    assert.is(child(root, 'b')?.text, inner);
  });
}

test('in an attribute, as in a short one', () => {
  const root = parseXml(`<a b="> ${long}"><b/></a>`, 'a.xml');
  assert.is(root.attributes.get('b'), `> ${long}`);
});

test('tags whose quotes are never closed are looked through once', () => {
  assert.is(formatErrorOf(() => parseXml('<a b="'.repeat(50_000), 'a.xml')).message, 'not well-formed XML');
});

test.run();
