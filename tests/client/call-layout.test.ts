import { describe, expect, test } from 'vitest';
import { capacityOf, columnsOf, featuredOf, MOST_TILES, nextSpeaker, tilesOn } from '../../client/call/layout.ts';
import type { CallParticipant } from '../../client/call/participants-order.ts';

function one(id: string, more: Partial<CallParticipant> = {}): CallParticipant {
  return {
    person: { id, role: 'pupil', givenName: id, familyName: '' },
    ...{ isMe: false, hasMicrophone: false, isSpeaking: false, quality: 'good', cameraId: null, joinedAt: 0 },
    attachVideo: () => () => {},
    ...more,
  };
}
const many = (count: number) => Array.from({ length: count }, (_, index) => one(String(index)));
const ids = (list: CallParticipant[]) => list.map(({ person }) => person.id);

describe('CALL70 pages of tiles', () => {
  test.each([
    [9, 9],
    [10, 9],
    [17, 9],
    [18, 9],
    [25, 9],
    [60, 49],
    [98, 49],
    [5, 2],
  ])('CALL70 of %i people by %i everybody is on one page, in order', (count, most) => {
    const people = many(count);
    const { pages } = tilesOn(people, most, 0);
    const seen = Array.from({ length: pages }, (_, page) => tilesOn(people, most, page));
    expect(seen.flatMap(({ shown }) => ids(shown))).toEqual(ids(people));
    for (const { shown, rest, page } of seen) {
      expect(shown.length + Number(rest > 0)).toBeLessThanOrEqual(most);
      expect(shown.length).toBeGreaterThan(0);
      expect(rest > 0).toBe(page < pages - 1);
    }
    // «+ ещё N» counts who comes after this page.
    expect(seen[0]?.rest).toBe(count - (seen[0]?.shown.length ?? 0));
  });

  test('CALL70 a page that is gone is the last one, and whoever speaks is on the first', () => {
    expect(tilesOn(many(10), 9, 7)).toMatchObject({ page: 1, pages: 2 });
    const people = many(18).map((each) => (each.person.id === '15' ? { ...each, isSpeaking: true } : each));
    expect(ids(tilesOn(people, 9, 0).shown)).toContain('15');
  });

  test('CALL70 tiles stay large enough to see, and 49 at most; few are as large as they can be', () => {
    expect(capacityOf({ width: 1000, height: 720 })).toBe(16);
    expect(capacityOf({ width: 9000, height: 9000 })).toBe(MOST_TILES);
    expect(capacityOf({ width: 340, height: 560 })).toBe(10);
    expect(capacityOf({ width: 200, height: 80 })).toBe(2);
    expect(columnsOf(2, { width: 1300, height: 700 })).toBe(2);
    expect(columnsOf(2, { width: 340, height: 700 })).toBe(1);
    expect(columnsOf(49, { width: 1888, height: 930 })).toBe(7);
  });
});

describe('CALL71 what stands large', () => {
  const participants = [one('me', { isMe: true }), one('anna'), one('ivan')];
  const view = { layout: 'grid' as const, pinned: null, screens: [], participants, speakerId: 'anna' };
  const mine = { id: 'mine', isMe: true };

  test('CALL71 the pinned first, then the newest screen of others, the own, the speaker where it was chosen', () => {
    expect(featuredOf(view)).toBeNull();
    expect(featuredOf({ ...view, layout: 'speaker' })).toEqual({ kind: 'person', id: 'anna' });
    expect(featuredOf({ ...view, layout: 'speaker', participants: participants.slice(0, 1) })).toBeNull();
    expect(featuredOf({ ...view, screens: [mine] })).toEqual({ kind: 'screen', id: 'mine' });
    const screens = [{ id: 'old', isMe: false }, { id: 'new', isMe: false }, mine];
    expect(featuredOf({ ...view, screens })).toEqual({ kind: 'screen', id: 'new' });
    expect(featuredOf({ ...view, screens, pinned: { kind: 'screen', id: 'old' } })?.id).toBe('old');
    expect(featuredOf({ ...view, screens, pinned: { kind: 'person', id: 'ivan' } })?.id).toBe('ivan');
  });

  test('CALL71 who or what was pinned and is gone is pinned no more', () => {
    expect(featuredOf({ ...view, pinned: { kind: 'person', id: 'gone' } })).toBeNull();
    expect(featuredOf({ ...view, pinned: { kind: 'screen', id: 'gone' } })).toBeNull();
  });

  test('CALL71 the last speaker stays while nobody else speaks, and it is never me while others are there', () => {
    const speaking = (id: string) => participants.map((each) => ({ ...each, isSpeaking: each.person.id === id }));
    expect(nextSpeaker(null, participants)).toBe('anna');
    expect(nextSpeaker('anna', speaking('ivan'))).toBe('ivan');
    expect(nextSpeaker('ivan', participants)).toBe('ivan');
    expect(nextSpeaker('ivan', speaking('me'))).toBe('ivan');
    expect(nextSpeaker('gone', participants)).toBe('anna');
    expect(nextSpeaker(null, [one('me', { isMe: true, isSpeaking: true })])).toBe('me');
    expect(
      nextSpeaker(
        'anna',
        participants.map((each) => ({ ...each, isSpeaking: true })),
      ),
    ).toBe('anna');
  });
});
