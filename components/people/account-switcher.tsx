import { KeyRound, LogOut, UserPlus, Users } from 'lucide';
import { useState } from 'preact/hooks';
import { type HeldAccount, MAX_ACCOUNTS, type Waiting } from '../../client/session/accounts.ts';
import { personName } from '../../i18n/names.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { Me } from '../../protocol/people.ts';
import { PersonAvatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';
import { describePerson } from './describe-person.ts';

export interface AccountSwitcherProps {
  texts: Texts;
  accounts: HeldAccount[];
  /** Who is active, by id. */
  personId: string;
  /** By person: what waits on this disk. */
  waiting: ReadonlyMap<string, Waiting>;
  isShared: boolean;
  isBusy: boolean;
  problem: string | null;
  onSwitch: (accountId: string, personId?: string) => void;
  /** One more account; on a computer of strangers another one in place of this. */
  onAdd: () => void;
  /** One more person of this account, by a code. */
  onAddPerson: () => void;
  onSignOut: (accountId: string) => void;
  onSignOutAll: () => void;
}

const namesOf = (texts: Texts, { account }: HeldAccount) =>
  account.people.map(personName).join(', ') || texts.accounts.noPerson;

/** How many messages of an account have not been sent. */
function unsentOf(accounts: HeldAccount[], waiting: ReadonlyMap<string, Waiting>): number {
  const people = accounts.flatMap(({ account }) => account.people);
  return people.reduce((sum, { id }) => sum + (waiting.get(id)?.unsent ?? 0), 0);
}

function Row(props: AccountSwitcherProps & { held: HeldAccount; person: Me | null }) {
  const { texts, held, person } = props;
  const { account } = held;
  const waits = person ? props.waiting.get(person.id) : undefined;
  return (
    <button
      type="button"
      class="held-person"
      disabled={props.isBusy}
      onClick={() => props.onSwitch(account.accountId, person?.id)}
    >
      {person ? <PersonAvatar person={person} size={36} /> : <Icon icon={Users} />}
      <span class="held-name">
        <span>{person ? personName(person) : texts.accounts.noPerson}</span>
        <small>{person ? describePerson(texts, person, account.school.name) : account.school.name}</small>
        {held.hasEnded && <small class="held-ended">{texts.accounts.signInAgain}</small>}
        {waits !== undefined && waits.unsent > 0 && (
          <small class="held-waiting">{texts.signIn.unsent(waits.unsent)}</small>
        )}
      </span>
      {waits !== undefined && waits.unread > 0 && (
        <span class="badge">
          <span aria-hidden="true">{waits.unread}</span>
          <span class="visually-hidden">{texts.diary.unreadChats(waits.unread)}</span>
        </span>
      )}
    </button>
  );
}

/** The people of one account that can be changed to; its own way out stands beside the first. */
function Held(props: AccountSwitcherProps & { held: HeldAccount; onLeave: () => void }) {
  const { texts, held } = props;
  const people = held.account.people.filter(({ id }) => id !== props.personId);
  const rows: (Me | null)[] = people.length > 0 ? people : held.isActive ? [] : [null];
  return rows.map((person, index) => (
    <li key={person?.id ?? held.account.accountId} class="held">
      <Row {...props} person={person} />
      {!held.isActive && index === 0 && (
        <button
          type="button"
          class="icon-button"
          aria-label={texts.accounts.signOutOf(namesOf(texts, held))}
          title={texts.common.signOut}
          onClick={props.onLeave}
        >
          <Icon icon={LogOut} />
        </button>
      )}
    </li>
  ));
}

/** Signing out would lose what was written and not sent: the one thing that is asked about. */
function Loss(props: { texts: Texts; count: number; onYes: () => void; onNo: () => void }) {
  const { texts } = props;
  return (
    <div class="held-loss" role="alert">
      <p>{texts.accounts.loss(props.count)}</p>
      <button type="button" class="button button-danger" onClick={props.onYes}>
        {texts.accounts.lossYes}
      </button>
      <button type="button" class="button" onClick={props.onNo}>
        {texts.common.cancel}
      </button>
    </div>
  );
}

function Action(props: { icon: typeof LogOut; text: string; isQuiet?: boolean; isOff?: boolean; onClick: () => void }) {
  return (
    <li>
      <button
        type="button"
        class={props.isQuiet ? 'account-action is-quiet' : 'account-action'}
        disabled={props.isOff}
        onClick={props.onClick}
      >
        <Icon icon={props.icon} />
        <span>{props.text}</span>
      </button>
    </li>
  );
}

/** The accounts of this browser: whom else I may be in one click, one more, and out of one or of all. */
export function AccountSwitcher(props: AccountSwitcherProps) {
  const { texts, accounts, waiting, isShared, isBusy } = props;
  const [leaving, setLeaving] = useState<{ accounts: HeldAccount[]; go: () => void } | null>(null);
  const active = accounts.find(({ isActive }) => isActive);
  const isFull = accounts.length >= MAX_ACCOUNTS;

  function leave(whose: HeldAccount[], go: () => void) {
    if (unsentOf(whose, waiting) > 0) setLeaving({ accounts: whose, go });
    else go();
  }
  const leaveOne = (held: HeldAccount) => leave([held], () => props.onSignOut(held.account.accountId));
  const hasOthers = accounts.length > 1 || (active?.account.people.length ?? 0) > 1;

  return (
    <>
      {hasOthers && (
        <ul class="held-list" aria-label={texts.accounts.title}>
          {accounts.map((held) => (
            <Held key={held.account.accountId} {...props} held={held} onLeave={() => leaveOne(held)} />
          ))}
        </ul>
      )}
      {leaving && (
        <Loss
          texts={texts}
          count={unsentOf(leaving.accounts, waiting)}
          onYes={() => {
            setLeaving(null);
            leaving.go();
          }}
          onNo={() => setLeaving(null)}
        />
      )}
      {props.problem && (
        <p class="error-line" role="alert">
          {props.problem}
        </p>
      )}
      <ul class="account-actions">
        {isShared && active && (
          <Action
            icon={UserPlus}
            text={texts.covered.change}
            isOff={isBusy}
            onClick={() => leave(accounts, props.onAdd)}
          />
        )}
        {!isShared && !isFull && (
          <Action icon={UserPlus} text={texts.accounts.add} isOff={isBusy} onClick={props.onAdd} />
        )}
        {isFull && <li class="held-full">{texts.accounts.full}</li>}
        <Action icon={KeyRound} text={texts.popup.addPerson} onClick={props.onAddPerson} />
        {active && <Action icon={LogOut} text={texts.common.signOut} isQuiet={true} onClick={() => leaveOne(active)} />}
        {accounts.length > 1 && (
          <Action
            icon={LogOut}
            text={texts.accounts.signOutAll}
            isQuiet={true}
            onClick={() => leave(accounts, props.onSignOutAll)}
          />
        )}
      </ul>
    </>
  );
}
