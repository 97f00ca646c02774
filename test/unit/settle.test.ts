// The watermark at its edges; test/model/settle.test.ts has the rule itself.
import { expect, test } from 'vitest';
import { Watermark } from '../../core/protocol/settle.ts';

test('nothing is due before a STATE came', () => {
  const watermark = new Watermark();
  watermark.ticket().settle();
  expect(watermark.waiting).toBe(false);
  expect(watermark.due()).toBeUndefined();
});

test('a STATE before any record is due at once, and once', () => {
  const watermark = new Watermark();
  watermark.state('A');
  expect(watermark.waiting).toBe(true);
  expect(watermark.due()).toBe('A');
  expect(watermark.waiting).toBe(false);
  expect(watermark.due()).toBeUndefined();
});

test('a STATE is due though records follow it', () => {
  const watermark = new Watermark();
  watermark.state('A');
  watermark.ticket();
  expect(watermark.due()).toBe('A');
});

test('several records are settled in one call', () => {
  const watermark = new Watermark();
  const ticket = watermark.ticket();
  for (let count = 1; count < 5; count += 1) expect(watermark.ticket()).toBe(ticket);
  watermark.state('A');
  ticket.settle(4);
  expect(watermark.due()).toBeUndefined();
  ticket.settle();
  expect(watermark.due()).toBe('A');
});

test('a sink that settles more than it was given is found out', () => {
  const ticket = new Watermark().ticket();
  ticket.settle();
  expect(() => ticket.settle()).toThrow('settled more records');
});

test('with thousands of STATEs waiting none is due early, and the last one in the end', () => {
  const watermark = new Watermark();
  const tickets = Array.from({ length: 3000 }, (_, index) => {
    const ticket = watermark.ticket();
    watermark.state(String(index));
    return ticket;
  });
  const [late] = tickets.splice(1500, 1);
  for (const ticket of tickets) ticket.settle();
  expect(Number(watermark.due())).toBeLessThan(1500);
  late?.settle();
  expect(watermark.due()).toBe('2999');
});
