import type { ErrorCode } from '../protocol/errors.ts';

const rules = new Intl.PluralRules('ru');

/** Picks a Russian plural: `plural(2, 'участник', 'участника', 'участников')` is «2 участника». */
export function plural(count: number, one: string, few: string, many: string): string {
  const form = rules.select(count);
  const word = form === 'one' ? one : form === 'few' ? few : many;
  return `${count}\u00a0${word}`;
}

/** A verb in the past by the patronymic that a name ends with; who has none is told of both ways. */
export function past(name: string, his: string, hers: string): string {
  if (/(?:вна|чна)$/u.test(name)) return hers;
  return /ич$/u.test(name) ? his : `${his}(а)`;
}

/** A name that is only heard has plain spaces: nothing of it is broken into lines. */
export const heard = (text: string) => text.replaceAll('\u00a0', ' ');

/** A sentence for each error code: what happened, and what to do next. */
const errors: Record<
  ErrorCode | 'offline' | 'timeout' | 'storage' | 'cancelled' | 'no-server' | 'too-many-accounts' | 'files-waiting',
  string
> = {
  'bad-request': 'Программа отправила что-то не то. Обновите расширение и повторите.',
  'unknown-command': 'Сервер школы не знает такого действия. Обновите расширение.',
  'client-too-old': 'Расширение устарело. Обновите его, чтобы продолжить.',
  'origin-not-allowed': 'Сервер школы не знает этого расширения. Обратитесь к администратору школы.',
  'token-missing': 'Нужно войти ещё раз.',
  'token-invalid': 'Вход больше не действует. Войдите ещё раз.',
  'token-expired': 'Время входа вышло. Войдите ещё раз.',
  'session-ended': 'Вы вышли на этом устройстве. Войдите ещё раз.',
  'person-not-linked': 'Этот профиль не связан с вашим VK ID. Войдите ещё раз.',
  'person-not-found': 'Такого человека нет в списках школы. Спросите классного руководителя.',
  'person-already-linked': 'Этот профиль уже связан с другим VK ID. Попросите у школы новый код.',
  'code-invalid': 'Код не подошёл. Проверьте его или попросите у школы новый.',
  'code-expired': 'Срок кода вышел. Попросите у школы новый.',
  'code-locked': 'Слишком много попыток. Подождите час или попросите школу помочь.',
  'sign-in-expired': 'Вход занял слишком много времени. Начните ещё раз.',
  'sign-in-denied': 'Вы не разрешили вход. Чтобы войти, нажмите «Разрешить» на странице VK ID.',
  'sign-in-failed': 'Не получилось войти. Попробуйте ещё раз.',
  'vk-unavailable': 'VK ID сейчас не отвечает. Попробуйте через несколько минут.',
  'redirect-not-allowed': 'Сервер школы не знает этого расширения. Обратитесь к администратору школы.',
  'chat-not-found': 'Этого чата нет, или вы больше не состоите в нём.',
  'message-not-found': 'Этого сообщения нет. Возможно, его удалили.',
  'not-allowed': 'На это у вас нет прав.',
  'too-many-pinned': 'Закрепить можно не больше пяти чатов. Открепите один и повторите.',
  'may-not-write': 'По правилам школы вы не можете писать этому человеку лично.',
  'chat-read-only': 'Сейчас вам можно только читать этот чат. Текст сохранён: скопируйте его или повторите позже.',
  silenced: 'Вам временно нельзя писать в этом чате. Текст сохранён: повторите, когда право вернётся.',
  'title-empty': 'Напишите название: из одних пробелов его не сделать.',
  'title-too-long': 'Название длиннее 64 знаков. Сократите его.',
  'members-too-many': 'В одном чате может быть не больше 500 человек.',
  'owner-must-stay': 'Вы владелец чата. Сначала передайте его другому учителю.',
  'invite-not-found': 'Эта ссылка больше не действует. Попросите новую у того, кто её прислал.',
  'invite-expired': 'Срок этой ссылки вышел. Попросите новую у того, кто её прислал.',
  'invite-used-up': 'По этой ссылке вошли все, на кого она рассчитана. Попросите новую.',
  'removed-from-chat': 'Вас удалили из этого чата, по ссылке в него не вернуться. Попросите учителя добавить вас.',
  'time-invalid': 'Выберите время в будущем, не дальше чем через год.',
  'scheduled-not-found': 'Этого отложенного сообщения больше нет: оно ушло или его удалили.',
  'scheduled-too-many': 'Отложено уже сто сообщений. Отправьте или удалите часть.',
  'too-late': 'Прошло больше суток: для всех это сообщение уже не изменить и не удалить.',
  'text-empty': 'Напишите что-нибудь: пустое сообщение не отправить.',
  'text-too-long': 'Сообщение длиннее 9000 знаков. Разделите его на части.',
  'rate-limited': 'Слишком часто. Подождите немного и повторите.',
  'call-not-found': 'Этот звонок уже закончился.',
  'person-busy': 'Сейчас говорит по другому звонку. В чате останется пропущенный звонок.',
  'call-writing-off': 'Пока идёт звонок, учитель ограничил чат. Отправьте сообщение, когда он снова разрешит писать.',
  'guests-off': 'В этой школе гостей в звонки не приглашают.',
  'guest-link-over': 'Эта ссылка больше не действует: звонок закончился или учитель закрыл вход для гостей.',
  'guests-too-many': 'По этой ссылке пришло слишком много гостей. Попросите учителя открыть новую.',
  'name-empty': 'Напишите имя и фамилию: под ними вас увидят в звонке.',
  'calls-unavailable': 'Звонки сейчас не работают. Чаты работают как обычно.',
  'file-not-found': 'Этого файла больше нет, или он не ваш. Прикрепите его ещё раз.',
  'file-empty': 'Файл пустой. Выберите другой.',
  'file-too-large': 'Файл слишком большой для школы. Сожмите его или дайте ссылку.',
  'files-too-many': 'Слишком много файлов сразу. Отправьте или уберите часть.',
  'files-unavailable': 'Файлы сейчас недоступны. Сообщения работают как обычно, а файлы откроются и отправятся позже.',
  'picture-too-large': 'Картинка слишком большая: больше 50 миллионов точек. Уменьшите её.',
  'picture-broken': 'Картинка повреждена и не открывается. Выберите другую.',
  'picture-unsupported':
    'Сервер школы не умеет показывать фото в формате HEIC. В айфоне: «Настройки», «Камера», «Форматы», «Наиболее совместимые». Или пришлите снимок экрана.',
  'voice-broken': 'Голосовое сообщение не записалось. Запишите ещё раз.',
  'poll-closed': 'Голосование закрыто: ответ уже не изменить.',
  'roster-invalid': 'Список школы не прочитан: в нём есть ошибки.',
  'not-found': 'Здесь ничего нет.',
  internal: 'На сервере школы что-то сломалось. Повторите через минуту.',
  cancelled: 'Окно входа закрыли раньше времени. Нажмите «Войти с VK ID» ещё раз.',
  'no-server': 'Не указан адрес сервера школы. Впишите его в настройках расширения.',
  offline: 'Нет связи с сервером школы. Проверьте интернет.',
  timeout: 'Сервер школы не отвечает. Повторите.',
  storage: 'Браузер не даёт сохранить данные на диск. Освободите место и повторите.',
  'too-many-accounts': 'На этом компьютере уже пять аккаунтов, больше нельзя. Выйдите из одного и повторите.',
  'files-waiting': 'Дождитесь, пока файлы загрузятся, и отложите ещё раз.',
};

