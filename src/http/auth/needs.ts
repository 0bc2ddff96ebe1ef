import { SetMetadata } from '@nestjs/common';
import type { Scope } from '../../workflows/ports/records.js';

export const NEEDS = 'kaimen:needs';

/**
 * A scope; 'signed-in' is any key or session, 'nothing' is everybody; 'anybody' too, but who sends a key is recognised
 * by it.
 */
export type Need = Scope | 'signed-in' | 'anybody' | 'nothing';

/** What a caller of a handler needs: one of these. Each handler states it, or is refused to everybody. */
export const Needs = (...anyOf: [Need, ...Need[]]): ClassDecorator & MethodDecorator =>
  SetMetadata(NEEDS, anyOf);
