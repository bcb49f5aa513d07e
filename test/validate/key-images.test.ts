import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { listFaults } from '../../src/validate/finding.js';
import type { Rule } from '../../src/validate/rule.js';
import { rules } from '../../src/validate/rules/rules.js';

const test = suite('key images of another picture');

const { check } = rules.find(({ code }) => code === 'KEY_IMAGE_DIFFERS') as Rule<'keyImages'>;
const located = { path: 'a', entity: 'key_image', dataset: '1', run: 'a' };

/** The text of the fault of an image with a correlation, and with another one if it is turned. */
function faultOf(correlation: number, turned: number, difference: number) {
  const how = { how: 'turned by 180°', correlation: turned };
  const image = { path: 'a/key-photo-snapshot.png', isDrawn: true, otherSize: null };
  const likenesses = [{ ...image, correlation, difference, turned: how }];
  return listFaults(check({ ...located, likenesses })).map(({ message, found }) => `${message}: ${found}`);
}

test('a picture that is hardly more alike when it is turned is called another one', () => {
  const other = 'the image does not show the central sections of its tomogram: a correlation of -1.00';
  assert.equal(faultOf(-1, 0.06, 100), [other]);
  const turned = 'the image shows the tomogram turned by 180°: a correlation of';
  assert.equal(faultOf(-0.1, 0.98, 100), [`${turned} 0.98`]);
  assert.equal(faultOf(0.3, 0.6, 10), [`${turned} 0.60`]);
});

test.run();
