import type { FastifyRequest } from 'fastify';

/**
 * A cookie as a header has it: not for scripts, not sent by other sites' requests but a click. `__Host-` keeps other
 * hosts from setting it; browsers refuse that prefix over plain http, which is for loopback only. An age of 0 forgets it.
 */
export function cookie(publicUrl: string, name: string, value: string, maxAgeMs: number): string {
  const attributes = ['Path=/', 'HttpOnly', 'SameSite=Lax', `Max-Age=${maxAgeMs / 1000}`];
  if (publicUrl.startsWith('https:')) attributes.push('Secure');
  return [`${cookieName(publicUrl, name)}=${value}`, ...attributes].join('; ');
}

const cookieName = (publicUrl: string, name: string) => `${publicUrl.startsWith('https:') ? '__Host-' : ''}${name}`;

/** What this browser keeps under that name. */
export function readCookie(request: FastifyRequest, publicUrl: string, name: string): string | undefined {
  const wanted = cookieName(publicUrl, name);
  const cookies = (request.headers.cookie ?? '').split(/;\s*/);
  return cookies.find((one) => one.startsWith(`${wanted}=`))?.slice(wanted.length + 1);
}

/** One cookie per sign-in, so that two windows do not disturb each other. */
export const signInCookie = (state: string) => `sign-in-${state.replace(/[^A-Za-z0-9_-]/g, '').slice(0, 12)}`;
