import type { Lesson } from '../../../diaries/extract.ts';
import type { Viewer } from '../../../diaries/rule.ts';
import { className } from '../../../i18n/names.ts';
import { diary } from '../../../i18n/ru-diary.ts';
import { headphonesDrawing, noHeadphonesDrawing } from './drawing.ts';
import { createHost } from './host.ts';
import { STYLES } from './style.ts';

export interface HeadphonesState {
  lesson: Lesson;
  viewer: Viewer | null;
  /** People in the call that goes on; undefined: none goes on. */
  liveCount: number | undefined;
}

export interface HeadphonesButton {
  element: HTMLElement;
  button: HTMLButtonElement;
  setTone(tone: 'light' | 'dark'): void;
  update(state: HeadphonesState): void;
}

/** Headphones beside a lesson: a pupil joins, a teacher starts, a parent is told why not. */
export function createHeadphones(page: Document, ask: (lesson: Lesson) => void): HeadphonesButton {
  let shown: HeadphonesState | undefined;
  const { element, button } = createHost(page, STYLES.row, () => {
    if (shown && shown.viewer !== 'parent') ask(shown.lesson);
  });
  const count = page.createElement('span');
  count.ariaHidden = 'true';
  return {
    element,
    button,
    setTone: (tone) => button.classList.toggle('on-dark', tone === 'dark'),
    update(state) {
      if (JSON.stringify(state) === JSON.stringify(shown)) return;
      shown = state;
      const isParent = state.viewer === 'parent';
      const isLive = state.liveCount !== undefined && !isParent;
      button.classList.toggle('live', isLive);
      button.setAttribute('aria-label', label(state));
      button.title = isParent ? diary.parent : label(state);
      // Not `disabled`: who cannot see it must be able to reach it and hear why.
      if (isParent) button.setAttribute('aria-disabled', 'true');
      else button.removeAttribute('aria-disabled');
      count.textContent = isLive ? String(state.liveCount) : '';
      const drawing = isParent ? noHeadphonesDrawing(page) : headphonesDrawing(page);
      button.replaceChildren(drawing, ...(isLive ? [count] : []));
    },
  };
}

function label({ lesson, viewer, liveCount }: HeadphonesState): string {
  const name = lessonName(lesson);
  if (viewer === 'parent') return diary.headphones(name);
  if (liveCount !== undefined) return diary.headphonesLive(name, liveCount);
  return viewer === 'teacher' ? diary.headphonesStart(name) : diary.headphones(name);
}

/** «7 Б — Алгебра», or the part that the page shows. */
function lessonName(lesson: Lesson): string {
  const ofClass = lesson.className ? className(lesson.className) : '';
  if (ofClass && lesson.subject) return diary.lesson(ofClass, lesson.subject);
  return ofClass || lesson.subject || diary.unknownLesson;
}
