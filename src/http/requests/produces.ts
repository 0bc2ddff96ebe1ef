import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { HttpProblem } from '../problems/http-problem.js';

const PRODUCES = 'kaimen:produces';

/** The media types of a handler's answers, the preferred one first. Without it: JSON. */
export const Produces = (...types: string[]): MethodDecorator => SetMetadata(PRODUCES, types);

/** 406 when a client accepts none of what the handler can send. */
@Injectable()
export class ProducesGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const types = this.reflector.get<string[] | undefined>(PRODUCES, context.getHandler()) ?? [
      'application/json',
    ];
    const request = context.switchToHttp().getRequest<Request>();
    if (request.accepts(types) === false) {
      throw new HttpProblem('not-acceptable', `This can be sent as ${types.join(' or ')}.`);
    }
    return true;
  }
}
