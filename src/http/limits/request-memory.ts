import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { HttpProblem } from '../problems/http-problem.js';

/** For all requests together: bodies that arrive, and answers that are made whole before they are sent. */
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

/** Bounds what requests that are served at once take of this process's memory. */
@Injectable()
export class RequestMemory {
  private heldBytes = 0;

  /**
   * Until the request has been answered. One that takes more than half of all (the file of a very large scan) counts as half.
   *
   * @throws HttpProblem overloaded
   */
  hold(response: Response, neededBytes: number): void {
    if (response.closed) return;
    const bytes = Math.min(neededBytes, MEMORY_BYTES / 2);
    if (this.heldBytes + bytes > MEMORY_BYTES) {
      throw new HttpProblem(
        'overloaded',
        'Too much is sent from and to here at once; nothing was taken or made.',
      );
    }
    this.heldBytes += bytes;
    response.once('close', () => (this.heldBytes -= bytes));
  }
}

@Injectable()
export class RequestMemoryGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly memory: RequestMemory,
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
