import * as v from 'valibot';

/**
 * What the diary's content script and the background say to each other. A content script may only ask to open the
 * panel and to ask for a call, and say what its page shows (S1); it gets numbers, never names or texts (S2).
 */
const Text = v.pipe(v.string(), v.maxLength(200));

/** A lesson as the diary's page names it; a part that the page does not show is missing. */
export const LessonRef = v.object({
  className: v.optional(Text),
  subject: v.optional(Text),
});
export type LessonRef = v.InferOutput<typeof LessonRef>;

/** Sent by `runtime.sendMessage` from a trusted click: the gesture is spent at once. */
export const ContentRequest = v.variant('type', [
  v.object({ type: v.literal('panel:open') }),
  v.object({ type: v.literal('call:ask'), lesson: LessonRef }),
]);
export type ContentRequest = v.InferOutput<typeof ContentRequest>;

/** Name of the port that a content script keeps open to the background. */
export const DIARY_PORT = 'diary';

/** content → background over the port, whenever what the page shows has changed. A hint, never a proof. */
export const PageHint = v.object({
  type: v.literal('page'),
  userName: v.nullable(Text),
  viewer: v.nullable(v.picklist(['pupil', 'parent', 'teacher'])),
  lessons: v.pipe(v.array(LessonRef), v.maxLength(200)),
});
export type PageHint = v.InferOutput<typeof PageHint>;

/**
 * background → content over the port: unread chats (null: show no number) and, by `lessonKey`, the head count of
 * calls that go on (a lesson that is not in it is not live).
 */
export interface PageState {
  type: 'state';
  unreadChats: number | null;
  live: Record<string, number>;
}

/** The key of a lesson in `PageState.live`. */
export function lessonKey(lesson: LessonRef): string {
  return `${lesson.className ?? ''}|${lesson.subject ?? ''}`.toLowerCase();
}
