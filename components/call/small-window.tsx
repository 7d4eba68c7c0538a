import './call-more.css';
import './record.css';
import { PhoneOff } from 'lucide';
import { render } from 'preact';
import type { CallFlow } from '../../client/call/flow.ts';
import { featuredOf, nextSpeaker } from '../../client/call/layout.ts';
import type { CallRoom } from '../../client/call/room.ts';
import { recordTexts } from '../../i18n/call-record.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import { Icon } from '../ui/icon.tsx';
import { DeviceToggle } from './device-toggle.tsx';
import { Featured } from './featured.tsx';

interface SmallCallProps {
  texts: CallTexts;
  flow: CallFlow;
  room: CallRoom;
}

/** Chromium's window above others, which TypeScript does not know. */
interface DocumentPictureInPicture {
  requestWindow(size: { width: number; height: number }): Promise<Window>;
}
const inDocument = () =>
  (window as unknown as { documentPictureInPicture?: DocumentPictureInPicture }).documentPictureInPicture;

let speakerId: string | null = null;

function Recorded({ texts, flow }: Pick<SmallCallProps, 'texts' | 'flow'>) {
  const phase = flow.phase.value;
  const isRecorded = phase.kind === 'call' && Boolean(phase.hand.room.value?.recording);
  return <div role="status">{isRecorded && <span class="call-recording">{recordTexts(texts.locale).sign}</span>}</div>;
}

/** The call in a small window: a screen or whoever speaks, the microphone, and the way out. */
function SmallCall({ texts, flow, room }: SmallCallProps) {
  const participants = room.participants.value;
  const screens = room.shares.value;
  speakerId = nextSpeaker(speakerId, participants);
  const featured = featuredOf({ layout: 'speaker', pinned: null, screens, participants, speakerId });
  const alone = participants[0];
  const large = featured ?? (alone ? { kind: 'person' as const, id: alone.person.id } : null);
  return (
    <main class="call call-small">
      <Recorded texts={texts} flow={flow} />
      {large && (
        <Featured
          texts={texts}
          featured={large}
          participants={large.kind === 'person' ? participants.filter((one) => one.person.id === large.id) : []}
          shares={screens.filter((one) => one.id === large.id)}
          isPinned={false}
          onPin={() => {}}
          onStopShare={flow.share.stop}
        />
      )}
      <div class="call-controls">
        <DeviceToggle texts={texts} kind="microphone" device={flow.devices.microphone} />
        <button
          type="button"
          class="call-control call-leave"
          aria-label={texts.call.leave}
          title={texts.call.leave}
          onClick={flow.leave}
        >
          <Icon icon={PhoneOff} />
        </button>
      </div>
    </main>
  );
}

/** The largest moving picture of others, for browsers that can only lift a video out. */
function bestVideo(): HTMLVideoElement | null {
  const chosen = ['.call-large video', '.is-speaking video:not(.is-mirror)', '.call-tile video:not(.is-mirror)'];
  return chosen.map((one) => document.querySelector<HTMLVideoElement>(one)).find((one) => one !== null) ?? null;
}

/**
 * Opens the small window; must be called soon after a click. `onClosed` is called when it is closed. Resolves with
 * the way to close it, or with null where it was refused, or where there is nothing to show in one.
 */
export async function openSmallWindow(props: SmallCallProps, onClosed: () => void): Promise<(() => void) | null> {
  const whole = inDocument();
  if (whole) {
    const opened = await whole.requestWindow({ width: 340, height: 260 }).catch(() => null);
    if (!opened) return null;
    for (const style of document.head.querySelectorAll('link[rel="stylesheet"], style')) {
      opened.document.head.append(style.cloneNode(true));
    }
    const { body } = opened.document;
    opened.document.documentElement.lang = document.documentElement.lang;
    render(<SmallCall {...props} />, body);
    opened.addEventListener('pagehide', () => {
      render(null, body);
      onClosed();
    });
    return () => opened.close();
  }
  const video = bestVideo();
  const opened = await video?.requestPictureInPicture?.().catch(() => null);
  if (!opened || !video) return null;
  video.addEventListener('leavepictureinpicture', onClosed, { once: true });
  return () => void document.exitPictureInPicture().catch(() => undefined);
}
