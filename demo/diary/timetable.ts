/** Times of the lessons of a day, the first lesson first. */
export const BELLS = ['8:00–8:40', '8:50–9:30', '9:50–10:30', '10:50–11:30', '11:50–12:30', '12:40–13:20'] as const;

/** Lessons of each class, Monday to Saturday. No teacher of the demo school has two of them at once. */
export const TIMETABLE: Readonly<Record<string, readonly (readonly string[])[]>> = {
  '7А': [
    ['Алгебра', 'Русский язык', 'Английский язык', 'География', 'Литература', 'Биология'],
    ['Русский язык', 'Геометрия', 'История', 'Алгебра', 'Физкультура', 'Английский язык'],
    ['Литература', 'Алгебра', 'Физика', 'Русский язык', 'Информатика', 'География'],
    ['Русский язык', 'Английский язык', 'Геометрия', 'Физкультура', 'История', 'Биология'],
    ['Алгебра', 'Физика', 'Русский язык', 'Геометрия', 'Литература', 'Английский язык'],
    ['Геометрия', 'Русский язык', 'Биология', 'Физкультура'],
  ],
  '7Б': [
    ['Русский язык', 'Английский язык', 'Алгебра', 'Литература', 'История', 'Физкультура'],
    ['Геометрия', 'Биология', 'Алгебра', 'Русский язык', 'География', 'Информатика'],
    ['Физика', 'Русский язык', 'Английский язык', 'Алгебра', 'Физкультура', 'Литература'],
    ['Алгебра', 'История', 'Русский язык', 'Геометрия', 'Биология', 'Английский язык'],
    ['Литература', 'Русский язык', 'Физика', 'География', 'Алгебра', 'Английский язык'],
    ['Русский язык', 'Геометрия', 'Физкультура', 'История'],
  ],
  '9А': [
    ['История', 'Алгебра', 'Русский язык', 'Физика', 'Геометрия', 'Английский язык'],
    ['Физика', 'Литература', 'Информатика', 'Биология', 'Алгебра', 'Русский язык'],
    ['Алгебра', 'Физкультура', 'Русский язык', 'Английский язык', 'Литература', 'История'],
    ['География', 'Геометрия', 'Физика', 'Русский язык', 'Алгебра', 'Физкультура'],
    ['Биология', 'Алгебра', 'История', 'Литература', 'Информатика', 'Русский язык'],
    ['Английский язык', 'Физика', 'Геометрия', 'Русский язык'],
  ],
};

const HOMEWORK: Readonly<Record<string, readonly string[]>> = {
  Алгебра: ['№ 412, 415', '№ 421', '§ 14, № 430 (а, б)'],
  Геометрия: ['№ 118', 'Выучить теорему 12', '№ 124, 126'],
  'Русский язык': ['§ 21, упр. 164', 'Упр. 170', 'Словарный диктант'],
  Литература: ['Читать гл. 3', 'Стихотворение наизусть', 'Вопросы 1–4, с. 88'],
  'Английский язык': ['Слова, с. 48', 'Упр. 5, с. 51', 'Рассказ о школе'],
  История: ['§ 11', '§ 12, даты'],
  Биология: ['§ 9', '§ 10, рисунок'],
  География: ['§ 15, контурная карта', '§ 16'],
  Физика: ['§ 18, задачи 3–5', 'Подготовиться к лабораторной'],
  Информатика: ['Задание на диске, № 2'],
  Физкультура: ['Форма'],
};

export interface DemoLesson {
  number: number;
  time: string;
  subject: string;
  homework: string | null;
  /** 2 to 5, given at a lesson that is over. */
  mark: number | null;
}

export interface DemoDay {
  date: Date;
  lessons: DemoLesson[];
}

/** Monday to Saturday of the week that is `offset` weeks after the one with `today` in it. */
export function weekOf(className: string, today: Date, offset: number): DemoDay[] {
  const monday = new Date(today.getFullYear(), today.getMonth(), today.getDate() + offset * 7);
  monday.setDate(monday.getDate() - ((monday.getDay() + 6) % 7));
  return (TIMETABLE[className] ?? []).map((subjects, weekday) => {
    const date = new Date(monday.getFullYear(), monday.getMonth(), monday.getDate() + weekday);
    const isOver = date.getTime() + 86_400_000 <= today.getTime();
    return { date, lessons: subjects.map((subject, index) => lesson(subject, index, date, isOver)) };
  });
}

/** The same lesson has the same homework and mark every time: a number made of date and place, not chance. */
function lesson(subject: string, index: number, date: Date, isOver: boolean): DemoLesson {
  const seed = date.getDate() * 7 + date.getMonth() * 3 + index * 5;
  const tasks = HOMEWORK[subject] ?? [];
  return {
    number: index + 1,
    time: BELLS[index] ?? '',
    subject,
    homework: seed % 6 === 0 ? null : (tasks[seed % Math.max(1, tasks.length)] ?? null),
    mark: isOver && seed % 3 === 0 ? 3 + (seed % 7 > 1 ? 1 : 0) + (seed % 2) : null,
  };
}
