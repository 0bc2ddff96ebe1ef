import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { HttpProblem } from '../problems/http-problem.js';

/** For the bodies of all requests together; more than any one of them may take. */
const MEMORY_BYTES = 2 ** 28;

const HOLDS = 'kaimen:holds-memory';

/** What a body that is written away while it arrives takes at most: in the connection, the parser and the writer. */
const STREAMED_BYTES = 3 * 2 ** 20;

/** A handler whose body takes so much memory while it is worked on, bytes. */
export const HoldsMemory = (bytesOf: (request: Request) => number): MethodDecorator =>
  SetMetadata(HOLDS, bytesOf);

/** How long a body is, at most: as it says itself, or as it may be. */
export const longest = ({ headers }: Request, limitBytes: number): number =>
  Math.min(limitBytes, Number(headers['content-length'] ?? limitBytes));

export const streamed = (request: Request): number => longest(request, STREAMED_BYTES);

/** Bounds what bodies that arrive at once take of this process's memory. */
@Injectable()
export class BodyMemory {
  private heldBytes = 0;

  /** Until the request has been answered. @throws HttpProblem overloaded */
  hold(response: Response, bytes: number): void {
    if (response.closed) return;
    if (this.heldBytes + bytes > MEMORY_BYTES) {
      throw new HttpProblem('overloaded', 'Too much is being sent here at once; nothing of this was taken.');
    }
    this.heldBytes += bytes;
    response.once('close', () => (this.heldBytes -= bytes));
  }
}

@Injectable()
export class BodyMemoryGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly memory: BodyMemory,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const bytesOf = this.reflector.get<((request: Request) => number) | undefined>(
      HOLDS,
      context.getHandler(),
    );
    const http = context.switchToHttp();
    if (bytesOf !== undefined) this.memory.hold(http.getResponse(), bytesOf(http.getRequest()));
    return true;
  }
}
