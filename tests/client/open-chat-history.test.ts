import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyOpenChat, type OpenChatState, reduceOpenChat, senderOf } from '../../client/messages/state.ts';
import { planBatch } from '../../client/sync.ts';
import type { Member } from '../../protocol/chats.ts';
import { createHistory, type Deed, deeds, type History, received } from './school-history.ts';

/** A chat that somebody has open, as the client keeps it; `state` null: removed while looking. */
interface Viewer {
  personId: string;
  chatId: string;
  state: OpenChatState | null;
  /** Which of the frames reach it, by their number. */
  hears: (frame: number) => boolean;
  frames: number;
}

/** What `chat:open` makes of a state: the difference, or a snapshot. */
async function sync(history: History, { personId, chatId }: Viewer, state: OpenChatState): Promise<OpenChatState> {
  const answer = await history.openChat(personId, chatId, state.cursor);
  if (answer.kind === 'snapshot') return reduceOpenChat(state, { type: 'snapshot', ...answer });
  return reduceOpenChat(state, { type: 'difference', ...answer });
}

async function open(history: History, where: number, who: number, hears: Viewer['hears']): Promise<Viewer> {
  const keys = ['staff', 'class:b', 'subject:b-algebra', 'class:a'];
  const chatId = await history.school.chatId(keys[where % keys.length] ?? 'staff');
  const query = history.school.db.selectFrom('members').select('personId').where('chatId', '=', chatId);
  const members = await query.orderBy('personId').execute();
  const personId = members[who % members.length]?.personId ?? '';
  const viewer: Viewer = { personId, chatId, state: null, hears, frames: 0 };
  viewer.state = await sync(history, viewer, emptyOpenChat);
  return viewer;
}

/** Lets a deed happen and hands the viewer what its socket brings; a gap asks for the difference (G4). */
async function deliver(history: History, viewer: Viewer, deed: Deed, seen: Set<string>): Promise<void> {
  for (const publication of await history.publicationsOf(deed)) {
    if (publication.kind === 'left-chat') {
      const isMe = publication.personId === viewer.personId && publication.chatId === viewer.chatId;
      if (isMe && viewer.hears(viewer.frames++)) viewer.state = null;
    } else if (!viewer.state) {
      return;
    } else if (publication.kind === 'notice') {
      const isHere = publication.name === 'reads:moved' && publication.notice.chatId === viewer.chatId;
      if (!isHere || !viewer.hears(viewer.frames++)) continue;
      viewer.state = reduceOpenChat(viewer.state, { type: 'reads', notice: publication.notice });
    } else if (
      publication.kind === 'events' &&
      publication.batch.stream === `chat:${viewer.chatId}` &&
      viewer.hears(viewer.frames++)
    ) {
      const plan = planBatch(viewer.state.cursor ?? 0, received(publication));
      if (plan.kind === 'gap') viewer.state = await sync(history, viewer, viewer.state);
      else viewer.state = reduceOpenChat(viewer.state, { type: 'events', events: plan.events, cursor: plan.cursor });
      for (const { type } of publication.batch.events) seen.add(type);
    }
  }
}

const byId = (members: Member[]) => [...members].sort((a, b) => (a.person.id < b.person.id ? -1 : 1));

/** The state is that of the chat opened anew, but that it may have more of the messages before. */
function expectSame(state: OpenChatState, fresh: OpenChatState): void {
  expect(state.cursor).toBe(fresh.cursor);
  expect(byId(state.members)).toEqual(byId(fresh.members));
  const ordinals = state.messages.map(({ ordinal }) => ordinal);
  expect(ordinals).toEqual(ordinals.map((_, index) => (ordinals[0] ?? 0) + index));
  const count = fresh.messages.length;
  expect(count ? state.messages.slice(-count) : []).toEqual(fresh.messages);
  for (const { senderId } of fresh.messages) expect(senderOf(state, senderId)).toEqual(senderOf(fresh, senderId));
}

test('G5 an open chat and all events since are a fresh chat, without asking', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(deeds(25), fc.nat(), fc.nat(), async (list, where, who) => {
      const history = await createHistory();
      const viewer = await open(history, where, who, () => true);
      for (const deed of list) await deliver(history, viewer, deed, seen);
      const fresh = await sync(history, viewer, emptyOpenChat).catch(() => null);
      if (fresh && viewer.state) expectSame(viewer.state, fresh);
      await history.close();
    }),
    { numRuns: 60 },
  );
  expect([...seen].sort()).toEqual(['member:joined', 'member:left', 'message:sent']);
});

/** Nothing at all (the page was closed, a removal is not noticed either), or some of the frames. */
const hearings = fc.oneof(fc.constant([false]), fc.array(fc.boolean(), { minLength: 2, maxLength: 7 }));

test('G4 G5 an old chat and the events since, some or all of them lost, are a fresh chat after asking', async () => {
  await fc.assert(
    fc.asyncProperty(deeds(25), fc.nat(), fc.nat(), hearings, async (list, where, who, heard) => {
      const history = await createHistory();
      const viewer = await open(history, where, who, (frame) => heard[frame % heard.length] ?? true);
      // A gap that is found by somebody who is removed meanwhile is answered by a refusal: the chat is gone.
      for (const deed of list) {
        await deliver(history, viewer, deed, new Set()).catch((error) => {
          if ((error as { code?: string }).code !== 'chat-not-found') throw error;
          viewer.state = null;
        });
      }
      const fresh = await sync(history, viewer, emptyOpenChat).catch(() => null);
      if (fresh && viewer.state) expectSame(await sync(history, viewer, viewer.state), fresh);
      await history.close();
    }),
    { numRuns: 60 },
  );
});
