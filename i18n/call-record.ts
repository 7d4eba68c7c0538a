/** How a recording is named: which lesson, when (Unix ms), how long (ms), and which part of the call's. */
export interface RecordingName {
  title: string;
  startedAt: number;
  ms: number;
  part: number;
}

const minutes = (ms: number) => Math.max(1, Math.round(ms / 60_000));
const day = (locale: string, time: number) =>
  new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long' }).format(time);

const RU = {
  sign: 'Идёт запись',
  by: (name: string) => `Запись ведёт ${name}`,
  told: (name: string) => `${name} записывает звонок. Что вы скажете и покажете, попадёт в запись.`,
  ahead: 'Что вы скажете и покажете, попадёт в неё.',
  name: ({ title, startedAt, ms, part }: RecordingName) =>
    `Запись урока, ${title}, ${day('ru', startedAt)}, ${minutes(ms)}\u00a0мин${part > 1 ? `, часть\u00a0${part}` : ''}`,
  record: 'Записать урок',
  stop: 'Остановить запись',
  taken: (name: string) => `Уже записывает ${name}`,
  unsupported: 'Этот браузер не умеет записывать: нужен Chrome, Яндекс Браузер или Edge на компьютере.',
  question: 'Записать урок?',
  toChat: 'Запись появится в чате, когда вы её остановите.',
  toDisk: 'В этот чат вы не пишете: запись можно будет скачать.',
  thisTab: 'выберите эту вкладку',
  thisWindow: 'выберите окно этого браузера и не открывайте в нём другого, иначе оно попадёт в запись',
  text: (what: string, end: string) =>
    `Все участники увидят и услышат, что идёт запись. Браузер спросит, что записать: ${what}. ${end} Длинная запись придёт частями. До отправки запись лежит на этом компьютере.`,
  start: 'Начать запись',
  announced: 'Участники предупреждены, запись сейчас начнётся',
  asking: 'Ответьте браузеру, что записать',
  on: (time: string, part: number) => `${time}${part > 1 ? `, часть\u00a0${part}` : ''}`,
  paused: 'Запись на паузе: нет связи. Она продолжится сама.',
  saving: 'Сохраняем запись…',
  sending: (percent: number) => `Запись отправляется в чат: ${percent}\u00a0%`,
  sent: 'Запись в чате',
  left: (name: string) => `Не отправлена: ${name}`,
  resume: 'Продолжить запись',
  save: 'Сохранить в чат',
  download: 'Скачать',
  remove: 'Удалить',
  removeQuestion: 'Удалить запись?',
  removeText: 'Она есть только на этом компьютере. Вернуть её будет нельзя.',
  problems: {
    denied: 'Браузер не дал записывать вкладку. Начните ещё раз и разрешите показ.',
    'no-picture': 'Браузер не отдал изображение вкладки. Начните запись ещё раз.',
    taken: 'Звонок уже записывает другой участник: запись одна.',
    'disk-full': 'На диске кончилось место, запись остановлена. Всё записанное до этого цело.',
    'capture-ended': 'Показ вкладки остановлен в браузере, поэтому запись закончена. Всё записанное цело.',
    failed: 'Запись прервалась. Всё записанное до этого цело.',
    'not-saved': 'Запись не удалось передать в чат. Она цела: сохраните её ещё раз или скачайте.',
  },
};

const EN: typeof RU = {
  sign: 'Recording',
  by: (name) => `Recorded by ${name}`,
  told: (name) => `${name} records the call. What you say and show will be in the recording.`,
  ahead: 'What you say and show will be in it.',
  name: ({ title, startedAt, ms, part }) =>
    `Recording of the lesson, ${title}, ${day('en', startedAt)}, ${minutes(ms)}\u00a0min${part > 1 ? `, part\u00a0${part}` : ''}`,
  record: 'Record the lesson',
  stop: 'Stop recording',
  taken: (name) => `Already recorded by ${name}`,
  unsupported: 'This browser cannot record: take Chrome, Yandex Browser or Edge on a computer.',
  question: 'Record the lesson?',
  toChat: 'The recording comes into the chat when you stop it.',
  toDisk: 'You do not write in this chat: the recording can be downloaded.',
  thisTab: 'choose this tab',
  thisWindow: 'choose the window of this browser and open nothing else in it, or that is recorded too',
  text: (what, end) =>
    `Everybody inside will see and hear that the call is recorded. The browser asks what to record: ${what}. ${end} A long recording comes in parts. Until it is sent the recording lies on this computer.`,
  start: 'Start recording',
  announced: 'Everybody is told, the recording begins in a moment',
  asking: 'Tell the browser what to record',
  on: (time, part) => `${time}${part > 1 ? `, part\u00a0${part}` : ''}`,
  paused: 'Recording is paused: no connection. It goes on by itself.',
  saving: 'Saving the recording…',
  sending: (percent) => `Sending the recording into the chat: ${percent}\u00a0%`,
  sent: 'The recording is in the chat',
  left: (name) => `Not sent: ${name}`,
  resume: 'Go on recording',
  save: 'Save into the chat',
  download: 'Download',
  remove: 'Delete',
  removeQuestion: 'Delete the recording?',
  removeText: 'It is on this computer only, and cannot be brought back.',
  problems: {
    denied: 'The browser did not let the tab be recorded. Begin again and allow it.',
    'no-picture': 'The browser gave no picture of the tab. Begin to record again.',
    taken: 'Somebody else records the call already: there is one recording.',
    'disk-full': 'The disk is full, and the recording has stopped. What was recorded before is kept.',
    'capture-ended': 'The browser stopped showing the tab, so the recording has ended. What was recorded is kept.',
    failed: 'The recording broke off. What was recorded before is kept.',
    'not-saved': 'The recording did not get into the chat. It is kept: save it again or download it.',
  },
};

export type RecordTexts = typeof RU;

/** The words of a call's recording: not in the first picture of a call. */
export const recordTexts = (locale: string): RecordTexts => (locale === 'ru' ? RU : EN);
