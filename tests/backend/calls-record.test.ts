import { expect, test } from 'vitest';
import { enterAsGuest } from '../../backend/calls/guests.ts';
import type { CallRoomState } from '../../protocol/call-room.ts';
import type { Call } from '../../protocol/calls.ts';
import { FILE_LIMIT, until } from './calls-school.ts';
import { chatId, useLessonSchool } from './lesson-school.ts';

const lessons = useLessonSchool();
const { run, comeIn } = lessons;

/** A lesson with both teachers and a pupil inside. */
async function lesson(): Promise<string> {
  const { id } = (await run('call:start', 'elena', { chatId })).call;
  for (const who of ['elena', 'marina', 'anna']) await comeIn(id, who);
  return id;
}
const record = (callId: string, who: string, isOn = true, device = 'device-1') =>
  run('call:record', who, { callId, identity: `${who}:${device}`, isOn });
const recordingOf = async (callId: string, who = 'anna') => (await run('call:room', who, { callId })).room.recording;
const audit = async () =>
  (await lessons.school().db.selectFrom('audit').selectAll().orderBy('id').execute())
    .filter(({ deed }) => deed.startsWith('call:record'))
    .map(({ personId, deed }) => [personId, deed]);

test('REC1 who leads and is inside records, from one device at a time; a pupil and who is outside are refused', async () => {
  const callId = await lesson();
  await expect(record(callId, 'anna')).rejects.toMatchObject({ code: 'not-allowed' });
  await expect(record(callId, 'elena', true, 'elsewhere')).rejects.toMatchObject({ code: 'not-allowed' });
  // A device of somebody else is none of mine.
  const asMarina = { callId, identity: 'marina:device-1', isOn: true };
  await expect(run('call:record', 'elena', asMarina)).rejects.toMatchObject({ code: 'not-allowed' });
  expect(await recordingOf(callId)).toBeNull();
  expect(await record(callId, 'elena')).toMatchObject({ isMine: true });
  expect(await recordingOf(callId)).toMatchObject({ by: { id: 'elena' } });
  expect(await record(callId, 'elena')).toMatchObject({ isMine: true });
  expect(await record(callId, 'marina')).toMatchObject({ isMine: false });
  await comeIn(callId, 'elena', 'device-2');
  expect(await record(callId, 'elena', true, 'device-2')).toMatchObject({ isMine: false });
  // Nobody ends what another device records.
  await record(callId, 'marina', false);
  await run('call:record', 'marina', { callId, identity: 'elena:device-1', isOn: false });
  await record(callId, 'elena', false, 'device-2');
  expect(await recordingOf(callId)).toMatchObject({ by: { id: 'elena' } });
  await record(callId, 'elena', false);
  expect(await recordingOf(callId)).toBeNull();
  expect(await record(callId, 'marina')).toMatchObject({ isMine: true });
});

test('REC5 who records is told how large a file the server takes', async () => {
  const callId = await lesson();
  expect(await record(callId, 'elena')).toEqual({ isMine: true, fileLimit: FILE_LIMIT });
});

test('REC1 two that begin in the same moment are one recording', async () => {
  const callId = await lesson();
  const answers = await Promise.all([record(callId, 'elena'), record(callId, 'marina')]);
  expect(answers.filter(({ isMine }) => isMine)).toHaveLength(1);
  expect(await audit()).toHaveLength(1);
});

test('REC2 everybody inside is told at once, and who joins later by the ticket', async () => {
  const callId = await lesson();
  lessons.school().published.length = 0;
  await record(callId, 'elena');
  const told = () =>
    lessons
      .school()
      .published.flatMap((one) =>
        one.kind === 'notice' && one.name === 'call:room-changed' && 'people' in one.to
          ? [{ room: one.notice as CallRoomState, people: one.to.people }]
          : [],
      );
  await until('the word', () => told().some(({ people, room }) => people.includes('anna') && room.recording));
  const recorded = told().filter(({ room }) => room.recording);
  expect(new Set(recorded.flatMap(({ people }) => people))).toEqual(new Set(['elena', 'marina', 'anna']));
  const ticket = await run('call:join', 'ivan', { chatId, deviceId: 'device-1' });
  expect(ticket).toMatchObject({ status: 'live', room: { recording: { by: { id: 'elena' } } } });
});

test('REC3 who began and ended a recording is in the audit log', async () => {
  const callId = await lesson();
  await record(callId, 'elena');
  await record(callId, 'elena', false);
  // Nothing goes on: nothing is ended.
  await record(callId, 'elena', false);
  await record(callId, 'marina');
  await run('call:end', 'elena', { callId });
  expect(await audit()).toEqual([
    ['elena', 'call:record'],
    ['elena', 'call:record-end'],
    ['marina', 'call:record'],
    ['marina', 'call:record-end'],
  ]);
});

test('REC11 who is not inside, a guest too, learns that the call is recorded, and not by whom', async () => {
  const callId = await lesson();
  await run('call:guest-link', 'elena', { callId, isOn: true });
  const secret = (await run('call:room', 'elena', { callId })).room.guestUrl?.split('/').at(-1) ?? '';
  const { db } = lessons.school();
  const guest = (await enterAsGuest({ db, clock: Date.now }, secret, { givenName: 'Игорь', familyName: 'Лебедев' })).me
    .id;
  const stateOf = async (who: string) => (await run('call:state', who, { chatId })).call;
  /** What the chat and the call's guests were told of the call, newest last. */
  const told = () =>
    lessons
      .school()
      .published.flatMap((one) =>
        one.kind === 'notice' && one.name === 'call:changed' && 'people' in one.to
          ? [{ people: one.to.people, call: (one.notice as { call: Call | null }).call }]
          : [],
      )
      .at(-1);
  expect(await stateOf('ivan')).not.toHaveProperty('isRecorded');
  await record(callId, 'marina');
  for (const who of ['ivan', guest]) expect(await stateOf(who)).toMatchObject({ isRecorded: true });
  await until('the word', () => told()?.call?.isRecorded);
  expect(told()?.people).toEqual(expect.arrayContaining(['ivan', guest]));
  for (const one of [await run('call:state', guest, { chatId }), told()?.call]) {
    expect(JSON.stringify(one)).not.toMatch(/marina|Марина/);
  }
  await record(callId, 'marina', false);
  expect(await stateOf(guest)).not.toHaveProperty('isRecorded');
  await until('the word', () => told()?.call && !told()?.call?.isRecorded);
});

test('REC4 a device that joins anew records no more, another device of hers changes nothing', async () => {
  const callId = await lesson();
  await record(callId, 'elena');
  await run('call:join', 'elena', { chatId, deviceId: 'device-2' });
  await run('call:join', 'marina', { chatId, deviceId: 'device-1' });
  expect(await recordingOf(callId)).toMatchObject({ by: { id: 'elena' } });
  await run('call:join', 'elena', { chatId, deviceId: 'device-1' });
  expect(await recordingOf(callId)).toBeNull();
});
