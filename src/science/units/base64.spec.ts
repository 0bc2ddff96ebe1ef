import fc from 'fast-check';
import { expect, it } from 'vitest';
import { base64Of, base64OfFloat32, bytesOfBase64, float32OfBase64 } from './base64.js';

it('writes base64 as Node does, and reads it back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      expect(base64Of(bytes)).toBe(Buffer.from(bytes).toString('base64'));
      expect([...bytesOfBase64(base64Of(bytes))]).toEqual([...bytes]);
    }),
  );
});

it('carries float32 exactly, and refuses another length or another text', () => {
  const values = Float32Array.of(0, -0, 1 / 3, Number.NaN, Infinity, 1e-40);
  expect(float32OfBase64(base64OfFloat32(values), 6)).toEqual(values);
  expect(float32OfBase64(base64OfFloat32(values), 5)).toBeNull();
  expect(float32OfBase64('ä!', 0)).toBeNull();
});
