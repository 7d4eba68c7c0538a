import * as v from 'valibot';
import { Message } from './messages.ts';

/** Longest question of a search, UTF-16 units. */
export const MAX_QUERY_LENGTH = 200;
/** Messages in a page of results. */
export const SEARCH_PAGE = 30;

/** A message that fits, and where in its `searchedText` the words stand: [start, end) in UTF-16 units, in order. */
export const SearchHit = v.object({
  message: Message,
  marks: v.array(v.tuple([v.number(), v.number()])),
});
export type SearchHit = v.InferOutput<typeof SearchHit>;
