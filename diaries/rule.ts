import * as v from 'valibot';
import { isDenied, isUnstable } from './selectors.ts';

/**
 * A diary as data: where our things go on its pages and what may be read from them. Never code, so that a newer
 * rule can come from the school's server. A selector that breaks with the diary's next build, or that could reach a
 * secret, makes the whole rule invalid.
 */
const Selector = v.pipe(
  v.string(),
  v.nonEmpty(),
  v.maxLength(200),
  v.check((selector) => !isUnstable(selector), 'a class or attribute made by a build'),
  v.check((selector) => !isDenied(selector), 'reaches what is never read'),
);

const Pattern = v.pipe(
  v.string(),
  v.nonEmpty(),
  v.maxLength(200),
  v.check((pattern) => {
    try {
      return new RegExp(pattern, 'iu') instanceof RegExp;
    } catch {
      return false;
    }
  }, 'not a regular expression'),
);

const Name = v.pipe(
  v.string(),
  v.regex(/^[\w-]{1,60}$/),
  v.check((name) => !isDenied(name) && name !== 'value', 'reaches what is never read'),
);

/** Where a text is read. With a pattern, its first group is the text; candidates are tried in order. */
export const Source = v.variant('from', [
  v.strictObject({ from: v.literal('selector'), selector: Selector, pattern: v.optional(Pattern) }),
  v.strictObject({
    from: v.literal('attribute'),
    selector: Selector,
    attribute: Name,
    pattern: v.optional(Pattern),
  }),
  v.strictObject({ from: v.literal('query'), name: Name, pattern: v.optional(Pattern) }),
  v.strictObject({ from: v.literal('path'), pattern: Pattern }),
  v.strictObject({ from: v.literal('json'), selector: Selector, keys: v.array(Name), pattern: v.optional(Pattern) }),
]);
export type Source = v.InferOutput<typeof Source>;

/** Ours goes beside an element of the page, never inside it: a framework owns its children. */
export const Anchor = v.strictObject({ selector: Selector, side: v.picklist(['before', 'after']) });
export type Anchor = v.InferOutput<typeof Anchor>;

export const Viewer = v.picklist(['pupil', 'parent', 'teacher']);
export type Viewer = v.InferOutput<typeof Viewer>;

export const Route = v.strictObject({
  kind: v.picklist(['diary', 'journal', 'page']),
  path: Pattern,
  query: v.optional(v.record(Name, Pattern)),
  /** Any of them is there: the page of this route has been drawn. */
  ready: v.array(Selector),
  /** The only viewer that can have this page. */
  viewer: v.optional(Viewer),
  /** Lesson rows: anchors, subject and number are looked up in the row, the date in its day. */
  lessons: v.optional(
    v.strictObject({
      rows: v.array(Selector),
      day: Selector,
      anchors: v.array(Anchor),
      subject: v.array(Source),
      number: v.array(Source),
      date: v.array(Source),
    }),
  ),
  /** A page that is about one lesson: a teacher's journal. */
  journal: v.optional(
    v.strictObject({ anchors: v.array(Anchor), className: v.array(Source), subject: v.array(Source) }),
  ),
  /** How many of what a healthy page of this route has. */
  health: v.array(v.strictObject({ selector: Selector, min: v.number(), max: v.number() })),
});
export type Route = v.InferOutput<typeof Route>;

export const DiaryRule = v.pipe(
  v.strictObject({
    id: v.pipe(v.string(), v.regex(/^[a-z-]{2,30}$/)),
    version: v.pipe(v.number(), v.integer(), v.minValue(1)),
    name: v.pipe(v.string(), v.maxLength(80)),
    match: v.array(v.pipe(v.string(), v.regex(/^https:\/\/(\*\.)?[\w.-]+\/\*$/))),
    /** Hosts that need the person's permission first. */
    optionalMatch: v.optional(v.array(v.pipe(v.string(), v.regex(/^https:\/\/(\*\.)?[\w.-]+\/\*$/)))),
    /** Any of them is there: the host really runs this diary. Absent: the host is proof enough. */
    detect: v.optional(v.array(Selector)),
    routes: v.array(Route),
    /** The messages icon; without an anchor for `waitMs` milliseconds it floats. */
    messages: v.strictObject({ anchors: v.array(Anchor), waitMs: v.number() }),
    userName: v.array(Source),
    className: v.array(Source),
    /** Signs of who looks at the page, first match wins; none: unknown. */
    viewers: v.array(v.strictObject({ viewer: Viewer, selector: Selector, pattern: v.optional(Pattern) })),
    /** What must not occur in any selector of this rule; the cookies are named for the reader: no source reads one. */
    deny: v.strictObject({ cookies: v.array(v.string()), selectors: v.array(v.string()) }),
  }),
  v.check((rule) => {
    const { deny, ...rest } = rule;
    const texts = JSON.stringify(rest);
    return !deny.selectors.some((denied) => texts.includes(denied));
  }, 'uses a selector that it denies itself'),
);
export type DiaryRule = v.InferOutput<typeof DiaryRule>;
