import type { DeedKind } from '../protocol/call-room.ts';

type DeedTexts = Record<DeedKind, (by: string, about: string) => string>;

const RU: DeedTexts = {
  mute: (by, about) => `${by}: выключен микрофон, ${about}`,
  'mute-all': (by) => `${by}: всем тихо`,
  rules: (by) => `${by}: изменены правила звонка`,
  stop: (by) => `${by}: стоп`,
  floor: (by, about) => `${by}: слово дано, ${about}`,
  'floor-back': (by, about) => `${by}: слово возвращено, ${about}`,
  'hand-down': (by, about) => `${by}: рука опущена, ${about}`,
  'hands-down': (by) => `${by}: все руки опущены`,
  admit: (by, about) => `${by}: впущен участник, ${about}`,
  'admit-all': (by) => `${by}: впущены все`,
  refuse: (by, about) => `${by}: отказано, ${about}`,
  remove: (by, about) => `${by}: убран из звонка, ${about}`,
  end: (by) => `${by}: звонок завершён`,
  substitute: (by) => `${by}: замена`,
  record: (by) => `${by}: запись начата`,
  'record-end': (by) => `${by}: запись остановлена`,
  guests: (by) => `${by}: открыт вход для гостей`,
  'guests-end': (by) => `${by}: вход для гостей закрыт`,
};

const EN: DeedTexts = {
  mute: (by, about) => `${by}: muted ${about}`,
  'mute-all': (by) => `${by}: muted all`,
  rules: (by) => `${by}: changed the rules of the call`,
  stop: (by) => `${by}: stop`,
  floor: (by, about) => `${by}: gave the word to ${about}`,
  'floor-back': (by, about) => `${by}: took the word back from ${about}`,
  'hand-down': (by, about) => `${by}: lowered the hand of ${about}`,
  'hands-down': (by) => `${by}: lowered all hands`,
  admit: (by, about) => `${by}: let in ${about}`,
  'admit-all': (by) => `${by}: let all in`,
  refuse: (by, about) => `${by}: refused ${about}`,
  remove: (by, about) => `${by}: took out ${about}`,
  end: (by) => `${by}: ended the call`,
  substitute: (by) => `${by}: stands in`,
  record: (by) => `${by}: began to record`,
  'record-end': (by) => `${by}: stopped the recording`,
  guests: (by) => `${by}: opened the door to guests`,
  'guests-end': (by) => `${by}: closed the door to guests`,
};

/** What somebody who leads a call did, as the others who lead it read it: not in the first picture of a call. */
export const deedTexts = (locale: string): DeedTexts => (locale === 'ru' ? RU : EN);
