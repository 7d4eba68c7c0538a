/** A user of the stand-in. */
export interface VkAccount {
  userId: number;
  /** Digits with the country's code, no plus. */
  phone: string;
  /** Empty: not set; such a user comes in by a code. */
  password: string;
  firstName: string;
  lastName: string;
}

/** The people of the demo: those of the roster with the same phone, and one whom the school does not know. */
export const DEMO_ACCOUNTS: (VkAccount & { /** Whom it shows, for whoever tries the demo. */ note: string })[] = [
  {
    userId: 100001,
    phone: '79120000001',
    password: 'demo',
    firstName: 'Анна',
    lastName: 'Иванова',
    note: 'ученица 7\u00a0Б, учебный профиль уже есть',
  },
  {
    userId: 100002,
    phone: '79120000002',
    password: 'demo',
    firstName: 'Елена',
    lastName: 'Кузнецова',
    note: 'учитель алгебры и геометрии, учебный профиль уже есть',
  },
  {
    userId: 100003,
    phone: '79120000003',
    password: 'demo',
    firstName: 'Ольга',
    lastName: 'Иванова',
    note: 'мама Анны и Петра, профиль найдётся по номеру',
  },
  {
    userId: 100004,
    phone: '79120000004',
    password: 'demo',
    firstName: 'Пётр',
    lastName: 'Соколов',
    note: 'учитель и отец: по номеру двое, нужно выбрать',
  },
  {
    userId: 100005,
    phone: '79120000005',
    password: 'demo',
    firstName: 'Мария',
    lastName: 'Ковалёва',
    note: 'ученица 7\u00a0Б, профиль найдётся по номеру',
  },
  {
    userId: 100006,
    phone: '79120001002',
    password: 'demo',
    firstName: 'Пётр',
    lastName: 'Иванов',
    note: 'брат Анны, ученик 7\u00a0А, профиль найдётся по номеру',
  },
  {
    userId: 100099,
    phone: '79120000099',
    password: 'demo',
    firstName: 'Алексей',
    lastName: 'Гостев',
    note: 'номера нет в списках школы, нужен код',
  },
];

/** Users who already have a school profile when the demo starts: the seed binds them. */
export const BOUND_USER_IDS = { anna: 100001, elena: 100002 } as const;
