import type { Me, Person } from '../protocol/people.ts';

type Names = Pick<Person, 'givenName' | 'familyName' | 'middleName'>;

/**
 * Whether the name that the diary shows could be mine or, for a parent, one of the children's. Conservative: true
 * for what cannot be read or is no full name; only a clearly different person gives false.
 */
export function nameFits(diaryName: string | null, me: Me): boolean {
  const shown = readName(diaryName ?? '');
  if (!shown) return true;
  return [me, ...me.children].some((person) => couldBe(shown, person));
}

interface ShownName {
  words: string[];
  initials: string[];
}

/** Words of a diary's header that stand where a name could. */
const NO_NAME =
  /^(личный|кабинет|мой|моя|профиль|пользователь|вход|войти|выход|выйти|дневник|журнал|ученик|ученица|учитель|родитель|обучающийся|школа|гость|меню)$/iu;

/** «Иванова А. С.», «Анна Иванова»; null for what is not plainly a person's name: one word, a phrase, Latin letters. */
function readName(text: string): ShownName | null {
  const parts = text
    .normalize('NFC')
    .split(/[\s\u00a0.,]+/u)
    .filter((part) => part !== '');
  if (parts.length < 2 || parts.length > 5 || !parts.every((part) => /^[А-ЯЁ][а-яёА-ЯЁ-]*$/u.test(part))) return null;
  if (parts.some((part) => NO_NAME.test(part))) return null;
  const name: ShownName = { words: [], initials: [] };
  for (const part of parts) {
    if (part.length === 1) name.initials.push(plain(part));
    // «Иванова АС»: initials without dots. Real names of two letters are matched as words first, in couldBe.
    else name.words.push(part.length === 2 && part === part.toUpperCase() ? part : plain(part));
  }
  return name.words.length > 0 ? name : null;
}

function couldBe(shown: ShownName, person: Names): boolean {
  const family = plain(person.familyName);
  const given = plain(person.givenName);
  const middle = person.middleName ? plain(person.middleName) : null;
  const initials = [...shown.initials];
  const words: string[] = [];
  for (const word of shown.words) {
    const isName = [family, given, middle].includes(plain(word));
    if (!isName && word !== plain(word) && word.length === 2) initials.push(...[...word].map(plain));
    else words.push(plain(word));
  }
  const known = [family, given, ...(middle === null ? [] : [middle])];
  const strangers = words.filter((word) => !known.includes(word));
  // A patronymic that the roster does not have cannot contradict; anything else that is not in the name does.
  if (strangers.length > (middle === null && words.length >= 3 ? 1 : 0)) return false;
  const rest = known.filter((name) => !words.includes(name));
  return initialsFit(initials, rest, middle === null);
}

/** Each initial begins a name that is not written out; one more is allowed where the patronymic is unknown. */
function initialsFit(initials: readonly string[], names: readonly string[], middleIsUnknown: boolean): boolean {
  const left = [...names];
  let unmatched = 0;
  for (const initial of initials) {
    const index = left.findIndex((name) => name.startsWith(initial));
    if (index < 0) unmatched += 1;
    else left.splice(index, 1);
  }
  return unmatched <= (middleIsUnknown && initials.length >= 2 ? 1 : 0);
}

/** Folds what two systems spell differently: case, ё, «Наталья» and «Наталия», «Даниил» and «Данил». */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/ё/gu, 'е')
    .replace(/[йь]/gu, 'и')
    .replace(/(.)\1+/gu, '$1');
}
