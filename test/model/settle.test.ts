// The watermark against a naive model: a list of all that came, searched from the end.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Watermark, type Ticket } from '../../core/protocol/settle.ts';

interface Model {
  /** Records as numbers, STATEs as text, in the order they came. */
  came: (number | string)[];
  unsettled: Set<number>;
  printed: string | undefined;
}

interface Real {
  watermark: Watermark;
  tickets: Ticket[];
}

type Command = fc.Command<Model, Real>;

function newestDue({ came, unsettled }: Model): string | undefined {
  const open = came.findIndex((one) => typeof one === 'number' && unsettled.has(one));
  const before = open === -1 ? came : came.slice(0, open);
  return before.findLast((one) => typeof one === 'string');
}

const record = (): Command => ({
  check: () => true,
  run: (model, { watermark, tickets }) => {
    model.came.push(tickets.length);
    model.unsettled.add(tickets.length);
    tickets.push(watermark.ticket());
  },
  toString: () => 'record',
});

const settle = (pick: number): Command => ({
  check: ({ unsettled }) => unsettled.size > 0,
  run: (model, { tickets }) => {
    const chosen = [...model.unsettled][pick % model.unsettled.size] ?? 0;
    model.unsettled.delete(chosen);
    tickets[chosen]?.settle();
  },
  toString: () => `settle ${pick}`,
});

const state = (text: string): Command => ({
  check: () => true,
  run: (model, { watermark }) => {
    model.came.push(text);
    watermark.state(text);
  },
  toString: () => `state ${text}`,
});

const tick = (): Command => ({
  check: () => true,
  run: (model, { watermark }) => {
    const due = newestDue(model);
    expect(watermark.due()).toBe(due === model.printed ? undefined : due);
    model.printed = due;
  },
  toString: () => 'tick',
});

const anyCommand = [
  fc.constant(record()),
  fc.nat().map(settle),
  fc.constantFrom('A', 'B', 'C').map(state),
  fc.constant(tick()),
];

const start = () => ({
  model: { came: [], unsettled: new Set<number>(), printed: undefined },
  real: { watermark: new Watermark(), tickets: [] },
});

test('prints what the model says is due, whatever the order of records, settlements and states', () => {
  const property = fc.property(fc.commands(anyCommand, { size: '+1' }), (commands) => {
    fc.modelRun(start, [...commands, tick(), tick()]);
  });
  expect(() => fc.assert(property, { numRuns: 500 })).not.toThrow();
});
