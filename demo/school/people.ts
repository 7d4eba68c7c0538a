import { COMMON_FATHERS, FATHERS, feminine, MOTHERS } from './names.ts';
import type { Random } from './random.ts';

export interface DemoPerson {
  id: string;
  role: 'student' | 'parent' | 'teacher';
  /** Also runs the school: a second row of roles.csv. */
  isAdministrator?: boolean;
  familyName: string;
  givenName: string;
  middleName: string;
  /** Digits; empty: the school has none. */
  phone: string;
  /** Ids of a pupil's parents. */
  parents: string[];
}

type Sex = 'm' | 'f';

/** A pupil before the parents are known. `surname` in the masculine form. */
export interface Child {
  className: string;
  sex: Sex;
  surname: string;
  givenName: string;
  phone?: string;
  /** Where the patronymic is not made of a father's name: «Рашид оглы», or none. */
  middleName?: string;
}

export interface Family {
  children: Child[];
  /** The father's name, of which the patronymics are made. */
  father: string;
  parents: ('mother' | 'father' | 'stepfather')[];
  /** The mother's surname, where it is not the family's. */
  motherSurname?: string;
  fixedMother?: { givenName: string; middleName: string; phone: string };
  fixedFather?: { middleName: string; phone: string };
}

/** Names and the fixed phone of a family's grown-up; `otherSurname` gives one that no pupil has. */
export function parentName(
  family: Family,
  kind: Family['parents'][number],
  random: Random,
  otherSurname: () => string,
) {
  const surname = family.children[0]?.surname ?? '';
  const fathers = Object.entries(FATHERS).filter(([name]) => COMMON_FATHERS.includes(name));
  const grandfathers = fathers.map(([, patronymics]) => patronymics);
  if (kind === 'mother') {
    return {
      familyName: feminine(family.motherSurname ?? surname),
      givenName: family.fixedMother?.givenName ?? random.pick(MOTHERS),
      middleName: family.fixedMother?.middleName ?? random.pick(grandfathers)[1],
      phone: family.fixedMother?.phone,
    };
  }
  if (kind === 'stepfather') {
    return {
      familyName: otherSurname(),
      givenName: random.pick(COMMON_FATHERS),
      middleName: random.pick(grandfathers)[0],
      phone: undefined,
    };
  }
  return {
    familyName: surname,
    givenName: family.father,
    middleName: family.fixedFather?.middleName ?? random.pick(grandfathers)[0],
    phone: family.fixedFather?.phone,
  };
}

/** A child's patronymic: the one that was fixed, or the father's name. */
export function patronymic(family: Family, child: Child): string {
  return child.middleName ?? FATHERS[family.father]?.[child.sex === 'm' ? 0 : 1] ?? '';
}
