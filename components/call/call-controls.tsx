import { EllipsisVertical, type IconNode, MessageSquare, MonitorUp, PhoneOff, Users } from 'lucide';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Devices } from '../../client/call/devices.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import { Icon } from '../ui/icon.tsx';
import { lazy } from '../ui/lazy.tsx';
import { DeviceToggle } from './device-toggle.tsx';
import { HandButtons, LeadBar } from './hand-bar.tsx';

const AskDialog = lazy(async () => (await import('./ask-dialog.tsx')).AskDialog);

/** What stands beside the pictures. */
export type Side = 'people' | 'chat' | 'more';

export interface CallControlsProps {
  texts: CallTexts;
  devices: Devices;
  canEnd: boolean;
  side: Side | null;
  onSide: (side: Side) => void;
  /** Unread messages of the chat; undefined: the page has no chat. */
  unread: number | undefined;
  isSharing: boolean;
  /** Without it I may not or cannot show my screen. */
  onShare?: (() => void) | undefined;
  /** Opens the choice of signs for all. */
  onReactions: () => void;
  onLeave: () => void;
  onEnd: () => void;
}

/** Ends the call for everybody; that cannot be undone, so it asks first. */
function EndForAll({ texts, onEnd }: Pick<CallControlsProps, 'texts' | 'onEnd'>) {
  const [isAsking, setAsking] = useState(false);
  const name = texts.call.endForAll;
  return (
    <>
      <button type="button" class="button call-end" aria-label={name} title={name} onClick={() => setAsking(true)}>
        {texts.call.endShort}
      </button>
      {isAsking && (
        <AskDialog texts={texts} title={texts.call.endQuestion} onClose={() => setAsking(false)}>
          <button
            type="button"
            class="button call-end"
            onClick={() => {
              setAsking(false);
              onEnd();
            }}
          >
            {name}
          </button>
        </AskDialog>
      )}
    </>
  );
}

function Control(props: {
  icon: IconNode;
  name: string;
  isOpen?: boolean;
  isWideOnly?: boolean;
  onClick: () => void;
  children?: ComponentChildren;
}) {
  const { name, isOpen } = props;
  return (
    <button
      type="button"
      class={`call-control${isOpen ? ' is-open' : ''}${props.isWideOnly ? ' call-wide-only' : ''}`}
      aria-label={name}
      title={name}
      {...(isOpen === undefined ? {} : { 'aria-pressed': isOpen })}
      onClick={props.onClick}
    >
      <Icon icon={props.icon} />
      {props.children}
    </button>
  );
}

/** The bar of the call: own devices, what one shows and says, what stands beside, and the way out. */
export function CallControls(props: CallControlsProps) {
  const { texts, devices, side, onSide, unread, isSharing } = props;
  const words = texts.callView;
  return (
    <section class="call-controls" aria-label={texts.call.controls}>
      <div class="call-controls-main">
        <DeviceToggle texts={texts} kind="microphone" device={devices.microphone} />
        <DeviceToggle texts={texts} kind="camera" device={devices.camera} />
        {props.onShare && (
          <Control
            icon={MonitorUp}
            name={isSharing ? words.stopShare : words.share}
            isOpen={isSharing}
            isWideOnly={true}
            onClick={props.onShare}
          />
        )}
        <HandButtons texts={texts} onReactions={props.onReactions} />
        {unread !== undefined && (
          <Control
            icon={MessageSquare}
            name={unread > 0 && side !== 'chat' ? words.chatUnread(unread) : words.chat}
            isOpen={side === 'chat'}
            onClick={() => onSide('chat')}
          >
            {unread > 0 && side !== 'chat' && <span class="badge">{unread > 99 ? '99+' : unread}</span>}
          </Control>
        )}
        <Control
          icon={Users}
          name={texts.call.participants}
          isOpen={side === 'people'}
          isWideOnly={true}
          onClick={() => onSide('people')}
        />
        <Control icon={EllipsisVertical} name={words.more} isOpen={side === 'more'} onClick={() => onSide('more')} />
        <button
          type="button"
          class="call-control call-leave"
          aria-label={texts.call.leave}
          title={texts.call.leave}
          onClick={props.onLeave}
        >
          <Icon icon={PhoneOff} />
        </button>
      </div>
      <div class="call-lead">
        <LeadBar texts={texts} />
        {props.canEnd && <EndForAll texts={texts} onEnd={props.onEnd} />}
      </div>
    </section>
  );
}
