import { describe, expect, it } from 'vitest';
import type { FoundFile } from './folder-scan.js';
import { Settling } from './settling.js';

const options = { quietMs: 10_000, patienceMs: 600_000 };
const file = (more: Partial<FoundFile> = {}): FoundFile => ({
  path: 'a.dm4',
  sizeBytes: 100,
  mtimeMs: 5,
  sidecar: null,
  isDeclared: false,
  ...more,
});

describe('a file has settled', () => {
  it('when it stayed as it is for the quiet time, over two looks', () => {
    const settling = new Settling(options);
    expect(settling.see(file(), 0)).toBe('changing');
    expect(settling.see(file(), 9_999)).toBe('changing');
    expect(settling.see(file(), 10_000)).toBe('quiet');
    expect(settling.see(file(), 599_999)).toBe('quiet');
    expect(settling.see(file(), 600_000)).toBe('stale');
  });

  it('not while it grows, is written anew, or has no bytes', () => {
    const settling = new Settling(options);
    for (let i = 0; i < 20; i++)
      expect(settling.see(file({ sizeBytes: i, mtimeMs: i }), i * 9_000)).toBe('changing');
    expect(settling.see(file({ sizeBytes: 19, mtimeMs: 99 }), 190_000)).toBe('changing');
    for (const atMs of [200_000, 300_000, 900_000])
      expect(settling.see(file({ sizeBytes: 0 }), atMs)).toBe('changing');
  });

  it('not before its sidecar has', () => {
    const settling = new Settling(options);
    settling.see(file(), 0);
    const sidecar = { sizeBytes: 2, mtimeMs: 1 };
    expect(settling.see(file({ sidecar }), 9_000)).toBe('changing');
    expect(settling.see(file({ sidecar }), 18_000)).toBe('changing');
    expect(settling.see(file({ sidecar }), 19_000)).toBe('quiet');
  });

  it('at once when it is declared', () =>
    expect(new Settling(options).see(file({ isDeclared: true }), 0)).toBe('quiet'));

  it('whatever its time says: before, after and far from the own', () => {
    for (const mtimeMs of [-1e12, 0, 8e15]) {
      const settling = new Settling(options);
      settling.see(file({ mtimeMs }), 0);
      expect(settling.see(file({ mtimeMs }), 10_000)).toBe('quiet');
    }
  });
});

describe('the next look', () => {
  it('comes when the quiet time is over, also after a timer that went off early', () => {
    const settling = new Settling(options);
    expect(settling.nextAtMs(0)).toBeNull();
    settling.see(file(), 0);
    expect(settling.nextAtMs(0)).toBe(10_005);
    expect(settling.see(file(), 9_999.9)).toBe('changing');
    expect(settling.nextAtMs(10_000.2)).toBe(10_005);
    expect(settling.see(file(), 10_005)).toBe('quiet');
    expect(settling.nextAtMs(10_005)).toBeNull();
  });

  it('is not held up by files that are waited for longer', () => {
    const settling = new Settling(options);
    settling.see(file({ path: 'not whole.dm4' }), 0);
    settling.see(file(), 30_000);
    expect(settling.nextAtMs(30_000)).toBe(40_005);
  });
});
