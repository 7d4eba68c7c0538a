import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as v from 'valibot';
import { personName } from '../../i18n/names.ts';
import { ru } from '../../i18n/ru.ts';
import { InviteSecret } from '../../protocol/invites.ts';
import type { Person } from '../../protocol/people.ts';
import { accountState, requireBinding } from '../accounts/binding.ts';
import { keyedHash } from '../accounts/secrets.ts';
import type { WebSignIn } from '../accounts/web-sign-in.ts';
import type { Bus } from '../bus/bus.ts';
import { AppError } from '../errors.ts';
import { escapeHtml, sendPage } from '../http/page.ts';
import { parseInput } from '../http/server.ts';
import type { Database } from '../storage/database.ts';
import { acceptInvite, invitationOf, JOIN_PATH } from './invites.ts';

interface Deps {
  db: Database;
  bus: Bus;
  clock: () => number;
  secret: Buffer;
  webSignIn: WebSignIn;
}

const texts = ru.join;
const Parameters = v.object({ secret: InviteSecret });
/** How long the page with the names may stand, ms. */
const TICKET_MS = 15 * 60_000;
const Accept = v.object({
  ticket: v.pipe(v.string(), v.regex(/^[\w-]{1,64}\.\d{1,16}\.[\w-]{43}$/)),
  personId: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
});

const paragraph = (text: string, isMuted = false) => `<p${isMuted ? ' class="muted"' : ''}>${escapeHtml(text)}</p>`;
const link = (href: string, text: string) => `<a class="button" href="${escapeHtml(href)}">${escapeHtml(text)}</a>`;

/** Proves that the account was signed in for this link a moment ago: the page with the names has no session. */
function createTickets({ secret, clock }: Pick<Deps, 'secret' | 'clock'>) {
  const sign = (accountId: string, invite: string, until: string) =>
    keyedHash(secret, 'join', `${accountId}.${invite}.${until}`);
  return {
    make(accountId: string, invite: string): string {
      const until = String(clock() + TICKET_MS);
      return `${accountId}.${until}.${sign(accountId, invite, until)}`;
    },
    read(ticket: string, invite: string): string {
      const [accountId = '', until = '', signature] = ticket.split('.');
      if (signature !== sign(accountId, invite, until) || Number(until) <= clock()) {
        throw new AppError('sign-in-expired');
      }
      return accountId;
    },
  };
}

/** Runs a page; what went wrong is a page too, with the way back to the beginning. */
async function page(request: FastifyRequest, reply: FastifyReply, work: (secret: string) => Promise<unknown>) {
  const parsed = v.safeParse(Parameters, request.params);
  try {
    if (!parsed.success) throw new AppError('invite-not-found');
    return await work(parsed.output.secret);
  } catch (error) {
    const code = error instanceof AppError ? error.code : 'internal';
    if (code === 'internal') request.log.error({ err: error }, 'joining failed');
    const isOver = ['invite-not-found', 'invite-expired', 'invite-used-up', 'removed-from-chat'].includes(code);
    const again = isOver || !parsed.success ? '' : link(`${JOIN_PATH}/${parsed.output.secret}`, texts.again);
    const status = code === 'internal' ? 500 : code === 'invite-not-found' ? 404 : 400;
    return sendPage(reply, { status, title: texts.failedTitle, body: paragraph(ru.errors[code]) + again });
  }
}

/**
 * The pages behind an invite link, for any browser, a phone's too: `GET /join/<secret>` says where one is invited,
 * `/sign-in` leads to VK ID, `/people` asks who joins, `POST …/accept` joins. Nothing stays on the device.
 */
export function joinRoutes(app: FastifyInstance, deps: Deps): void {
  const { db, clock } = deps;
  const tickets = createTickets(deps);
  const peoplePath = (secret: string) => `${JOIN_PATH}/${secret}/people`;

  app.get(`${JOIN_PATH}/:secret`, (request, reply) =>
    page(request, reply, async (secret) => {
      const { title, schoolName, memberCount } = await invitationOf(db, secret, clock());
      const body =
        paragraph(texts.about(schoolName, memberCount), true) +
        link(`${JOIN_PATH}/${secret}/sign-in`, texts.join) +
        paragraph(texts.how, true) +
        paragraph(texts.inExtension, true);
      return sendPage(reply, { title: texts.title(title), body });
    }),
  );

  app.get(`${JOIN_PATH}/:secret/sign-in`, (request, reply) =>
    page(request, reply, async (secret) => {
      await invitationOf(db, secret, clock());
      const location = await deps.webSignIn.begin(reply, peoplePath(secret));
      return reply.header('cache-control', 'no-store').redirect(location, 302);
    }),
  );

  app.get(`${JOIN_PATH}/:secret/people`, (request, reply) =>
    page(request, reply, async (secret) => {
      const accountId = await deps.webSignIn.finish(request, reply, peoplePath(secret));
      const { title } = await invitationOf(db, secret, clock());
      const { people } = await accountState(db, deps.secret, accountId);
      if (people.length === 0) {
        const body = paragraph(texts.nobody) + paragraph(texts.nobodyNext, true);
        return sendPage(reply, { title: texts.nobodyTitle, body });
      }
      const ticket = tickets.make(accountId, secret);
      const button = (person: Person) =>
        `<button class="button" name="personId" value="${escapeHtml(person.id)}">${escapeHtml(
          texts.joinAs(personName(person)),
        )}</button>`;
      const body =
        paragraph(texts.title(title), true) +
        `<form method="post" action="${JOIN_PATH}/${secret}/accept"><input type="hidden" name="ticket" value="${ticket}">` +
        `${people.map(button).join('')}</form>`;
      return sendPage(reply, { title: texts.whoTitle, body });
    }),
  );

  app.post(`${JOIN_PATH}/:secret/accept`, (request, reply) =>
    page(request, reply, async (secret) => {
      const { ticket, personId } = parseInput(Accept, request.body);
      const accountId = tickets.read(ticket, secret);
      await requireBinding(db, accountId, personId);
      const chat = await acceptInvite(deps, personId, secret);
      const { people } = await accountState(db, deps.secret, accountId);
      const person = people.find(({ id }) => id === personId);
      const body = paragraph(texts.done(person ? personName(person) : ''));
      return sendPage(reply, { title: texts.doneTitle(chat.title ?? ''), body });
    }),
  );
}