/** What every page says: errors, buttons, who people are, what chats are called. */
export const ruCommon = {
  locale: 'ru',
  errors,
  common: {
    product: 'Переменка',
    retry: 'Повторить',
    cancel: 'Отмена',
    back: 'Назад',
    close: 'Закрыть',
    delete: 'Удалить',
    loading: 'Загружаем…',
    signOut: 'Выйти',
    offline: 'Нет связи. Сообщения уйдут сами, когда она вернётся',
    connecting: 'Подключаемся…',
    reload: 'Открыть заново',
    partMissingTitle: 'Не открывается',
    partMissingText: 'Часть программы не загрузилась. Откройте её заново; если не поможет, перезапустите браузер.',
  },
  people: {
    roles: { pupil: 'ученик', parent: 'родитель', teacher: 'учитель', guest: 'гость' },
    parentOf: (children: string) => `родитель: ${children}`,
    you: 'вы',
    participants: (count: number) => plural(count, 'участник', 'участника', 'участников'),
    people: (count: number) => plural(count, 'человек', 'человека', 'человек'),
  },
  chats: {
    /** A chat of one's own whose name is not known. */
    untitled: 'Чат без названия',
    title: 'Личные сообщения',
    staff: 'Учительская',
    classChat: (className: string) => `${className}\u00a0— класс`,
    unknownPerson: 'Личный чат',
    parentsChat: (className: string) => `${className}\u00a0— родители`,
    subjectChat: (className: string, subject: string) => `${className}\u00a0— ${subject}`,
    group: (title: string, group: string) => `${title}, гр.\u00a0${group}`,
    listLabel: 'Чаты',
    emptyTitle: 'Здесь будут чаты вашего класса',
    emptyText: 'Школа ещё не добавила вас ни в один чат. Они появятся здесь сами.',
    noMessages: 'Сообщений пока нет',
    ownPreview: (text: string) => `Вы: ${text}`,
    senderPreview: (name: string, text: string) => `${name}: ${text}`,
    liveNow: (count: number) => `Идёт урок\u00a0· ${plural(count, 'участник', 'участника', 'участников')}`,
    ringing: 'Звонок ждёт ответа',
    callNow: (count: number) => `Идёт звонок\u00a0· ${plural(count, 'участник', 'участника', 'участников')}`,
    headphones: (chat: string) => heard(`Наушники: ${chat}`),
    headphonesCall: (chat: string, count: number) =>
      heard(`Наушники: ${chat}, идёт звонок, ${plural(count, 'участник', 'участника', 'участников')}`),
    headphonesLive: (chat: string, count: number) =>
      heard(`Наушники: ${chat}, идёт урок, ${plural(count, 'участник', 'участника', 'участников')}`),
    unread: (count: number) => plural(count, 'непрочитанное', 'непрочитанных', 'непрочитанных'),
    account: 'Аккаунт',
    failedTitle: 'Чаты не загрузились',
  },
};

export type CommonTexts = typeof ruCommon;
