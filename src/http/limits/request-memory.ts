import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { HttpProblem } from '../problems/http-problem.js';

/** What a body that is written away while it arrives takes at most: in the connection, the parser and the writer. */
const STREAMED_BYTES = 3 * 2 ** 20;

/**
 * For all requests together, each kind for itself, so that slow uploads leave room for the rest: bodies and answers that are
 * whole in memory, and bodies that are written away while they arrive.
 */
const ROOM_BYTES = { whole: 2 ** 28, streamed: 64 * STREAMED_BYTES };

const STREAMS = 'kaimen:streams-body';

/** A handler that writes its body away while it arrives. */
export const StreamsBody = (): MethodDecorator => SetMetadata(STREAMS, true);

/** How long a body is, at most: as it says itself, or as it may be. */
export const longest = ({ headers }: Request, limitBytes: number): number =>
  Math.min(limitBytes, Number(headers['content-length'] ?? limitBytes));

/** Bounds what requests that are served at once take of this process's memory. */
@Injectable()
export class RequestMemory {
  private readonly heldBytes = { whole: 0, streamed: 0 };

  /**
   * Until the request has been answered. One that takes more than half of all (the file of a very large scan) counts as half.
   *
   * @throws HttpProblem overloaded
   */
  hold(response: Response, neededBytes: number, kind: keyof typeof ROOM_BYTES = 'whole'): void {
    if (response.closed) return;
    const roomBytes = ROOM_BYTES[kind];
    const bytes = Math.min(neededBytes, roomBytes / 2);
    if (this.heldBytes[kind] + bytes > roomBytes) {
      throw new HttpProblem(
        'overloaded',
        'Too much is sent from and to here at once; nothing was taken or made.',
      );
    }
    this.heldBytes[kind] += bytes;
    response.once('close', () => (this.heldBytes[kind] -= bytes));
  }
}

@Injectable()
export class RequestMemoryGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly memory: RequestMemory,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.reflector.get<boolean | undefined>(STREAMS, context.getHandler()) === true) {
      const http = context.switchToHttp();
      this.memory.hold(http.getResponse(), longest(http.getRequest(), STREAMED_BYTES), 'streamed');
    }
    return true;
  }
}
