import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { KeyLimits, Scope } from '../../workflows/ports/records.js';

/** What somebody may do, and whose records it is about. */
export interface Rights {
  readonly ownerId: string;
  readonly scopes: readonly Scope[];
}

/** Who sends a request. */
export interface Principal extends Rights {
  /** 'key:ID' or 'session', for records that say who made them. */
  readonly by: string;
  /** Null: a session. */
  readonly keyId: string | null;
  /** The one instrument whose files it may send; null: of any. */
  readonly instrument: string | null;
  readonly limits: KeyLimits;
}

const principals = new WeakMap<Request, Principal>();

export const setPrincipal = (request: Request, principal: Principal): void => {
  principals.set(request, principal);
};

/** Who sends it, once that is known; null: nobody. */
export const principalIn = (request: Request): Principal | null => principals.get(request) ?? null;

/** @throws Error  the handler is public: a fault of the program, not of the request */
export function principalOf(request: Request): Principal {
  const principal = principals.get(request);
  if (principal === undefined) throw new Error('A public handler asked for its principal.');
  return principal;
}

/** On routes for anybody: whose structures are seen beside the public ones; null without a key that may read searches. */
export function visibleTo(request: Request): string | null {
  const principal = principals.get(request);
  return principal?.scopes.includes('searches:read') === true ? principal.ownerId : null;
}

/** Parameter of a handler: who sends the request. */
export const Caller = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  principalOf(context.switchToHttp().getRequest<Request>()),
);

/** Parameter of a handler: the owner whose records it may see. */
export const OwnerId = createParamDecorator(
  (_data: unknown, context: ExecutionContext) =>
    principalOf(context.switchToHttp().getRequest<Request>()).ownerId,
);
