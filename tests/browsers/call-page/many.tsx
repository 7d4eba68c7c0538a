import { signal } from '@preact/signals';
import { render } from 'preact';
import { createDevices } from '../../../client/call/devices.ts';
import type { CallFlow } from '../../../client/call/flow.ts';
import { createCallHand } from '../../../client/call/hand.ts';
import { byPerson, type CallParticipant } from '../../../client/call/participants-order.ts';
import type { CallRoom } from '../../../client/call/room.ts';
import { createShare } from '../../../client/call/share.ts';
import '../../../components/base.css';
import '../../../components/call/call.css';
import '../../../components/call/hand.css';
import { CallView } from '../../../components/call/call-view.tsx';
import { HandContext } from '../../../components/call/hand-context.tsx';
import { ru } from '../../../i18n/ru.ts';
import { type CallRoomState, FIRST_CALL_RULES } from '../../../protocol/call-room.ts';

/** The view of a call with people who are not there: `?count=50`, `?screen=1` for a screen that is shown. */
const query = new URLSearchParams(location.search);
const count = Number(query.get('count') ?? 18);
const NAMES = ['Мария Ковалёва', 'Иван Соколов', 'Анна Иванова', 'Тимур Ахметов', 'Дарья Пономарёва', 'Егор Литвинов'];

/** A picture of one colour, moving so that it is a video. */
function paint(element: HTMLVideoElement, hue: number): () => void {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [320, 180];
  const drawing = canvas.getContext('2d');
  const draw = () => {
    if (!drawing) return;
    drawing.fillStyle = `hsl(${hue} 30% 35%)`;
    drawing.fillRect(0, 0, 320, 180);
  };
  draw();
  element.srcObject = canvas.captureStream(2);
  const timer = setInterval(draw, 500);
  return () => clearInterval(timer);
}

function person(index: number): CallParticipant {
  const [givenName = '', familyName = ''] = (NAMES[index % NAMES.length] ?? '').split(' ');
  const isTeacher = index === 0;
  return {
    person: isTeacher
      ? { id: 'p0', role: 'teacher', givenName: 'Елена', middleName: 'Викторовна', familyName: 'Орлова' }
      : { id: `p${index}`, role: 'pupil', givenName, familyName },
    isMe: index === 3,
    hasMicrophone: index % 4 === 0,
    isSpeaking: isTeacher,
    quality: index === 5 ? 'poor' : 'good',
    cameraId: index % 3 === 2 ? null : `camera-${index}`,
    attachVideo: (element) => paint(element, index * 47),
    joinedAt: index,
  };
}

const participants = signal(byPerson(Array.from({ length: count }, (_, index) => person(index))));
const teacher = participants.value[0]?.person;
const shares = signal(
  query.get('screen') && teacher
    ? [
        {
          ...{ id: 'screen', person: teacher, isMe: false, hasSound: false },
          attach: (element: HTMLVideoElement) => paint(element, 210),
        },
      ]
    : [],
);
const volumes = signal<ReadonlyMap<string, number>>(new Map());
const isAudioOnly = signal(false);
const kept = new Map<string, unknown>();
const storage = {
  get: async (key: string) => kept.get(key),
  set: async (key: string, value: unknown) => void kept.set(key, value),
};
const startedAt = Date.now() - 724_000;

/** Two hands are up and one waits before the door; `?lead=1`: as who leads sees it; `?recorded=1`: it is recorded. */
const roomState: CallRoomState = {
  ...{
    callId: 'call',
    version: 1,
    canLead: query.has('lead'),
    rules: FIRST_CALL_RULES,
    lastDeed: null,
    guestUrl: null,
    recording: query.has('recorded') && teacher ? { by: teacher, since: startedAt } : null,
  },
  ...{ hands: ['p1', 'p5'], floor: ['p4'] },
  waiting: query.has('lead')
    ? [
        {
          person: { id: 'q', role: 'pupil', givenName: 'Олег', familyName: 'Дроздов', className: '7Б' },
          ...{ since: startedAt, mayEnter: false },
        },
      ]
    : [],
};

const room: CallRoom = {
  status: signal({ status: 'connected' }),
  participants,
  shares,
  mayShare: signal(true),
  listening: {
    isAudioOnly,
    setAudioOnly: (isOn) => {
      isAudioOnly.value = isOn;
    },
    volumes,
    setVolume: (id, volume) => {
      volumes.value = new Map(volumes.value).set(id, volume);
    },
    follow: () => () => {},
  },
  ticket: signal({
    ...{ status: 'live', url: '', token: '', canEnd: true, people: [], room: roomState },
    call: { id: 'call', chatId: 'chat', startedBy: 'p0', startedAt, participantCount: count },
  }),
  ...{ live: () => undefined, askAgain: () => {} },
  leave: async () => {},
};
const devices = createDevices(storage);
const line = { act: async () => ({}) as never, follow: () => () => {}, onBack: () => () => {} };
const me = participants.value.find((one) => one.isMe)?.person ?? (teacher as NonNullable<typeof teacher>);
const hand = createCallHand({ line, me, devices });
hand.take(roomState);
const flow: CallFlow = {
  ...{
    phase: signal({ kind: 'call', room, hand }),
    state: signal(null),
    devices,
    share: createShare(),
  },
  ...{ isBusy: signal(false), failure: signal(null), calm: Promise.resolve() },
  ...{ join: async () => {}, start: async () => {}, leave: () => {}, endForAll: async () => {} },
  attendance: async () => Promise.reject(new Error('not here')),
  ...{ goBack: () => {}, retry: () => {}, close: () => {} },
};

render(
  <div class="call-screen" data-phase="call">
    <HandContext.Provider value={{ hand, participants, me, playKnock: () => {} }}>
      <CallView
        {...{ texts: ru, title: '7\u00a0Б\u00a0— Алгебра', isDirect: false, flow, room, storage }}
        checkUrl="#check"
        chat={{ unread: signal(3), view: () => null, saveFile: async () => {} }}
      />
    </HandContext.Provider>
  </div>,
  document.getElementById('root') as HTMLElement,
);
