import { Controller, Get, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { SignIn } from '../../workflows/sign-in.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { SessionDto } from './session.dto.js';
import { Needs } from './needs.js';
import { Caller, type Principal } from './principal.js';
import { clearSessionCookie, readSessionCookie } from './session-cookie.js';

@ApiTags('session')
@Controller('api/v1/session')
@Needs('signed-in')
export class SessionController {
  constructor(@Inject(SignIn) private readonly sessions: SignIn) {}

  /** Who is signed in, by key or by cookie. */
  @Get()
  @ApiProblems(401)
  show(@Caller() { ownerId, scopes, keyId, instrument }: Principal): SessionDto {
    return { ownerId, scopes: [...scopes], keyId, instrument };
  }

  /** Ends the session of this browser. */
  @Post('sign-out')
  @HttpCode(204)
  @ApiProblems(401, 403)
  async signOut(@Req() request: Request): Promise<void> {
    const token = readSessionCookie(request);
    if (token !== null) await this.sessions.end(token);
    clearSessionCookie(request);
  }
}
