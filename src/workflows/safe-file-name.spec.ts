import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeFileName } from './safe-file-name.js';

describe('safeFileName', () => {
  it.each([
    ['scan.dm4', 'scan.dm4'],
    ['/a/b/scan.dm4', 'scan.dm4'],
    ['C:\\data\\scan.dm4', 'scan.dm4'],
    ['...scan.dm4...', 'scan.dm4'],
    ['COM1.dm4', '_COM1.dm4'],
    ['console.dm4', 'console.dm4'],
    ['a<b>|"c?*.dm4', 'abc.dm4'],
    ['Gro\u0308ße.dm4', 'Größe.dm4'],
    ['線掃描.dm4', '線掃描.dm4'],
  ])('%j becomes %j', (given, name) => expect(safeFileName(given)).toBe(name));

  it.each(['', '..', '/', 'a/', ' . ', '\u202e', 'a\0b', 'a\rb', 'a\nb'])('refuses %j', (given) =>
    expect(() => safeFileName(given)).toThrow(expect.objectContaining({ code: 'invalid-filename' }) as Error),
  );

  it('never gives a path or an overlong name, and a name it gave is left as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (given) => {
        let name: string;
        try {
          name = safeFileName(given);
        } catch {
          return;
        }
        expect(name).not.toMatch(/[/\\\0\r\n]|^\.\.?$/);
        expect([...name].length).toBeLessThanOrEqual(201);
        expect(safeFileName(name)).toBe(name);
      }),
      { numRuns: 500, seed: 1 },
    );
  });
});
