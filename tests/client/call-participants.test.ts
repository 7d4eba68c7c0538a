import { describe, expect, test } from 'vitest';
import { byPerson, type CallParticipant, visibleOf } from '../../client/call/participants-order.ts';
import type { PersonRole } from '../../protocol/people.ts';

function device(id: string, more: Partial<CallParticipant> = {}, role: PersonRole = 'pupil'): CallParticipant {
  return {
    person: { id, role, givenName: id, familyName: '' },
    ...{ isMe: false, hasMicrophone: false, isSpeaking: false, quality: 'good', cameraId: null, joinedAt: 0 },
    attachVideo: () => () => {},
    ...more,
  };
}
const ids = (list: CallParticipant[]) => list.map((one) => one.person.id);

describe('CALL17 devices become people', () => {
  test('CALL17 two devices of one person are one, with what either of them has', () => {
    const [one, ...rest] = byPerson([
      device('anna', { isMe: true, joinedAt: 5 }),
      device('anna', { hasMicrophone: true, cameraId: 'camera', isSpeaking: true, joinedAt: 3 }),
    ]);
    expect(rest).toEqual([]);
    expect(one).toMatchObject({ isMe: true, hasMicrophone: true, isSpeaking: true, cameraId: 'camera', joinedAt: 3 });
  });

  test('CALL17 staff are first, the others in the order of joining, whoever speaks', () => {
    const list = [
      device('late', { joinedAt: 9, isSpeaking: true }),
      device('early', { joinedAt: 1 }),
      device('teacher', { joinedAt: 5 }, 'teacher'),
    ];
    expect(ids(byPerson(list))).toEqual(['teacher', 'early', 'late']);
  });
});

describe('CALL18 the tiles that fit', () => {
  const many = (speaking: number[]) =>
    Array.from({ length: 6 }, (_, index) => device(String(index), { isSpeaking: speaking.includes(index) }));

  test.each([
    ['nobody speaks', [], ['0', '1', '2']],
    ['a hidden one speaks', [5], ['0', '1', '5']],
    ['two hidden ones speak', [4, 5], ['0', '5', '4']],
    ['a shown one keeps the place', [2, 5], ['0', '5', '2']],
    ['more speak than fit', [0, 1, 2, 3], ['0', '1', '2']],
  ] as const)('CALL18 %s', (_what, speaking, shown) => {
    expect(ids(visibleOf(many([...speaking]), 3))).toEqual(shown);
  });
});
