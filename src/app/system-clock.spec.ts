import { expect, it } from 'vitest';
import { TimeOrderedIds } from './system-clock.js';

it('makes UUIDs of version 7 that carry the time', () => {
  const before = Date.now();
  const id = new TimeOrderedIds().next();
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const time = parseInt(id.replaceAll('-', '').slice(0, 12), 16);
  expect(time).toBeGreaterThanOrEqual(before);
  expect(time).toBeLessThanOrEqual(Date.now());
});
