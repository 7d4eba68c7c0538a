import type { ReadonlySignal } from '@preact/signals-core';
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { KeyValue } from '../../client/call/devices.ts';
import type { CallFlow } from '../../client/call/flow.ts';
import { type Featured as FeaturedId, featuredOf, nextSpeaker } from '../../client/call/layout.ts';
import type { CallRoom } from '../../client/call/room.ts';
import { createViewChoices } from '../../client/call/view-choices.ts';
import { errorText } from '../../i18n/errors.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import { lazy } from '../ui/lazy.tsx';
import { CallControls, type Side } from './call-controls.tsx';
import { CallHeader } from './call-header.tsx';
import { DeviceErrors } from './device-errors.tsx';
import { useHandScope } from './hand-context.tsx';
import { Tiles } from './tiles.tsx';
import { toggleDevice, useCallKeys } from './use-call-keys.ts';
import { useSmallWindow } from './use-small-window.ts';
import { useWakeLock } from './use-wake-lock.ts';

// What is not in the first picture of a call (BUILD7).
const Featured = lazy(async () => (await import('./featured.tsx')).Featured);
const ParticipantsPanel = lazy(async () => (await import('./participants-panel.tsx')).ParticipantsPanel);
const AttendanceButton = lazy(async () => (await import('./attendance-button.tsx')).AttendanceButton);
const Hints = lazy(async () => (await import('./hints.tsx')).Hints);
const HandNotices = lazy(async () => (await import('./hand-notices.tsx')).HandNotices);
const ReactionsMenu = lazy(async () => (await import('./hand-reactions.tsx')).ReactionsMenu);
const MorePanel = lazy(async () => (await import('./more-panel.tsx')).MorePanel);

/** What every call shows as soon as one is in it. */
export const IN_CALL = [Hints, HandNotices];

/**
 * Sends a file into a chat, with a text. Resolves when it lies on this disk to be sent, though the page be closed;
 * `onSent` hears how much of it is sent, 0 to 1. Rejects where the disk is full.
 */
export type SaveFile = (
  to: { chatId: string; text: string; name: string },
  file: Blob,
  onSent: (share: number) => void,
) => Promise<void>;

/** The chat of the call: how much of it is unread, and the view that stands beside the pictures. */
export interface ChatBeside {
  unread: ReadonlySignal<number>;
  /** Sends a recording of the call into it. */
  saveFile: SaveFile;
  view: (onClose: () => void) => ComponentChildren;
}

export interface CallViewProps {
  texts: CallTexts;
  title: string;
  isDirect: boolean;
  flow: CallFlow;
  room: CallRoom;
  /** Remembers layout and keys in this browser. */
  storage: KeyValue;
  chat?: ChatBeside | undefined;
  checkUrl?: string | undefined;
}

function Notices(props: CallViewProps & { onDevices: () => void; isSmall: boolean }) {
  const { texts, flow, room } = props;
  const { status } = room.status.value;
  const failure = flow.failure.value;
  const { listening } = room;
  const maySpeak = useHandScope()?.hand.may('speak') ?? true;
  return (
    <div class="call-notices" role="status">
      {status === 'connecting' && <p class="call-notice">{texts.call.connecting}</p>}
      {status === 'reconnecting' && <p class="call-notice">{texts.call.reconnecting}</p>}
      {status !== 'failed' && flow.state.value?.call?.isRinging && (
        <p class="call-notice">{texts.call.direct.ringing}</p>
      )}
      {failure && <p class="call-notice">{errorText(texts, failure)}</p>}
      <HandNotices {...props} />
      {flow.share.state.value.status === 'failed' && <p class="call-notice">{texts.callView.shareFailed}</p>}
      {props.isSmall && <p class="call-notice">{texts.callView.smallWindow}</p>}
      {listening.isAudioOnly.value && (
        <div class="call-notice call-hint">
          <p>{texts.callView.audioOnlyIsOn}</p>
          <button type="button" class="button" onClick={() => listening.setAudioOnly(false)}>
            {texts.callView.showCameras}
          </button>
        </div>
      )}
      {maySpeak && <Hints texts={texts} devices={flow.devices} onDevices={props.onDevices} />}
    </div>
  );
}

/** What one looks at: everybody alike, or something large with the others beside it. */
function Pictures(props: CallViewProps & { view: ReturnType<typeof useView> }) {
  const { texts, flow, room, view } = props;
  const participants = room.participants.value;
  const { featured } = view;
  if (featured) {
    return (
      <Featured
        texts={texts}
        featured={featured}
        participants={participants}
        shares={room.shares.value}
        isPinned={view.pinned !== null && view.pinned.id === featured.id}
        onPin={view.setPinned}
        onStopShare={flow.share.stop}
      />
    );
  }
  return (
    <Tiles
      texts={texts}
      participants={participants}
      most={view.choices.tiles}
      onPin={(id) => view.setPinned({ kind: 'person', id })}
    />
  );
}

