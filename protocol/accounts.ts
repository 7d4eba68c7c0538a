import * as v from 'valibot';
import { Id, Me, Person, School } from './people.ts';

const Secret = v.pipe(v.string(), v.minLength(20), v.maxLength(512));

/** Query of `GET /ext/authorize` (docs/architecture.md, "Sessions and binding"). */
export const AuthorizeQuery = v.object({
  response_type: v.literal('code'),
  client_id: v.literal('ext'),
  redirect_uri: v.pipe(v.string(), v.url(), v.maxLength(300)),
  code_challenge: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/)),
  code_challenge_method: v.literal('S256'),
  state: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{32,128}$/)),
});
export type AuthorizeQuery = v.InferOutput<typeof AuthorizeQuery>;

/** Body of `POST /ext/token`, JSON or form. */
export const TokenRequest = v.variant('grant_type', [
  v.object({
    grant_type: v.literal('authorization_code'),
    code: Secret,
    code_verifier: v.pipe(v.string(), v.regex(/^[A-Za-z0-9._~-]{43,128}$/)),
    redirect_uri: v.pipe(v.string(), v.url(), v.maxLength(300)),
  }),
  v.object({ grant_type: v.literal('refresh_token'), refresh_token: Secret }),
]);
export type TokenRequest = v.InferOutput<typeof TokenRequest>;

/** Answer of `POST /ext/token`; `expires_in` in seconds (600). */
export const TokenAnswer = v.object({
  access_token: Secret,
  refresh_token: Secret,
  token_type: v.literal('Bearer'),
  expires_in: v.number(),
});
export type TokenAnswer = v.InferOutput<typeof TokenAnswer>;

/**
 * `GET /session` and the answer of `POST /session/bind`: the people this account is bound to, and those of the
 * roster that have its verified phone and are free to be bound.
 */
export const AccountState = v.object({
  accountId: Id,
  school: School,
  people: v.array(Me),
  candidates: v.array(Me),
});
export type AccountState = v.InferOutput<typeof AccountState>;

/** Body of `POST /session/bind`: one of the candidates, or a one-time code from the school. */
export const BindRequest = v.union([
  v.strictObject({ personId: Id }),
  v.strictObject({ code: v.pipe(v.string(), v.minLength(1), v.maxLength(40)) }),
]);
export type BindRequest = v.InferOutput<typeof BindRequest>;

/** Answer of `POST /session/bind`. */
export const BindAnswer = v.object({ ...AccountState.entries, bound: Person });
export type BindAnswer = v.InferOutput<typeof BindAnswer>;
