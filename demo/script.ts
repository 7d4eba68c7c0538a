import * as v from 'valibot';
import { Reaction } from '../protocol/messages.ts';

/** A conversation as it is written in `demo/conversations/`. */
export interface Script {
  /** Which chat: its roster key (backend/school/roster-chats.ts). */
  rosterKey: string;
  /** How many of the last messages somebody (id in the school's list) has not read. */
  unread: Map<string, number>;
  lines: ScriptLine[];
}

export interface ScriptLine {
  /** 0 is the last school day, -1 the one before. */
  day: number;
  /** Minutes from midnight at which this part of the conversation begins. */
  startMinute: number;
  /** The place in its part, from 0. */
  place: number;
  /** «Иванова Анна», or a teacher's «Елена Викторовна». */
  speaker: string;
  text: string;
  /** How many messages before this one stands what it answers. */
  replyTo?: number;
  /** Who reacted, by reaction. */
  reactions: { reaction: Reaction; people: string[] }[];
  isPinned?: boolean;
  /** The name of a picture of `demo/pictures/`, without its ending. */
  picture?: string;
  /** The options of the poll that this line asks, and who chose each. */
  options: { text: string; people: string[] }[];
}

const names = (text: string) => text.split(', ').filter(Boolean);

/** What stands below a line about it, each by its sign; returns whether it was such a line. */
function readMark(line: string, last: ScriptLine | undefined): boolean {
  const [, sign, rest = ''] = /^([>+=!*]) ?(.*)$/u.exec(line) ?? [];
  if (!sign || !last) return false;
  const [, word = '', people = ''] = /^([^:]+): ?(.*)$/u.exec(rest) ?? [];
  if (sign === '>') last.replyTo = Number(rest);
  else if (sign === '+') last.reactions.push({ reaction: v.parse(Reaction, word), people: names(people) });
  else if (sign === '=') last.options.push({ text: word, people: names(people) });
  else if (sign === '!') last.isPinned = true;
  else last.picture = rest;
  return true;
}

/**
 * Reads a script: `chat <roster key>`, `unread <id> <count>`, then parts that begin with `<day> <HH:MM>` and hold
 * lines of `speaker: text`; a line that begins with `|` goes on with the text before it. Marks of that message follow it:
 * `> 3` answers the third before it, `+ like: names` are reactions, `= option: names` makes it a poll, `!` pins it, `* name`
 * hangs a picture on it. Throws on anything else.
 */
export function parseScript(text: string): Script {
  const script: Script = { rosterKey: '', unread: new Map(), lines: [] };
  let day = 0;
  let startMinute = 0;
  let place = 0;
  for (const line of text.split(/\r?\n/)) {
    const head = /^(-?\d) (\d\d):(\d\d)$/.exec(line);
    const setting = /^(chat|unread) (\S+)(?: (\d+))?$/.exec(line);
    const said = /^([^:|]{3,80}): (.+)$/u.exec(line);
    if (line === '' || readMark(line, script.lines.at(-1))) continue;
    if (head) {
      day = Number(head[1]);
      startMinute = Number(head[2]) * 60 + Number(head[3]);
      place = 0;
    } else if (setting?.[1] === 'chat') script.rosterKey = setting[2] ?? '';
    else if (setting) script.unread.set(setting[2] ?? '', Number(setting[3]));
    else if (line.startsWith('|')) {
      const last = script.lines.at(-1);
      if (!last) throw new Error('a script cannot begin in the middle of a message');
      last.text += `\n${line.slice(2)}`;
    } else if (said) {
      script.lines.push({
        day,
        startMinute,
        place,
        speaker: said[1] ?? '',
        text: said[2] ?? '',
        reactions: [],
        options: [],
      });
      place += 1;
    } else throw new Error(`not a line of a script: ${line}`);
  }
  return script;
}

const DAY_START = 8 * 60;
const DAY_END = 17 * 60 + 30;
/** Before this there is too little of a day to have talked in. */
const TODAY_FROM = 9 * 60 + 30;
const MINUTE = 60_000;

/**
 * When the lines of a script were said, Unix ms, in order and never after `now`. Hours are those of this machine. The
 * last day is today, its talk pressed together so far that it is over; early in the morning it is yesterday.
 */
export function saidAt(lines: ScriptLine[], now: number): number[] {
  const today = new Date(now);
  const nowMinute = today.getHours() * 60 + today.getMinutes();
  const isToday = nowMinute >= TODAY_FROM;
  const pressed = isToday && nowMinute < DAY_END ? (nowMinute - 1 - DAY_START) / (DAY_END - DAY_START) : 1;
  const lastDay = new Date(today.getFullYear(), today.getMonth(), today.getDate() - (isToday ? 0 : 1));
  let previous = 0;
  return lines.map((line, index) => {
    // Answers come after one to three minutes, not like clockwork.
    const minute = line.startMinute + line.place * 1.7 + ((index * 37) % 50) / 50;
    const placed = line.day === 0 ? DAY_START + Math.max(0, minute - DAY_START) * pressed : minute;
    const date = new Date(lastDay.getFullYear(), lastDay.getMonth(), lastDay.getDate() + line.day);
    previous = Math.max(previous + 1000, date.getTime() + Math.round(placed * MINUTE));
    return previous;
  });
}
