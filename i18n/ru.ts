import type { ErrorCode } from '../protocol/errors.ts';

const rules = new Intl.PluralRules('ru');

/** Picks a Russian plural: `plural(2, 'участник', 'участника', 'участников')` is «2 участника». */
function plural(count: number, one: string, few: string, many: string): string {
  const form = rules.select(count);
  const word = form === 'one' ? one : form === 'few' ? few : many;
  return `${count}\u00a0${word}`;
}

/** A name that is only heard has plain spaces: nothing of it is broken into lines. */
const heard = (text: string) => text.replaceAll('\u00a0', ' ');

/** A sentence for each error code: what happened, and what to do next. */
const errors: Record<ErrorCode | 'offline' | 'timeout' | 'storage' | 'cancelled' | 'no-server', string> = {
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
  'not-allowed': 'На это у вас нет прав.',
  'text-empty': 'Напишите что-нибудь: пустое сообщение не отправить.',
  'text-too-long': 'Сообщение длиннее 9000 знаков. Разделите его на части.',
  'rate-limited': 'Слишком часто. Подождите немного и повторите.',
  'call-not-found': 'Этот звонок уже закончился.',
  'calls-unavailable': 'Звонки сейчас не работают. Чаты работают как обычно.',
  'roster-invalid': 'Список школы не прочитан: в нём есть ошибки.',
  'not-found': 'Здесь ничего нет.',
  internal: 'На сервере школы что-то сломалось. Повторите через минуту.',
  cancelled: 'Окно входа закрыли раньше времени. Нажмите «Войти с VK ID» ещё раз.',
  'no-server': 'Не указан адрес сервера школы. Впишите его в настройках расширения.',
  offline: 'Нет связи с сервером школы. Проверьте интернет.',
  timeout: 'Сервер школы не отвечает. Повторите.',
  storage: 'Браузер не даёт сохранить данные на диск. Освободите место и повторите.',
};

/** Beside the foreign page every byte counts: its strings can be imported without the others. */
export const diary = {
  icon: 'Личные сообщения',
  headphones: (lesson: string) => heard(`Наушники: ${lesson}`),
  headphonesStart: (lesson: string) => heard(`Наушники: начать урок, ${lesson}`),
  headphonesLive: (lesson: string, count: number) =>
    heard(`Наушники: ${lesson}, идёт урок, ${plural(count, 'участник', 'участника', 'участников')}`),
  parent: 'Урок для ученика: войдите под его именем',
  lesson: (className: string, subject: string) => `${className}\u00a0— ${subject}`,
  unknownLesson: 'урок',
  unreadChats: (count: number) => plural(count, 'непрочитанный чат', 'непрочитанных чата', 'непрочитанных чатов'),
};

