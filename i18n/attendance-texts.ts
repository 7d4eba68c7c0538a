import { attendance as english } from './en-attendance.ts';
import { type AttendanceTexts, attendance as russian } from './ru-attendance.ts';

/** The words of attendance: of the panel and of the call, fetched when it is opened. */
export const attendanceTexts = (locale: string): AttendanceTexts => (locale === 'ru' ? russian : english);
