import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';
import { cookie, readCookie, signInCookie } from './cookies.ts';
import { randomSecret, sha256 } from './secrets.ts';
import { beginSignIn, SIGN_IN_MS, type SignInDeps } from './sign-in.ts';
import { takeCode } from './tokens.ts';

/** What the browser keeps while it is at VK: the state that must come back, and the verifier of the code. */
const COOKIE = 'web-sign-in';

/** Who stands before a page of this server, by VK ID; no session is made, so nothing stays on the device. */
export interface WebSignIn {
  /** The address to send the browser to. `returnTo`: a path of this server. Throws vk-unavailable. */
  begin(reply: FastifyReply, returnTo: string): Promise<string>;
  /** The account of who comes back to `returnTo`. Throws sign-in-expired, sign-in-failed, and what VK said. */
  finish(request: FastifyRequest, reply: FastifyReply, returnTo: string): Promise<string>;
}

export function createWebSignIn(deps: SignInDeps & { publicUrl: string }): WebSignIn {
  const { db, clock, publicUrl } = deps;
  return {
    async begin(reply, returnTo) {
      const [verifier, clientState] = [randomSecret(), randomSecret()];
      const { location, state, binding } = await beginSignIn(deps, {
        code_challenge: sha256(verifier),
        state: clientState,
        redirect_uri: publicUrl + returnTo,
      });
      reply.header('set-cookie', [
        cookie(publicUrl, signInCookie(state), binding, SIGN_IN_MS),
        cookie(publicUrl, COOKIE, `${clientState}.${verifier}`, SIGN_IN_MS),
      ]);
      return location;
    },

    async finish(request, reply, returnTo) {
      const { searchParams } = new URL(request.url, publicUrl);
      const [clientState, verifier] = (readCookie(request, publicUrl, COOKIE) ?? '').split('.');
      reply.header('set-cookie', cookie(publicUrl, COOKIE, '', 0));
      if (!clientState || !verifier || searchParams.get('state') !== clientState) {
        throw new AppError('sign-in-expired');
      }
      const refused = searchParams.get('error');
      if (refused) throw new AppError(refused === 'sign-in-denied' ? 'sign-in-denied' : 'sign-in-failed');
      const code = searchParams.get('code') ?? '';
      return takeCode(db, { code, code_verifier: verifier, redirect_uri: publicUrl + returnTo }, clock());
    },
  };
}