/** Every string of the screen, grouped by screen. `en.ts` has the same shape. */
export const ru = {
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
    updateExtension: 'Обновить расширение',
  },
  people: {
    roles: { pupil: 'ученик', parent: 'родитель', teacher: 'учитель' },
    parentOf: (children: string) => `родитель: ${children}`,
    you: 'вы',
    participants: (count: number) => plural(count, 'участник', 'участника', 'участников'),
    people: (count: number) => plural(count, 'человек', 'человека', 'человек'),
  },
  chats: {
    title: 'Личные сообщения',
    staff: 'Учительская',
    classChat: (className: string) => `${className}\u00a0— класс`,
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
    headphones: (chat: string) => heard(`Наушники: ${chat}`),
    headphonesLive: (chat: string, count: number) =>
      heard(`Наушники: ${chat}, идёт урок, ${plural(count, 'участник', 'участника', 'участников')}`),
    unread: (count: number) => plural(count, 'непрочитанное', 'непрочитанных', 'непрочитанных'),
    account: 'Аккаунт',
    failedTitle: 'Чаты не загрузились',
  },
  chat: {
    history: 'Сообщения',
    composer: 'Сообщение',
    send: 'Отправить',
    pending: 'Отправляется',
    sent: 'Отправлено',
    read: 'Прочитано',
    failed: 'Не отправлено',
    newMessages: 'Новые сообщения',
    emptyTitle: 'Здесь пока тихо',
    emptyText: 'Напишите первым: сообщение увидят все участники чата.',
    members: (count: number) => plural(count, 'участник', 'участника', 'участников'),
    liveBar: 'Идёт урок',
    join: 'Присоединиться',
    toNewest: 'К новым сообщениям',
    loadEarlier: 'Показать более ранние',
    tooLong: (over: number) => `Лишних знаков: ${over}. Разделите сообщение на части.`,
    today: 'сегодня',
    yesterday: 'вчера',
  },
  signIn: {
    title: 'Сообщения и звонки в дневнике',
    panelTitle: 'Здесь будут чаты вашего класса',
    panelText: 'Войдите, и школа сама добавит вас в нужные чаты.',
    withVkId: 'Войти с VK ID',
    promise: 'Регистрация во ВКонтакте не нужна. Вашу страницу никто не увидит.',
    waiting: 'Завершите вход в открывшемся окне',
    createProfileTitle: 'Остался один шаг',
    createProfile: 'Создать учебный профиль',
    createProfileText: 'Вы вошли с VK ID. Осталось связать вход с дневником: имя и класс даст школа.',
    chooseTitle: 'Кто вы?',
    chooseText: 'Ваш номер указан в школе у нескольких людей. Выберите себя.',
    link: (who: string) => `Связать с дневником: ${who}?`,
    linkYes: 'Связать',
    linkNo: 'Это не я',
    codeTitle: 'Код из школы',
    codeText: 'Код даёт классный руководитель или администратор школы. Он действует один раз.',
    codeField: 'Одноразовый код',
    codeSubmit: 'Связать по коду',
    haveCode: 'У меня код из школы',
    noPhone: 'Вашего номера нет в списках школы. Введите код, который дала школа.',
    notMe: 'Если здесь нет вас, введите код, который дала школа.',
    linked: (name: string) => `Вы вошли как ${name}`,
    continueAs: (name: string) => `Продолжить как ${name}`,
    noServerTitle: 'Не указан сервер школы',
    noServerText: 'Адрес даёт администратор школы. Впишите его в настройках расширения.',
    openOptions: 'Открыть настройки',
    lateSms:
      'Код может идти несколько минут. Вместо СМС может поступить звонок-сброс: отвечать не нужно, введите последние цифры номера.',
  },
  signInFailure: {
    title: 'Вход не получился',
    next: 'Закройте это окно и начните вход ещё раз.',
  },
  popup: {
    openMessages: 'Открыть сообщения',
    liveCall: (chat: string) => `${chat} идёт сейчас`,
    enter: 'Войти',
    settings: 'Настройки',
    person: 'Кем пользоваться',
    addPerson: 'Добавить ещё одного по коду',
  },
  covered: {
    title: (mine: string, theirs: string) => `Вы вошли как ${mine}. В дневнике открыт ${theirs}`,
    text: 'На общем компьютере это бывает. Чаты скрыты, пока вы не выберете.',
    change: 'Сменить пользователя',
    continueAs: (name: string) => `Продолжить как ${name}`,
  },
  diary,
  call: {
    kicker: 'Звонок',
    confirm: (chat: string) => `Подключиться к звонку „${chat}“?`,
    join: 'Присоединиться к звонку через браузер',
    start: 'Начать урок',
    notStarted: 'Урок ещё не начался',
    notStartedText: 'Эта страница сама покажет, когда учитель начнёт.',
    ended: 'Урок окончен',
    endedText: 'Учитель завершил звонок для всех.',
    removedTitle: 'Вас больше нет в звонке',
    removedText: 'Школа убрала вас из этого чата или учитель попросил выйти.',
    replacedTitle: 'Звонок открыт в другой вкладке',
    replacedText: 'Здесь он отключён, чтобы вас не было слышно дважды.',
    failedTitle: 'Не получилось подключиться',
    mediaFailed: 'Звук и видео не проходят через сеть. Проверьте интернет и повторите.',
    leftTitle: 'Вы вышли из звонка',
    leftText: 'Урок продолжается, можно вернуться.',
    returnToCall: 'Вернуться',
    closePage: 'Закрыть вкладку',
    preview: 'Как вас видно',
    you: 'Вы',
    micOn: 'Включить микрофон',
    micOff: 'Выключить микрофон',
    cameraOn: 'Включить камеру',
    cameraOff: 'Выключить камеру',
    cameraIsOff: 'Камера выключена',
    microphone: 'Микрофон',
    camera: 'Камера',
    noMicrophone: 'Микрофон не найден',
    noCamera: 'Камера не найдена',
    heard: 'Вас слышно',
    silent: 'Тишина',
    muted: 'Микрофон выключен',
    denied: 'Браузер не разрешил микрофон. Нажмите на значок слева от адреса',
    deniedCamera: 'Браузер не разрешил камеру. Нажмите на значок слева от адреса',
    busy: 'Микрофон или камера заняты другой программой. Закройте её и повторите.',
    withoutMicrophone: 'Войти без микрофона',
    withoutDevices: 'Войти без микрофона и камеры',
    inside: (name: string, others: number) => (others > 0 ? `${name} и ещё ${others}` : name),
    nobody: 'Пока никого нет',
    participants: 'Участники звонка',
    participantsOf: (count: number, all: number) => `${count} из ${all}`,
    leave: 'Выйти из звонка',
    endForAll: 'Завершить для всех',
    endQuestion: 'Завершить звонок для всех участников?',
    more: (count: number) => `+\u00a0ещё ${count}`,
    showParticipants: 'Показать участников',
    microphoneIsOn: 'микрофон включён',
    microphoneIsOff: 'микрофон выключен',
    isSpeaking: 'говорит',
    nameOfMe: (name: string) => `${name} (вы)`,
    controls: 'Управление звонком',
    reconnecting: 'Переподключение…',
    connecting: 'Подключаемся к звонку…',
    quality: {
      excellent: 'связь хорошая',
      good: 'связь хорошая',
      poor: 'связь слабая',
      lost: 'связи нет',
      unknown: '',
    },
    unavailableTitle: 'Звонки сейчас не работают',
    unavailable: {
      askSchool: 'Чаты работают как обычно. Когда звонки вернутся, эта страница покажет сама.',
      notInstalled:
        'На сервере школы не установлен LiveKit. Администратору: выполните в папке сервера «node backend/calls/livekit-binary.mjs» и запустите сервер снова.',
      starting: 'Служба звонков запускается. Подождите несколько секунд.',
      portTaken: (port: number) =>
        `Порт ${port} на сервере школы занят другой программой. Администратору: освободите его или укажите другой в LIVEKIT_PORT и LIVEKIT_UDP_PORT.`,
      ended: (detail: string) => `LiveKit на сервере школы не запускается: ${detail}`,
      noAnswer: (url: string) => `LiveKit не отвечает по адресу ${url}. Сервер школы подключится к нему сам.`,
      refused: 'LiveKit не принимает ключ сервера. Администратору: проверьте LIVEKIT_API_KEY и LIVEKIT_API_SECRET.',
    },
    chooseTitle: 'К какому уроку подключиться?',
    chooseText: 'Подходит несколько чатов. Выберите один раз, мы запомним.',
    noChatTitle: 'Для этого урока нет чата',
    noChatText: 'Школа не добавила вас в чат этого предмета. Спросите классного руководителя.',
    parent: 'Урок для ученика: войдите под его именем',
    teacherTitle: (chat: string) => `Начать урок „${chat}“?`,
  },
  notifications: {
    message: (chat: string) => chat,
    lessonStarted: 'Урок начался',
    lessonStartedText: (chat: string) => `${chat}. Нажмите, чтобы подключиться.`,
  },
  options: {
    title: 'Настройки',
    server: 'Адрес сервера школы',
    serverHint: 'Например, https://chat.school.example. Адрес даёт администратор школы.',
    save: 'Сохранить',
    saved: 'Сохранено. Теперь можно войти.',
    wrongAddress: 'Это не похоже на адрес. Он начинается с https://',
    unreachable: 'По этому адресу сервер школы не ответил. Проверьте адрес.',
    managed: 'Адрес задан администратором школы, менять его не нужно.',
  },
};

