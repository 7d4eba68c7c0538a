const WEEKDAYS = ['воскресенье', 'понедельник', 'вторник', 'среда', 'четверг', 'пятница', 'суббота'];

/** Whether a day's header («17, понедельник», «Понедельник, 17 ноября») is that of `now`; the month is not looked at. */
export function isDay(date: string | null, now: Date): boolean {
  const day = /(?<!\d)\d{1,2}(?!\d)/.exec(date ?? '')?.[0];
  if (date === null || day === undefined || Number(day) !== now.getDate()) return false;
  const named = WEEKDAYS.findIndex((weekday) => date.toLowerCase().includes(weekday));
  return named < 0 || named === now.getDay();
}
