import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { faultOfLimits } from '../../src/commands/process-setup.js';

const test = suite('limits of the system');

const limits = (
  files: string,
  addresses: string,
) => `Limit                     Soft Limit           Hard Limit           Units
Max open files            ${files.padEnd(20)} 1048576              files
Max address space         ${addresses.padEnd(20)} unlimited            bytes
`;

test('a process without low limits has none to complain of', () => {
  assert.is(faultOfLimits(limits('1024', 'unlimited')), null);
  assert.is(faultOfLimits(''), null);
});

test('too few open files are one sentence with what is expected and found', () => {
  assert.equal(faultOfLimits(limits('64', 'unlimited')), {
    message: 'too few files may be open at once: expected at least 256, found 64',
    hint: 'raise the limit with ulimit -n 1024',
  });
});

test('too little virtual memory is one sentence with what is expected and found', () => {
  assert.is(
    faultOfLimits(limits('1024', String(4 * 2 ** 30)))?.message,
    'too little virtual memory for WebAssembly: expected at least 64 GiB, found 4 GiB',
  );
});

test.run();
