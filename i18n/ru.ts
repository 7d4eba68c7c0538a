import { ruCall } from './ru-call.ts';
import { heard, plural } from './ru-common.ts';
import { diary } from './ru-diary.ts';
import { ruList } from './ru-list.ts';

/** Every string of the screen, grouped by screen. `en.ts` has the same shape. */
export const ru = {
  ...ruList,
  ...ruCall,
  files: {
    units: ['Б', 'КБ', 'МБ', 'ГБ'],
    attach: 'Прикрепить',
    photoOrVideo: 'Фото или видео',
    file: 'Файл',
    poll: 'Опрос',
    drop: 'Отпустите, чтобы прикрепить',
    tray: 'Прикреплено',
    remove: (name: string) => `Убрать: ${name}`,
    pause: (name: string) => `Приостановить: ${name}`,
    resume: (name: string) => `Продолжить: ${name}`,
    again: (name: string) => `Повторить: ${name}`,
    uploading: (name: string, percent: number) => `${name}, загружено ${percent}\u00a0%`,
    ready: 'Готово',
    paused: 'Приостановлено',
    waiting: 'Ждёт связи',
    openPhoto: (name: string) => `Открыть фото: ${name}`,
    download: 'Скачать',
    viewer: 'Просмотр',
    previous: 'Предыдущее',
    next: 'Следующее',
    zoom: 'Увеличить',
    unzoom: 'Уменьшить',
    position: (at: number, of: number) => `${at} из ${of}`,
    video: 'Видео',
    photo: 'Фото',
    voice: 'Голосовое сообщение',
    play: 'Слушать',
    stop: 'Остановить',
    record: 'Записать голосовое',
    recording: (time: string) => `Идёт запись, ${time}`,
    cancelRecord: 'Отменить запись',
    sendRecord: 'Отправить голосовое',
    askMicrophone: 'Браузер спрашивает о микрофоне в отдельном окне. Разрешите его там и запишите ещё раз.',
    microphoneTitle: 'Микрофон для голосовых сообщений',
    microphoneText: 'Нажмите «Разрешить» в вопросе браузера. Микрофон работает, только пока вы записываете.',
    microphoneDone: 'Готово. Вернитесь в чат и запишите сообщение.',
    microphoneDenied: 'Браузер не разрешил микрофон. Нажмите на значок слева от адреса',
    microphoneAsk: 'Спросить ещё раз',
  },
  polls: {
    title: 'Новый опрос',
    question: 'Вопрос',
    option: (number: number) => `Вариант ${number}`,
    addOption: 'Добавить вариант',
    removeOption: (number: number) => `Убрать вариант ${number}`,
    multiple: 'Можно выбрать несколько',
    anonymous: 'Анонимно',
    quiz: 'Викторина: один ответ верный',
    correct: (number: number) => `Верный ответ: вариант ${number}`,
    rightAnswer: 'верный ответ',
    create: 'Создать опрос',
    needsMore: 'Нужны вопрос и хотя бы два разных варианта.',
    kind: (isQuiz: boolean, isMultiple: boolean) =>
      `${isQuiz ? 'Викторина' : 'Опрос'}\u00a0· ${isMultiple ? 'несколько ответов' : 'один ответ'}`,
    isAnonymous: 'анонимно',
    isClosed: 'закрыт',
    votes: (count: number) => plural(count, 'голос', 'голоса', 'голосов'),
    percent: (value: number) => `${value}\u00a0%`,
    vote: 'Проголосовать',
    takeBack: 'Отменить голос',
    close: 'Завершить опрос',
    myChoice: 'ваш ответ',
    whoVoted: 'Кто как голосовал',
    nobody: 'никто',
  },
  signInFailure: {
    title: 'Вход не получился',
    next: 'Закройте это окно и начните вход ещё раз.',
  },
  /** The server's own page behind an invite link. */
  /** Where the page of a guest should be and is not. */
  guestPage: {
    notBuiltTitle: 'Страница для гостей не собрана',
    notBuilt: 'Администратору школы: выполните в папке сервера «npm run build».',
  },
  join: {
    title: (chat: string) => `Вас приглашают в чат «${chat}»`,
    about: (school: string, members: number) =>
      [school, plural(members, 'участник', 'участника', 'участников')].filter(Boolean).join('\u00a0· '),
    join: 'Присоединиться',
    how: 'Вы войдёте с VK ID, и школа узнает вас по своему списку. Регистрация во ВКонтакте не нужна.',
    inExtension: 'Переменка уже в браузере? Вставьте эту ссылку в поиск над списком чатов.',
    whoTitle: 'Кто присоединяется?',
    joinAs: (name: string) => `Присоединиться: ${name}`,
    nobodyTitle: 'Школа вас пока не узнала',
    nobody: 'Этот вход не связан ни с кем из списка школы.',
    nobodyNext:
      'Откройте «Личные сообщения» в дневнике, войдите с VK ID и введите код из школы. Потом откройте ссылку снова.',
    doneTitle: (chat: string) => `Вы в чате «${chat}»`,
    done: (name: string) => `${name}: чат уже в списке «Личных сообщений» в дневнике. Эту страницу можно закрыть.`,
    failedTitle: 'Присоединиться не получилось',
    again: 'Начать заново',
  },
  share: { title: 'Отправить в чат' },
  invites: {
    title: 'Ссылка-приглашение',
    text: 'По ссылке или QR-коду в чат войдёт любой человек из списка школы. Посторонние не войдут.',
    none: 'Ссылки пока нет',
    make: 'Создать ссылку',
    link: 'Ссылка',
    copy: 'Скопировать ссылку',
    copied: 'Ссылка скопирована',
    qr: 'QR-код со ссылкой в чат',
    lifetime: 'Сколько действует',
    lifetimes: { day: 'День', week: 'Неделя', month: 'Месяц', always: 'Без срока' },
    maxUses: 'Сколько человек войдёт',
    unlimited: 'Сколько угодно',
    until: (time: string) => `Действует до ${time}`,
    isOver: 'Срок вышел: сделайте новую ссылку',
    forEver: 'Действует без срока',
    uses: (uses: number, of: number | null) => (of === null ? `Вошло: ${uses}` : `Вошло: ${uses} из ${of}`),
    reset: 'Сделать новую ссылку',
    resetText: 'Прежняя сразу перестанет действовать.',
    remove: 'Убрать ссылку',
    joinTitle: 'Приглашение в чат',
    join: 'Присоединиться',
    open: 'Открыть чат',
    isIn: 'Вы уже в этом чате.',
  },
  later: {
    action: 'Отправить позже',
    title: 'Когда отправить?',
    inHour: 'Через час',
    evening: 'Сегодня в 18:00',
    morning: 'Завтра в 8:00',
    monday: 'В понедельник в 8:00',
    time: 'Дата и время',
    submit: 'Отложить',
    until: (time: string) => `Уйдёт: ${time}`,
    done: (time: string) => `Сообщение уйдёт: ${time}`,
    bar: (count: number) => plural(count, 'отложенное сообщение', 'отложенных сообщения', 'отложенных сообщений'),
    barFailed: (count: number) => `Не отправлено: ${count}`,
    page: 'Отложенные',
    empty: 'Здесь ничего не ждёт',
    emptyText: 'Напишите сообщение и выберите «Отправить позже»: скрепка или правая кнопка на «Отправить».',
    failed: (reason: string) => `Не отправлено. ${reason}`,
    send: 'Отправить сейчас',
    edit: 'Изменить',
    editTitle: 'Отложенное сообщение',
    text: 'Текст',
    remove: 'Удалить',
    menu: (text: string) => `Отложено: ${text}`,
    attached: (count: number) => plural(count, 'файл', 'файла', 'файлов'),
    notice: 'Отложенное сообщение не отправлено',
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
    switchTo: (name: string) => `Перейти к ${name}`,
  },
  accounts: {
    title: 'Аккаунты в этом браузере',
    add: 'Добавить аккаунт',
    full: 'В одном браузере помещается пять аккаунтов. Чтобы добавить ещё один, выйдите из одного.',
    signInAgain: 'Нужно войти снова',
    noPerson: 'Профиль ещё не выбран',
    signOutOf: (names: string) => heard(`Выйти: ${names}`),
    signOutAll: 'Выйти из всех',
    loss: (count: number) =>
      plural(
        count,
        'неотправленное сообщение пропадёт',
        'неотправленных сообщения пропадут',
        'неотправленных сообщений пропадут',
      ),
    lossYes: 'Выйти и удалить',
  },
  diary,
  notifications: {
    message: (chat: string) => chat,
    hidden: 'Новое сообщение',
    lessonStarted: 'Урок начался',
    lessonStartedText: (chat: string) => `${chat}. Нажмите, чтобы подключиться.`,
  },
  selection: {
    bar: 'Выбранные сообщения',
    count: (count: number) => `Выбрано: ${count}`,
    cancel: 'Не выбирать',
    copy: 'Копировать',
    forward: 'Переслать',
    hide: 'Удалить у меня',
    choose: (name: string, time: string) => `Выбрать: ${name}, ${time}`,
    hideTitle: (count: number) => `Удалить у вас ${plural(count, 'сообщение', 'сообщения', 'сообщений')}?`,
    hideText: 'У других они останутся.',
  },
  info: {
    title: 'О чате',
    open: (chat: string) => heard(`О чате ${chat}`),
    members: 'Участники',
    search: 'Найти в этом чате',
    mutedUntil: (time: string) => `Уведомления отключены до ${time}`,
    mutedForEver: 'Уведомления отключены',
    you: 'вы',
    roles: { owner: 'владелец', admin: 'администратор', member: '' },
  },
  contacts: {
    title: 'Контакты',
    search: 'Имя, класс или предмет',
    list: 'Люди, которым вы можете написать',
    emptyTitle: 'Здесь пока никого',
    emptyText: 'Здесь появятся люди, которым школа разрешает писать лично.',
    nobody: 'Никого не нашлось',
    filters: { all: 'Все', teacher: 'Учителя', pupil: 'Ученики', parent: 'Родители' },
    filtersLabel: 'Кого показать',
  },
  settings: {
    notifications: 'Уведомления и звуки',
    look: 'Внешний вид',
    sessions: 'Устройства и сеансы',
    help: 'Помощь',
    exportData: 'Скачать мои данные',
    exportText: 'Архив с вашими чатами и профилем. Ссылка действует один раз.',
    exportStarted: 'Загрузка началась',
    groups: 'Групповые чаты',
    groupsText: 'Класс, предметы, учительская',
    direct: 'Личные чаты',
    directText: 'Сообщения от одного человека',
    sound: 'Звук',
    soundText: 'Короткий сигнал вместе с уведомлением',
    hidesText: 'Скрывать текст',
    hidesTextText: 'Для общего компьютера: в уведомлении только название чата',
    quiet: 'Тихие часы',
    quietText: 'В это время уведомлений нет',
    quietFrom: 'С',
    quietTo: 'До',
    theme: 'Тема',
    themes: { system: 'Как в системе', light: 'Светлая', dark: 'Тёмная' },
    language: 'Язык',
    languages: { ru: 'Русский', en: 'English' },
    size: 'Размер текста',
    sizes: { small: 'Мельче', normal: 'Обычный', large: 'Крупнее', huge: 'Самый крупный' },
    thisBrowser: 'Тема и размер текста действуют только в этом браузере.',
    current: 'Это устройство',
    others: 'Другие устройства',
    noOthers: 'Больше вы нигде не вошли.',
    endSession: 'Завершить',
    endSessionOf: (device: string) => heard(`Завершить сеанс: ${device}`),
    endOthers: 'Завершить все остальные',
    device: (browser: string, system: string) => (system ? `${browser}, ${system}` : browser),
    unknownDevice: 'Неизвестное устройство',
    seen: (time: string) => `Был в сети: ${time}`,
    signedInAt: (time: string) => `Вход: ${time}`,
  },
  check: {
    title: 'Проверка связи',
    text: 'Проверяем, дойдут ли до школы звук и видео. Это занимает меньше минуты.',
    network: 'Сеть',
    devices: 'Устройства',
    again: 'Проверить ещё раз',
    copy: 'Скопировать отчёт',
    copied: 'Отчёт скопирован: вставьте его в письмо или сообщение тому, кто помогает.',
    notCopied: 'Браузер не дал скопировать. Выделите отчёт ниже и скопируйте сами.',
    report: 'Отчёт',
    signIn: 'Войдите в Переменку и откройте проверку снова: без входа проверяются только устройства.',
    lines: {
      server: 'Сервер школы',
      socket: 'Сообщения',
      udp: 'Звук и видео (UDP)',
      detour: 'Обходной путь (TURN, TCP)',
      download: 'Скорость приёма',
      upload: 'Скорость отправки',
      microphone: 'Микрофон',
      camera: 'Камера',
      speaker: 'Динамик',
    },
    states: {
      waiting: 'ждёт',
      running: 'проверяется…',
      good: 'в порядке',
      weak: 'слабо',
      bad: 'не работает',
      skipped: 'не проверяется',
    },
    ms: (value: number) => `${value}\u00a0мс`,
    speed: (value: number) => `${value.toLocaleString('ru')}\u00a0Мбит/с`,
    hints: {
      'no-server':
        'Сервер школы не отвечает. Проверьте интернет. Если другие сайты открываются, сообщите администратору школы.',
      'no-socket':
        'Сообщения не проходят. Часто мешает прокси или антивирус: администратору нужно разрешить WebSocket к серверу школы.',
      'no-calls': 'Служба звонков школы сейчас не работает. Чаты работают. Попробуйте через несколько минут.',
      'no-udp':
        'Сеть не пропускает UDP, звук и видео идут в обход и могут запаздывать. Администратору сети: разрешите UDP к серверу школы.',
      'no-media':
        'Звук и видео не проходят. Попробуйте другую сеть, например раздайте интернет с телефона, и передайте отчёт администратору.',
      'no-detour': 'На сервере школы обходного пути нет. Пока UDP работает, он не нужен.',
      'detour-shut':
        'Обходной путь на сервере школы есть, но отсюда он закрыт. Пока UDP работает, звонкам это не мешает. Администратору сети: разрешите порты TURN и TCP сервера звонков.',
      slow: 'Для урока с видео мало. Закройте загрузки и другие вкладки, сядьте ближе к роутеру или включите в звонке «Только звук».',
      far: 'Ответ идёт долго, в разговоре будет заметна задержка. Попробуйте кабель вместо Wi-Fi.',
    },
    on: 'работает',
    off: 'выключен',
    denied: 'браузер не разрешил',
    missing: 'не найден',
    busy: 'занят другой программой',
  },
  help: {
    title: 'Помощь',
    items: [
      {
        question: 'Что такое VK ID?',
        answer:
          'Это вход, которым пользуются многие российские сайты. Регистрация во ВКонтакте не нужна, а если она есть, вашу страницу никто не увидит.',
      },
      {
        question: 'Как войти, если забыт пароль VK ID?',
        answer: 'Нажмите «Войти с VK ID», а на странице VK ID «Забыли или не установили пароль» и следуйте подсказкам.',
      },
      {
        question: 'Как подключиться к уроку?',
        answer:
          'Нажмите на наушники слева от чата или рядом с уроком в дневнике, потом «Присоединиться к звонку через браузер». Урок начинает учитель.',
      },
      {
        question: 'Как войти в чат по ссылке или QR-коду?',
        answer:
          'Откройте ссылку и нажмите «Присоединиться». Если Переменка уже в браузере, вставьте ссылку в поле над списком чатов.',
      },
      {
        question: 'Как прикрепить фото, видео, файл или опрос?',
        answer:
          'Нажмите на скрепку слева от поля ввода. Файлы можно ещё перетащить в чат или вставить из буфера обмена.',
      },
      {
        question: 'Как ответить, переслать или отметить сообщение?',
        answer:
          'Нажмите на сообщение правой кнопкой или держите на нём палец: «Ответить», «Переслать», «Отметить как важное». Чтобы взять несколько, нажмите «Выбрать».',
      },
      {
        question: 'Как включить или отключить звук уведомлений?',
        answer: 'Откройте «Аккаунт», «Уведомления и звуки», «Звук». Там же тихие часы.',
      },
      {
        question: 'Как закрепить чат, чтобы он всегда был сверху?',
        answer:
          'Откройте меню чата: три точки справа, правая кнопка мыши или смахивание влево. Выберите «Закрепить». Закрепить можно до пяти чатов.',
      },
      {
        question: 'Как отключить уведомления одного чата?',
        answer:
          'Нажмите на название чата вверху и выберите «Отключить уведомления»: на час, на день или навсегда. Чат останется в списке.',
      },
      {
        question: 'Кому я могу написать лично?',
        answer:
          'Ученик пишет своим учителям, родитель пишет учителям своих детей, учитель пишет коллегам, ученикам и их родителям. Все они в разделе «Контакты».',
      },
      {
        question: 'Как найти старое сообщение?',
        answer:
          'Введите слово в поле над списком чатов. Форма слова не важна: по слову «контрольная» найдётся и «контрольную».',
      },
      {
        question: 'Я вошёл на чужом компьютере и забыл выйти',
        answer: 'Откройте «Аккаунт», «Устройства и сеансы» и завершите тот сеанс. Он закроется сразу.',
      },
      {
        question: 'Сообщение не отправилось',
        answer:
          'Без связи оно ждёт в браузере и уйдёт само. Если сервер отказал, под сообщением написано почему, и его можно повторить.',
      },
    ],
    school: 'Не нашли ответа? Спросите классного руководителя или администратора школы.',
  },
  export: {
    title: (name: string) => `Данные: ${name}`,
    all: 'Все чаты',
    unknownSender: 'Неизвестный',
    deleted: 'Сообщение удалено',
    messages: (count: number) => plural(count, 'сообщение', 'сообщения', 'сообщений'),
    leftOut: 'не поместилось в архив',
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
    shared: 'Общий компьютер',
    sharedHint:
      'Отметьте в школе и в библиотеке: здесь помещается один аккаунт, и следующий пользователь ничего чужого не найдёт. Дома не нужно.',
    sharedManaged: 'Задано администратором школы.',
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
