import type { CookieOptions, Request, Response } from 'express';

/** Browsers share cookies among the ports of a host, so the name carries the port: two services do not mix up. */
const nameOf = (request: Request): string => `kaimen_session_${request.socket.localPort}`;

const optionsOf = (request: Request): CookieOptions => ({
  httpOnly: true,
  sameSite: 'strict',
  path: '/',
  secure: request.secure,
});

/** The token of the session cookie, or null. */
export function readSessionCookie(request: Request): string | null {
  const prefix = `${nameOf(request)}=`;
  const cookies = (request.headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
  return cookies.find((cookie) => cookie.startsWith(prefix))?.slice(prefix.length) ?? null;
}

export function setSessionCookie(request: Request, token: string, expires: Date): void {
  (request.res as Response).cookie(nameOf(request), token, { ...optionsOf(request), expires });
}

export function clearSessionCookie(request: Request): void {
  (request.res as Response).clearCookie(nameOf(request), optionsOf(request));
}
