import * as v from 'valibot';
import { Person } from './people.ts';

/** Somebody whom I may write to; `children`: of a parent, those because of whom I may. */
export const Contact = v.object({ person: Person, children: v.array(Person) });
export type Contact = v.InferOutput<typeof Contact>;
