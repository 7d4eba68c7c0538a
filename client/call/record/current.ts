import { signal } from '@preact/signals-core';
import type { RecordDesk } from './desk.ts';

/** The desk of the call that this page is in, for who leads it; a page has one call. */
export const currentDesk = signal<RecordDesk | null>(null);
