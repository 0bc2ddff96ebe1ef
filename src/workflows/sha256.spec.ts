import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from './sha256.js';

describe('sha256Hex', () => {
  it.each([0, 1, 55, 56, 63, 64, 65, 1000])('agrees with node:crypto on %i bytes', (size) => {
    const bytes = Uint8Array.from({ length: size }, (_, i) => (i * 73 + 5) & 255);
    expect(sha256Hex(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'));
  });
});