function Failed({ texts, flow, room }: CallViewProps) {
  const status = room.status.value;
  if (status.status !== 'failed') return null;
  return (
    <div class="call-failed" role="alert">
      <h2>{texts.call.failedTitle}</h2>
      <p>{status.code === 'media' ? texts.call.mediaFailed : errorText(texts, status.code)}</p>
      <button type="button" class="button button-primary" onClick={() => void flow.join()}>
        {texts.common.retry}
      </button>
    </div>
  );
}

/** How this call is looked at: the remembered choices, what is pinned, who spoke last. */
function useView({ room, storage }: CallViewProps) {
  const [kept] = useState(() => createViewChoices(storage));
  const [pinned, setPinned] = useState<FeaturedId>(null);
  const speaker = useRef<string | null>(null);
  const choices = kept.choices.value;
  const participants = room.participants.value;
  const screens = room.shares.value;
  speaker.current = nextSpeaker(speaker.current, participants);
  const view = { layout: choices.layout, pinned, screens, participants, speakerId: speaker.current };
  return { choices, choose: kept.choose, pinned, setPinned, featured: featuredOf(view) };
}

/** In the call. Whatever the connection does, one can leave. */
export function CallView(props: CallViewProps) {
  const { texts, flow, room, chat, isDirect } = props;
  const hand = useHandScope()?.hand;
  const [isReacting, setReacting] = useState(false);
  const [side, setSide] = useState<Side | null>(null);
  const view = useView(props);
  const small = useSmallWindow(texts, flow, room);
  useWakeLock();
  const { devices, share } = flow;
  const isSharing = share.state.value.status === 'on';
  const mayShare = share.canShare && room.mayShare.value;
  const onShare = () => (isSharing ? share.stop() : void share.start());
  const close = () => setSide(null);
  const toggle = (wished: Side) => setSide(side === wished ? null : wished);
  useCallKeys(view.choices.areKeysOn, devices, {
    microphone: () => toggleDevice(devices.microphone),
    camera: () => toggleDevice(devices.camera),
    hand: () => void hand?.act('call:raise-hand', { isUp: !hand.isMyHandUp.value }),
    share: () => mayShare && onShare(),
    help: () => setSide('more'),
  });
  const ticket = room.ticket.value;
  const { listening } = room;
  return (
    // The chat is a page of its own, with a main part of its own.
    <div class="call" {...(side === 'chat' ? {} : { role: 'main' })}>
      <CallHeader texts={texts} title={props.title} room={room} />
      <Notices {...props} onDevices={() => setSide('more')} isSmall={small.isOpen} />
      <div class={side ? `call-body has-side has-${side}` : 'call-body'}>
        <section class="call-pictures" aria-label={texts.callView.pictures}>
          {room.status.value.status === 'failed' ? <Failed {...props} /> : <Pictures {...props} view={view} />}
        </section>
        {side === 'people' && (
          <ParticipantsPanel
            texts={texts}
            participants={room.participants.value}
            all={ticket?.people.length ?? 0}
            volumes={listening.volumes.value}
            onVolume={listening.setVolume}
            onPin={(id) => view.setPinned({ kind: 'person', id })}
            attendance={ticket?.canEnd && !isDirect && <AttendanceButton texts={texts} load={flow.attendance} />}
            onClose={close}
          />
        )}
        {side === 'more' && (
          <MorePanel
            texts={texts}
            devices={devices}
            choices={view.choices}
            onChoose={view.choose}
            isAudioOnly={listening.isAudioOnly.value}
            onAudioOnly={listening.setAudioOnly}
            onPeople={() => setSide('people')}
            onReactions={hand ? () => setReacting(true) : undefined}
            onShare={mayShare ? onShare : undefined}
            isSharing={isSharing}
            hasHand={hand !== undefined}
            onSmallWindow={small.open}
            checkUrl={props.checkUrl}
            onClose={close}
          />
        )}
        {side === 'chat' && chat && <div class="call-side call-chat">{chat.view(close)}</div>}
      </div>
      <DeviceErrors texts={texts} devices={devices} />
      <CallControls
        texts={texts}
        devices={devices}
        canEnd={!isDirect && (ticket?.canEnd ?? false)}
        side={side}
        onSide={toggle}
        unread={chat?.unread.value}
        isSharing={isSharing}
        onShare={mayShare ? onShare : undefined}
        onReactions={() => setReacting(true)}
        onLeave={flow.leave}
        onEnd={() => void flow.endForAll()}
      />
      {isReacting && hand && <ReactionsMenu texts={texts} hand={hand} onClose={() => setReacting(false)} />}
    </div>
  );
}
