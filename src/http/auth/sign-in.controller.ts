import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { SignIn } from '../../workflows/sign-in.js';
import { Produces } from '../requests/produces.js';
import { principalOfSession } from './identity.js';
import { Needs } from './needs.js';
import { setPrincipal } from './principal.js';
import { setSessionCookie } from './session-cookie.js';
import { SignInTokens } from './sign-in-tokens.js';

const USED = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Kaimen</title>
<h1>This sign-in link does not work any more</h1>
<p>Each link signs one browser in, once. Start <code>kaimen serve</code> again for a new one.</p></html>`;

/** The link that a person clicks: it is not part of the API, and answers in HTML. */
@ApiExcludeController()
@Controller('auth/sign-in')
@Needs('nothing')
export class SignInController {
  constructor(
    @Inject(SignIn) private readonly sessions: SignIn,
    private readonly tokens: SignInTokens,
  ) {}

  @Get()
  @Produces('text/html')
  async signIn(
    @Query('token') token: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const principal = typeof token === 'string' ? this.tokens.redeem(token) : null;
    if (principal === null) return void response.status(401).type('html').send(USED);
    const session = await this.sessions.begin({ ownerId: principal.ownerId, scopes: principal.scopes });
    setPrincipal(request, principalOfSession(principal));
    setSessionCookie(request, session.token, session.expiresAt);
    response.redirect(303, '/');
  }
}
