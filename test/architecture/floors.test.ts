import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { circlesOf } from './support/cycles.js';
import { floorOf, floors, questions, roomOf, starters } from './support/house.js';
import { sourceFiles } from './support/source-files.js';

const test = suite('floors of the house');

const files = sourceFiles('src');

interface Step {
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

/** Imports from one room into another, those of types too. */
const steps = files.flatMap(({ path, imports }) =>
  imports.flatMap(({ path: target }): Step[] =>
    target === null || roomOf(path) === roomOf(target)
      ? []
      : [{ from: roomOf(path), to: roomOf(target), text: `${path} imports ${target}` }],
  ),
);

const textsOf = (wrong: readonly Step[]) => [...new Set(wrong.map(({ text }) => text))];

test('finds the imports that it is to check', () => {
  assert.ok(steps.length > 200, `${steps.length} imports`);
});

test('every room is in the house', () => {
  const rooms = [...new Set(files.map(({ path }) => roomOf(path)))];
  assert.equal(
    rooms.filter((room) => floorOf(room) === null),
    [],
  );
});

test('imports go down', () => {
  const wrong = steps.filter(({ from, to }) => {
    const [upper, lower] = [floorOf(from), floorOf(to)];
    return upper !== null && lower !== null && lower < upper;
  });
  assert.equal(textsOf(wrong), []);
});

test('rooms of one floor do not import each other in a circle', () => {
  const circles = floors.flatMap((rooms) => {
    const own = steps.filter(({ from, to }) => rooms.includes(from) && rooms.includes(to));
    return circlesOf(
      new Map(rooms.map((room) => [room, own.filter(({ from }) => from === room).map(({ to }) => to)])),
    );
  });
  assert.equal(circles, []);
});

test('the rooms of the commands’ questions know nothing of each other', () => {
  const wrong = steps.filter(({ from, to }) => questions.includes(from) && questions.includes(to));
  assert.equal(textsOf(wrong), []);
});

test('nothing but what starts the program imports commands', () => {
  const wrong = steps.filter(({ from, to }) => to === 'commands' && !starters.includes(from));
  assert.equal(textsOf(wrong), []);
});

test.run();
