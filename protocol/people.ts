import * as v from 'valibot';

export const Id = v.pipe(v.string(), v.minLength(1), v.maxLength(64));

/**
 * Who somebody is in the school, from the roster only, never from the page or the person; `guest`: nobody of the
 * school, in one call by its link and under the name that they typed.
 */
export const PersonRole = v.picklist(['pupil', 'parent', 'teacher', 'guest']);
export type PersonRole = v.InferOutput<typeof PersonRole>;
/** In lists of people: staff first. */
export const roleOrder: Record<PersonRole, number> = { teacher: 0, pupil: 1, parent: 2, guest: 3 };
/** Of those whom the roster knows. */
export type SchoolRole = Exclude<PersonRole, 'guest'>;

/** A person of the roster as others see them. `className` is stored form: `7Б`; `subjects` are a teacher's. */
export const Person = v.object({
  id: Id,
  role: PersonRole,
  givenName: v.string(),
  familyName: v.string(),
  middleName: v.optional(v.string()),
  className: v.optional(v.string()),
  subjects: v.optional(v.array(v.string())),
});
export type Person = v.InferOutput<typeof Person>;

export const School = v.object({ id: Id, name: v.string() });
export type School = v.InferOutput<typeof School>;

/** The person I am, with the children of a parent (they decide whether the diary's name fits). */
export const Me = v.object({ ...Person.entries, children: v.array(Person) });
export type Me = v.InferOutput<typeof Me>;
