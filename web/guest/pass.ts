import * as v from 'valibot';
import { request } from '../../client/http.ts';
import { GUEST_PATH, GuestInvitation, type GuestName, GuestPass } from '../../protocol/guests.ts';

/** The secret of the link that this page was opened by. */
export const secret = location.pathname.slice(GUEST_PATH.length + 1);

const url = (what: string) => `${location.origin}${GUEST_PATH}/${encodeURIComponent(secret)}/${what}`;
const KEY = `guest:${secret}`;

/** What the link invites to. Throws ClientError. */
export const askInvitation = (): Promise<GuestInvitation> => request(url('call'), GuestInvitation);

/** Takes a place at the door, and remembers it for a reload of this tab. Throws ClientError. */
export async function enter(name: GuestName): Promise<GuestPass> {
  const pass = await request(url('enter'), GuestPass, { body: name });
  sessionStorage.setItem(KEY, JSON.stringify(pass));
  return pass;
}

/** The place that this tab has taken; null where there is none. */
export function keptPass(): GuestPass | null {
  try {
    return v.parse(GuestPass, JSON.parse(sessionStorage.getItem(KEY) ?? 'null'));
  } catch {
    return null;
  }
}

export const forgetPass = (): void => sessionStorage.removeItem(KEY);
