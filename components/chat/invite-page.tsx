import { CircleAlert, Copy, Link2, RefreshCw, Trash2 } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import { ClientError } from '../../client/platform.ts';
import { untilTime } from '../../i18n/dates.ts';
import { errorText } from '../../i18n/errors.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { Invite, InviteLifetime } from '../../protocol/invites.ts';
import { FilterChips } from '../ui/filter-chips.tsx';
import { Icon } from '../ui/icon.tsx';
import { PanelPage } from '../ui/panel-page.tsx';
import { Stage } from '../ui/stage.tsx';
import type { Loaded } from '../ui/use-loaded.ts';
import { QrCode } from './qr-code.tsx';
import { ListSkeleton } from './skeleton.tsx';

const LIFETIMES: InviteLifetime[] = ['day', 'week', 'month', 'always'];
const LIMITS = [1, 10, 30, 100];

export interface InvitePageProps {
  texts: Texts;
  /** The link as it was when the page was opened. */
  loaded: Loaded<Invite | null>;
  /** Where the school's server is, without a slash at the end. */
  serverUrl: string;
  now: number;
  onMake: (lifetime: InviteLifetime, maxUses: number | null) => Promise<Invite>;
  onRemove: () => Promise<void>;
  onRetry: () => void;
  onBack: () => void;
}

/** What holds of a link: until when, and for how many. */
function InviteState({ texts, invite, now }: { texts: Texts; invite: Invite; now: number }) {
  const { expiresAt, uses, maxUses } = invite;
  const isOver = expiresAt !== null && expiresAt <= now;
  const words = texts.invites;
  const until = expiresAt === null ? words.forEver : words.until(untilTime(texts, expiresAt, now));
  return (
    <p class={isOver ? 'invite-state error-line' : 'invite-state'}>
      {isOver ? words.isOver : until} · {words.uses(uses, maxUses)}
    </p>
  );
}

function TheLink(props: { texts: Texts; invite: Invite; serverUrl: string; now: number }) {
  const { texts, invite, serverUrl } = props;
  const [isCopied, setCopied] = useState(false);
  const url = serverUrl + invite.path;
  useEffect(() => setCopied(false), [url]);
  return (
    <section class="invite-link">
      <QrCode text={url} label={texts.invites.qr} />
      <InviteState texts={texts} invite={invite} now={props.now} />
      <input
        class="field"
        type="text"
        readOnly
        aria-label={texts.invites.link}
        value={url}
        onFocus={(event) => event.currentTarget.select()}
      />
      <button
        type="button"
        class="button button-primary button-wide"
        onClick={() => void navigator.clipboard.writeText(url).then(() => setCopied(true))}
      >
        <Icon icon={Copy} />
        <span role="status">{isCopied ? texts.invites.copied : texts.invites.copy}</span>
      </button>
    </section>
  );
}

/** «Ссылка-приглашение»: the chat's one link with its QR code, and how to make it anew. */
export function InvitePage(props: InvitePageProps) {
  const { texts, loaded } = props;
  const words = texts.invites;
  const [changed, setChanged] = useState<Invite | null | undefined>(undefined);
  const [lifetime, setLifetime] = useState<InviteLifetime>('week');
  const [maxUses, setMaxUses] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  // What is fetched later is newer than what was made here.
  useEffect(() => setChanged(undefined), [loaded]);
  const invite = changed === undefined && loaded.status === 'ready' ? loaded.value : (changed ?? null);

  async function attempt(work: Promise<Invite | null>) {
    setProblem(null);
    try {
      setChanged(await work);
    } catch (error) {
      setProblem(errorText(texts, error instanceof ClientError ? error.code : 'internal'));
    }
  }
  if (loaded.status !== 'ready') {
    return (
      <PanelPage texts={texts} title={words.title} onBack={props.onBack}>
        {loaded.status === 'loading' ? (
          <ListSkeleton label={texts.common.loading} />
        ) : (
          <Stage icon={CircleAlert} title={errorText(texts, loaded.code)}>
            <button type="button" class="button button-primary" onClick={props.onRetry}>
              {texts.common.retry}
            </button>
          </Stage>
        )}
      </PanelPage>
    );
  }
  return (
    <PanelPage texts={texts} title={words.title} onBack={props.onBack}>
      <div class="panel-scroll invite">
        {invite ? (
          <TheLink texts={texts} invite={invite} serverUrl={props.serverUrl} now={props.now} />
        ) : (
          <p class="invite-none">
            <Icon icon={Link2} />
            <b>{words.none}</b>
          </p>
        )}
        <p class="invite-text">{words.text}</p>
        {problem && (
          <p class="error-line" role="alert">
            {problem}
          </p>
        )}
        <h2 class="search-heading">{words.lifetime}</h2>
        <FilterChips
          label={words.lifetime}
          chosen={lifetime}
          chips={LIFETIMES.map((key) => ({ key, text: words.lifetimes[key] }))}
          onChoose={setLifetime}
        />
        <h2 class="search-heading">{words.maxUses}</h2>
        <FilterChips
          label={words.maxUses}
          chosen={String(maxUses)}
          chips={[null, ...LIMITS].map((limit) => ({
            key: String(limit),
            text: limit === null ? words.unlimited : String(limit),
          }))}
          onChoose={(key) => setMaxUses(key === 'null' ? null : Number(key))}
        />
        <div class="invite-actions">
          <button
            type="button"
            class={invite ? 'button button-wide' : 'button button-primary button-wide'}
            onClick={() => void attempt(props.onMake(lifetime, maxUses))}
          >
            <Icon icon={invite ? RefreshCw : Link2} />
            {invite ? words.reset : words.make}
          </button>
          {invite && <small>{words.resetText}</small>}
          {invite && (
            <button
              type="button"
              class="button button-danger button-wide"
              onClick={() => void attempt(props.onRemove().then(() => null))}
            >
              <Icon icon={Trash2} />
              {words.remove}
            </button>
          )}
        </div>
      </div>
    </PanelPage>
  );
}
