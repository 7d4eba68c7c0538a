import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import type { Publication } from '../../backend/bus/bus.ts';
import { chatCommands } from '../../backend/chats/commands.ts';
import { chatsFor } from '../../backend/chats/list.ts';
import { createSend, markRead } from '../../backend/messages/rules.ts';
import { importRoster } from '../../backend/school/import.ts';
import type { Roster } from '../../backend/school/roster.ts';
import { createSchool, lead, pupil, rosterPerson, smallSchool } from '../backend/school-roster.ts';

/** One thing that happens in a school. Numbers choose among what is there. */
export type Deed =
  | { do: 'send'; who: number; chat: number }
  | { do: 'read'; who: number; chat: number; back: number }
  | { do: 'import'; roster: number };

export const deeds = (maxLength: number) =>
  fc.array(
    fc.oneof(
      { weight: 5, arbitrary: fc.record({ do: fc.constant('send' as const), who: fc.nat(), chat: fc.nat() }) },
      {
        weight: 3,
        arbitrary: fc.record({ do: fc.constant('read' as const), who: fc.nat(), chat: fc.nat(), back: fc.nat(3) }),
      },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('import' as const), roster: fc.nat() }) },
    ),
    { minLength: 3, maxLength },
  );

/** The small school as it may be on another day: who moves, comes, goes, is renamed or gets another subject. */
const ROSTERS: ((roster: Roster) => void)[] = [
  () => {},
  (roster) => {
    const from = roster.classes.find(({ sourcedId }) => sourcedId === 'b');
    const to = roster.classes.find(({ sourcedId }) => sourcedId === 'a');
    if (from) from.enrollments = from.enrollments.filter(({ personId }) => personId !== 'anna');
    to?.enrollments.push(pupil('anna'));
  },
  (roster) => {
    const algebra = roster.groups.find(({ sourcedId }) => sourcedId === 'b-algebra');
    if (algebra) algebra.enrollments = algebra.enrollments.filter(({ personId }) => personId !== 'boris');
  },
  (roster) => {
    const algebra = roster.groups.find(({ sourcedId }) => sourcedId === 'b-algebra');
    if (algebra) algebra.subject = 'Геометрия';
    algebra?.enrollments.push({ personId: 'english', role: 'teacher', isPrimary: false });
  },
  (roster) => {
    const boris = roster.people.find(({ sourcedId }) => sourcedId === 'boris');
    if (boris) boris.familyName = 'Новый';
    roster.people.push(rosterPerson('dina', { role: 'pupil', className: '7Б' }));
    roster.classes.find(({ sourcedId }) => sourcedId === 'b')?.enrollments.push(pupil('dina'));
  },
  (roster) => {
    const english = roster.classes.find(({ sourcedId }) => sourcedId === 'a');
    if (english) english.enrollments = [lead('head'), ...english.enrollments];
  },
];

/** A school in this process with the server's own rules; `publications` takes what went over the bus since last time. */
export async function createHistory() {
  const school = await createSchool();
  await importRoster(school, smallSchool());
  const send = createSend(school);
  const commands = chatCommands({ db: school.db, liveCalls: async () => [] });
  const people = await school.db.selectFrom('people').select('id').orderBy('sourcedId').execute();
  school.published.length = 0;

  const caller = (personId: string) => ({
    personId,
    accountId: 'account',
    sessionId: 'session',
    watchChat: () => {},
    unwatchChat: () => {},
    renew: async () => {},
  });
  const pick = <T>(list: T[], number: number) => list[number % list.length] as T;

  async function happen(deed: Deed): Promise<void> {
    if (deed.do === 'import') {
      const roster = smallSchool();
      pick(ROSTERS, deed.roster)(roster);
      await importRoster(school, roster);
      return;
    }
    const personId = pick(people, deed.who).id;
    const chats = await chatsFor(school.db, personId);
    if (chats.length === 0) return;
    const chat = pick(
      chats.sort((a, b) => (a.id < b.id ? -1 : 1)),
      deed.chat,
    );
    if (deed.do === 'send') {
      await send({ senderId: personId, chatId: chat.id, clientId: randomUUID(), text: `№ ${chat.lastOrdinal + 1}` });
    } else {
      await markRead(school, personId, chat.id, Math.max(0, chat.lastOrdinal - deed.back));
    }
  }

  return {
    school,
    people: people.map(({ id }) => id),
    openPerson: (personId: string) => commands['person:open'](caller(personId), {}),
    openChat: (personId: string, chatId: string, cursor: number | null) =>
      commands['chat:open'](caller(personId), { chatId, cursor }),
    /** What a deed told the sockets. */
    async publicationsOf(deed: Deed): Promise<Publication[]> {
      school.published.length = 0;
      await happen(deed);
      return [...school.published];
    },
    close: () => school.db.destroy(),
  };
}
export type History = Awaited<ReturnType<typeof createHistory>>;

/** A batch as a socket hands it over. */
export function received(publication: Extract<Publication, { kind: 'events' }>) {
  const { stream, events } = publication.batch;
  return { stream, events: events.map((event) => ({ seq: event.seq, event })) };
}