/** Of the server and its command line: the extension does not carry them. */
export const schoolTexts = {
  /** Faults of a school's list: the file, the line, what is wrong with it. */
  roster: {
    inFile: (file: string, fault: string) => `${file}: ${fault}`,
    atLine: (file: string, line: number, fault: string) => `${file}, строка ${line}: ${fault}`,
    noFolder: (folder: string) => `папки нет, или её нельзя прочитать: ${folder}`,
    noFile: 'такого файла нет в папке, или его нельзя прочитать',
    notUtf8: 'файл записан не в UTF-8',
    notCsv: 'кавычки не закрыты или стоят не на месте, дальше прочитать нельзя',
    noRows: 'файл пуст',
    noColumn: (column: string) => `нет столбца ${column}`,
    twoColumns: (column: string) => `столбец ${column} записан дважды`,
    wrongCount: (expected: number, got: number) => `ожидается столбцов: ${expected}, а их ${got}`,
    noId: 'нет sourcedId',
    sameId: (id: string) => `sourcedId «${id}» уже есть в этом файле`,
    noFamilyName: 'нет фамилии',
    noGivenName: 'нет имени',
    noName: 'нет названия',
    tooLong: 'слишком длинное значение',
    notPhone: 'телефон не похож на номер (нужен один, например +7 912 000-00-00)',
    oneOf: (column: string, values: string) => `${column} может быть только: ${values}`,
    notDate: (column: string) => `${column} должен быть датой вида 2026-09-01`,
    wrongVersion: (version: string) => `это OneRoster «${version}», а нужен 1.2`,
    notBulk: (file: string) => `${file} должен быть передан целиком (bulk)`,
    oneSchool: (count: number) => `должна быть одна школа (type = school), а их ${count}`,
    noPeople: 'в списке нет ни одного человека',
    unknown: (column: string, id: string) => `${column} «${id}» не найден`,
    noRole: 'у человека нет основной роли (primary) в roles.csv',
    twoRoles: (id: string) => `у человека «${id}» две разные основные роли`,
    notGuardian: (id: string) => `«${id}» указан как родитель, но роли parent, guardian или relative у него нет`,
    notClass: (title: string) => `«${title}» не похоже на название класса (например, 7Б)`,
    sameClass: (name: string) => `класс ${name} уже есть в этом файле`,
    pupilRole: (id: string) => `«${id}» записан учеником, но в roles.csv он не student`,
    staffRole: (id: string) => `«${id}» записан учителем, но в roles.csv он не сотрудник школы`,
    twoClasses: (id: string) => `ученик «${id}» записан в два класса`,
    more: (count: number) => `и ещё ошибок: ${count}`,
  },
  /** What an import changes or would change. */
  changes: {
    none: 'Изменений нет: в школе всё уже так.',
    school: (before: string, after: string) => `Школа: «${before}» станет «${after}»`,
    newSchool: (name: string) => `Новая школа: «${name}»`,
    personAdded: (who: string) => `Появится: ${who}`,
    personLeft: (who: string) => `Уйдёт: ${who}`,
    personReturned: (who: string) => `Вернётся: ${who}`,
    personChanged: (before: string, after: string, fields: string) =>
      before === after ? `Изменится: ${after} (${fields})` : `Изменится: ${before} → ${after} (${fields})`,
    guardianAdded: (parent: string, child: string) => `Родитель добавится: ${parent} → ${child}`,
    guardianRemoved: (parent: string, child: string) => `Родитель уберётся: ${parent} → ${child}`,
    chatAdded: (title: string, count: number) =>
      `Новый чат: ${title}, ${plural(count, 'участник', 'участника', 'участников')}`,
    chatChanged: (before: string, after: string) => `Чат: «${before}» станет «${after}»`,
    joined: (title: string, who: string) => `${title}: войдёт ${who}`,
    left: (title: string, who: string) => `${title}: выйдет ${who}`,
    roleChanged: (title: string, who: string, role: string) => `${title}: ${who} теперь ${role}`,
    more: (count: number) => `… и ещё таких строк: ${count}`,
    fields: {
      role: 'роль',
      name: 'имя',
      className: 'класс',
      subjects: 'предметы',
      phone: 'телефон',
    },
    memberRoles: { owner: 'владелец', admin: 'администратор', member: 'участник' },
    counts: (counts: {
      peopleAdded: number;
      peopleChanged: number;
      peopleLeft: number;
      chatsAdded: number;
      chatsChanged: number;
      membersJoined: number;
      membersLeft: number;
      membersChanged: number;
    }) =>
      [
        `Люди: добавлено ${counts.peopleAdded}, изменено ${counts.peopleChanged}, ушло ${counts.peopleLeft}.`,
        `Чаты: создано ${counts.chatsAdded}, переименовано ${counts.chatsChanged}.`,
        `Участники чатов: вошло ${counts.membersJoined}, вышло ${counts.membersLeft}, сменило роль ${counts.membersChanged}.`,
      ].join('\n'),
  },
  /** The command line on the server's own machine. */
  cli: {
    help: [
      'Школа: команды для того, кто ведёт сервер. Сервер должен работать.',
      '',
      '  npm run school -- import ПАПКА             загрузить список школы (OneRoster 1.2, CSV)',
      '  npm run school -- import ПАПКА --dry-run   показать, что изменится, и ничего не менять',
      '  npm run school -- code КТО                 одноразовый код для входа: 7Б-03, «Иванова Анна», номер из списка',
      '  npm run school -- people [ЧТО ИСКАТЬ]      найти людей: по фамилии или классу',
      '  npm run school -- status                   сколько людей и чатов знает сервер',
      '  npm run school -- help                     эта подсказка',
      '',
      'Папку с данными сервера задаёт переменная DATA_DIR, та же, что у сервера.',
    ].join('\n'),
    unknownCommand: (command: string) => `Такой команды нет: ${command}. Список команд: npm run school -- help`,
    unknownOption: (option: string) => `Такого ключа нет: ${option}. Список команд: npm run school -- help`,
    needsFolder: 'Укажите папку со списком школы: npm run school -- import ПАПКА',
    needsPerson: 'Укажите, кому нужен код: npm run school -- code 7Б-03',
    notRunning: (dataDir: string) =>
      `Сервер не работает (папка данных ${dataDir}). Запустите его или задайте DATA_DIR, как у сервера.`,
    alreadyRunning: (dataDir: string) => `Сервер с папкой данных ${dataDir} уже работает. Остановите его сначала.`,
    noAnswer: 'Сервер не ответил. Проверьте его журнал и повторите.',
    notOurs: (path: string) => `Файл ${path} принадлежит другому пользователю, сервера за ним нет.`,
    rosterInvalid: 'Список не загружен, ничего не изменено. В нём ошибки:',
    dryRun: 'Проверка: ничего не изменено. Изменится вот что:',
    imported: 'Список загружен.',
    nobody: (reference: string) => `Никого не нашлось: ${reference}`,
    several: (reference: string) => `Под «${reference}» подходят несколько человек. Уточните, кто нужен:`,
    code: (who: string, code: string, until: string) =>
      [
        `Кому:         ${who}`,
        `Код:          ${code}`,
        `Действует до: ${until}, один раз`,
        '',
        'Передайте код лично. Человек нажимает «Войти с VK ID», потом «У меня код из школы» и вводит код.',
      ].join('\n'),
    person: (label: string, who: string, isLinked: boolean) => `${label}  ${who}${isLinked ? '  (вход связан)' : ''}`,
    found: (count: number, shown: number) =>
      shown < count
        ? `Показано ${shown} из ${count}. Уточните, кого искать.`
        : `Найдено: ${plural(count, 'человек', 'человека', 'человек')}.`,
    status: (status: {
      schools: string[];
      pupils: number;
      parents: number;
      teachers: number;
      linked: number;
      chats: number;
      messages: number;
    }) =>
      [
        `Школа:     ${status.schools.join('; ') || 'ещё не загружена'}`,
        `Люди:      учеников ${status.pupils}, родителей ${status.parents}, сотрудников ${status.teachers}`,
        `Вход:      связан у ${status.linked}`,
        `Чаты:      ${status.chats}`,
        `Сообщения: ${status.messages}`,
      ].join('\n'),
  },
};

export type Texts = typeof ru;
export type SchoolTexts = typeof schoolTexts;
