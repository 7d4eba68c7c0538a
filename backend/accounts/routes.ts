import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as v from 'valibot';
import { ru } from '../../i18n/ru.ts';
import { AuthorizeQuery, BindRequest, TokenRequest } from '../../protocol/accounts.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import { AppError } from '../errors.ts';
import { escapeHtml, sendPage } from '../http/page.ts';
import { parseInput } from '../http/server.ts';
import { accountState, type BindingDeps, bindByCode, bindByPhone } from './binding.ts';
import { callbackParameters, singleParameters } from './callback-parameters.ts';
import { createCodeLimit } from './code-limit.ts';
import { cookie, readCookie, signInCookie } from './cookies.ts';
import { isAllowedRedirect } from './redirects.ts';
import { backToExtension, beginSignIn, finishSignIn, SIGN_IN_MS, type SignInDeps } from './sign-in.ts';
import { type Authenticated, authenticate, grantTokens, signOut, type TokenDeps } from './tokens.ts';

export interface AccountDeps extends Omit<SignInDeps, 'log'>, TokenDeps, BindingDeps {
  /** The server's own address as browsers see it; on https the cookies are Secure. */
  publicUrl: string;
  /** Extensions that may sign in: Chromium ids or Firefox add-on ids, beside our own of Firefox. */
  extensionIds: string[];
}

/** Path of VK's callback below `publicUrl`: the redirect address to register at VK. */
export const VK_CALLBACK_PATH = '/auth/vk/callback';

/** The access token of the Authorization header. */
function bearer(request: FastifyRequest): string | undefined {
  return /^Bearer ([A-Za-z0-9_-]{20,512})$/i.exec(request.headers.authorization ?? '')?.[1];
}

function sendFailurePage(reply: FastifyReply, code: ErrorCode) {
  const { title, next } = ru.signInFailure;
  const body = `<p>${escapeHtml(ru.errors[code])}</p><p class="muted">${escapeHtml(next)}</p>`;
  return sendPage(reply, { status: code === 'internal' ? 500 : 400, title, body });
}

/** Runs a page of the sign-in; a failure without a trusted redirect address becomes a page with a sentence. */
async function page(request: FastifyRequest, reply: FastifyReply, work: (search: URLSearchParams) => Promise<string>) {
  reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
  try {
    const location = await work(new URL(request.url, 'http://server').searchParams);
    return reply.redirect(location, 302);
  } catch (error) {
    if (error instanceof AppError) return sendFailurePage(reply, error.code);
    request.log.error({ err: error }, 'sign-in failed');
    return sendFailurePage(reply, 'internal');
  }
}

function signInRoutes(app: FastifyInstance, deps: AccountDeps): void {
  const { publicUrl } = deps;
  const withLog = (request: FastifyRequest): SignInDeps => ({
    ...deps,
    log: (error) => request.log.error({ err: error }, 'sign-in failed'),
  });

  app.get('/ext/authorize', (request, reply) =>
    page(request, reply, async (search) => {
      const given = singleParameters(search);
      const redirectUri = given.redirect_uri ?? '';
      if (!isAllowedRedirect(redirectUri, deps.extensionIds)) throw new AppError('redirect-not-allowed');
      const clientState = v.safeParse(AuthorizeQuery.entries.state, given.state);
      if (!clientState.success) throw new AppError('bad-request');
      try {
        const query = parseInput(AuthorizeQuery, given);
        const { location, state, binding } = await beginSignIn(withLog(request), query);
        reply.header('set-cookie', cookie(publicUrl, signInCookie(state), binding, SIGN_IN_MS));
        return location;
      } catch (error) {
        if (!(error instanceof AppError)) request.log.error({ err: error }, 'sign-in failed');
        const code = error instanceof AppError ? error.code : 'internal';
        return backToExtension({ redirectUri, clientState: clientState.output }, { error: code });
      }
    }),
  );

  app.get(VK_CALLBACK_PATH, (request, reply) =>
    page(request, reply, async (search) => {
      const callback = callbackParameters(search);
      const state = callback.state ?? '';
      const binding = readCookie(request, publicUrl, signInCookie(state));
      const location = await finishSignIn(withLog(request), callback, binding);
      reply.header('set-cookie', cookie(publicUrl, signInCookie(state), '', 0));
      return location;
    }),
  );
}

/**
 * Signing in and binding: `GET /ext/authorize`, `GET /auth/vk/callback`, `POST /ext/token`, `GET /session`,
 * `POST /session/bind`, `POST /session/end` (docs/spec.md, AUTH and S12, S13).
 */
export function accountRoutes(app: FastifyInstance, deps: AccountDeps): void {
  signInRoutes(app, deps);
  const codeLimit = createCodeLimit();

  /** A route behind `Authorization: Bearer`. */
  const signedIn =
    (work: (caller: Authenticated, request: FastifyRequest) => Promise<unknown>) =>
    async (request: FastifyRequest, reply: FastifyReply) => {
      reply.header('cache-control', 'no-store');
      const caller = await authenticate(deps.db, bearer(request), deps.clock());
      return work(caller, request);
    };

  app.post('/ext/token', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    return grantTokens(deps, parseInput(TokenRequest, request.body), request.headers['user-agent'] ?? '');
  });

  app.get(
    '/session',
    signedIn(({ accountId }) => accountState(deps.db, deps.secret, accountId)),
  );

  app.post(
    '/session/bind',
    signedIn(async ({ accountId }, request) => {
      const input = parseInput(BindRequest, request.body);
      if ('personId' in input) return bindByPhone(deps, accountId, input.personId);
      await codeLimit.check(request.ip);
      try {
        return await bindByCode(deps, accountId, input.code);
      } catch (error) {
        if (error instanceof AppError && error.code === 'code-invalid') await codeLimit.countFailure(request.ip);
        throw error;
      }
    }),
  );

  app.post(
    '/session/end',
    signedIn(async ({ sessionId }) => {
      await signOut(deps, sessionId);
      return {};
    }),
  );
}
