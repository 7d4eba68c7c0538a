import './call-more.css';
import { Pin, PinOff, ScreenShareOff } from 'lucide';
import { useEffect, useRef } from 'preact/hooks';
import type { Featured as FeaturedId } from '../../client/call/layout.ts';
import type { CallScreenShare } from '../../client/call/participants.ts';
import type { CallParticipant } from '../../client/call/participants-order.ts';
import { personName } from '../../i18n/names.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import { Icon } from '../ui/icon.tsx';
import { Face } from './tile.tsx';
import { Tiles, type TilesProps } from './tiles.tsx';

export interface FeaturedProps extends Pick<TilesProps, 'texts' | 'participants'> {
  featured: Exclude<FeaturedId, null>;
  shares: CallScreenShare[];
  isPinned: boolean;
  /** Null: nothing is pinned any more. */
  onPin: (featured: FeaturedId) => void;
  onStopShare: () => void;
}

function ScreenPicture({ share, label, ...rest }: { share: CallScreenShare; label: string; class?: string }) {
  const video = useRef<HTMLVideoElement>(null);
  const attach = useRef(share.attach);
  attach.current = share.attach;
  // Another picture has another id.
  useEffect(() => (video.current ? attach.current(video.current) : undefined), [share.id]);
  return <video ref={video} {...rest} autoPlay playsInline muted aria-label={label} />;
}

/** The own screen, small: who shows a whole screen would else see it in itself without an end. */
function OwnScreen({ texts, share, onStop }: { texts: CallTexts; share: CallScreenShare; onStop: () => void }) {
  return (
    <section class="call-own-screen" aria-labelledby="call-own-screen">
      <h2 id="call-own-screen" class="call-own-title">
        {share.hasSound ? texts.callView.youShareSound : texts.callView.youShare}
      </h2>
      <ScreenPicture share={share} label={texts.callView.ownScreen} class="call-own-video" />
      <button type="button" class="button call-end" onClick={onStop}>
        <Icon icon={ScreenShareOff} />
        {texts.callView.stopShare}
      </button>
    </section>
  );
}

function Large(props: FeaturedProps & { person: CallParticipant | undefined; share: CallScreenShare | undefined }) {
  const { texts, person, share, isPinned, featured, onPin } = props;
  const pin = () => onPin(isPinned ? null : featured);
  if (person) {
    return (
      <div class={person.isSpeaking ? 'call-tile call-large is-speaking' : 'call-tile call-large'}>
        <Face texts={texts} participant={person} isPinned={isPinned} onPin={pin} />
      </div>
    );
  }
  if (!share) return null;
  if (share.isMe) return <OwnScreen texts={texts} share={share} onStop={props.onStopShare} />;
  const name = texts.callView.sharesOf(personName(share.person));
  const pinName = isPinned ? texts.callView.unpin(name) : texts.callView.pin(name);
  return (
    <div class="call-tile call-large is-screen" data-screen={share.person.id}>
      <ScreenPicture share={share} label={name} />
      <button
        type="button"
        class={isPinned ? 'call-pin is-pinned' : 'call-pin'}
        aria-label={pinName}
        title={pinName}
        onClick={pin}
      >
        <Icon icon={isPinned ? PinOff : Pin} />
      </button>
      <span class="call-name">
        <span>{name}</span>
      </span>
    </div>
  );
}

/** A screen or a person large, the others beside; other screens wait beside it as names to press. */
export function Featured(props: FeaturedProps) {
  const { texts, featured, participants, shares, onPin } = props;
  const person = featured.kind === 'person' ? participants.find((one) => one.person.id === featured.id) : undefined;
  const share = featured.kind === 'screen' ? shares.find((one) => one.id === featured.id) : undefined;
  const others = shares.filter((one) => one !== share);
  const beside = person ? participants.filter((one) => one !== person) : participants;
  return (
    <div class="call-featured">
      <div class="call-featured-large">
        <Large {...props} person={person} share={share} />
        {others.length > 0 && (
          <div class="call-other-screens">
            {others.map((one) => (
              <button type="button" class="button" key={one.id} onClick={() => onPin({ kind: 'screen', id: one.id })}>
                {one.isMe ? texts.callView.youShare : texts.callView.sharesOf(personName(one.person))}
              </button>
            ))}
          </div>
        )}
      </div>
      {beside.length > 0 && (
        <Tiles
          texts={texts}
          participants={beside}
          most={0}
          isStrip={true}
          onPin={(id) => onPin({ kind: 'person', id })}
        />
      )}
    </div>
  );
}
