// The frames of a stack, as Node.js writes them.
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { tracebackOf } from '../../../core/traceback.ts';

test.each([
  ['    at work (file:///app/core/tap.js:12:34)', 'work', '/app/core/tap.js', 12],
  ['    at async Client.answer (/app/client.js:1:2)', 'async Client.answer', '/app/client.js', 1],
  ['    at Object.check [as run] (/a b/(c).js:3:4)', 'Object.check [as run]', '/a b/(c).js', 3],
  ['    at new Client (C:\\app\\client.js:5:6)', 'new Client', 'C:\\app\\client.js', 5],
  ['    at file:///app/bin.js:7:8', '<anonymous>', '/app/bin.js', 7],
  ['    at async file:///app/bin.js:9:10', '<anonymous>', '/app/bin.js', 9],
  ['    at node:internal/process/task_queues:95:5', '<anonymous>', 'node:internal/process/task_queues', 95],
])('%j', (frame, name, filename, lineno) => {
  expect(tracebackOf(`Error: no\n${frame}`)).toEqual([{ filename, function: name, lineno, line: '' }]);
});

test.each([
  ['no stack', ''],
  ['no frame', 'Error: at work (core/tap.js:12:34)'],
  ['a place without a line', 'Error: no\n    at Array.map (<anonymous>)\n    at async Promise.all (index 0)'],
])('%s gives none', (_, stack) => {
  expect(tracebackOf(stack)).toEqual([]);
});

test('the innermost call comes last, as in Python', () => {
  const thrown = runInNewContext(
    'function inner() { return new Error("no") }\nfunction outer() {\nreturn inner() }\nouter()',
    {},
    'script.js',
  ) as Error;
  const own = tracebackOf(thrown.stack ?? '').filter(({ filename }) => filename === 'script.js');
  expect(own.map((frame) => [frame.function, frame.lineno])).toEqual([
    ['<anonymous>', 4],
    ['outer', 3],
    ['inner', 1],
  ]);
});
