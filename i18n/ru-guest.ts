import { ruCall } from './ru-call.ts';

/** What the page of a guest says: the call's words, its own, and errors as they are for somebody of no school. */
export const ruGuest = {
  ...ruCall,
  errors: {
    ...ruCall.errors,
    'token-missing': ruCall.errors['guest-link-over'],
    'token-invalid': ruCall.errors['guest-link-over'],
    'chat-not-found': ruCall.errors['guest-link-over'],
    'call-not-found': ruCall.errors['guest-link-over'],
    'client-too-old': 'Страница устарела. Откройте ссылку ещё раз.',
    'bad-request': 'Страница отправила что-то не то. Откройте ссылку ещё раз.',
  },
  guest: {
    title: 'Вас приглашают в звонок',
    from: (chat: string, school: string) => `„${chat}“, ${school}`,
    how: 'Представьтесь: под этим именем с пометкой «гость» вас увидят все в звонке. Учитель впустит вас.',
    givenName: 'Имя',
    familyName: 'Фамилия',
    next: 'Дальше',
    overTitle: 'Ссылка не действует',
    failedTitle: 'Не получилось открыть приглашение',
    needsHttps: 'Браузер не даёт микрофон и камеру по этому адресу: он открыт без защиты. Попросите ссылку с https.',
  },
};

export type GuestTexts = typeof ruGuest;
