import './check.css';
import { CircleAlert, CircleCheck, CircleMinus, CircleX, type IconNode, LoaderCircle } from 'lucide';
import { useState } from 'preact/hooks';
import type { CheckLine } from '../../client/call/check.ts';
import type { Devices } from '../../client/call/devices.ts';
import type { Texts } from '../../i18n/ru.ts';
import { Icon } from '../ui/icon.tsx';
import { foundBy, reportOf } from './check-report.ts';
import { DeviceErrors } from './device-errors.tsx';
import { DeviceFields } from './device-fields.tsx';
import { LevelMeter } from './level-meter.tsx';
import { OwnPicture } from './own-picture.tsx';

export interface CheckViewProps {
  texts: Texts;
  lines: CheckLine[];
  devices: Devices;
  serverUrl: string | undefined;
  /** Nobody is signed in: nothing but the devices can be checked. */
  isSignedOut: boolean;
  isRunning: boolean;
  onAgain: () => void;
}

const ICONS: Record<CheckLine['state'], IconNode> = {
  waiting: CircleMinus,
  running: LoaderCircle,
  good: CircleCheck,
  weak: CircleAlert,
  bad: CircleX,
  skipped: CircleMinus,
};

function Line({ texts, line }: { texts: Texts; line: CheckLine }) {
  return (
    <li class={`check-line is-${line.state}`} data-check={line.name} data-state={line.state}>
      <Icon icon={ICONS[line.state]} />
      <div>
        <p>
          <b>{texts.check.lines[line.name]}</b> <span>{foundBy(texts, line)}</span>
        </p>
        {line.hint && <p class="check-hint">{texts.check.hints[line.hint]}</p>}
      </div>
    </li>
  );
}

function DeviceChecks({ texts, devices }: Pick<CheckViewProps, 'texts' | 'devices'>) {
  const camera = devices.camera.state.value;
  return (
    <section class="check-card" aria-labelledby="check-devices">
      <h2 id="check-devices">{texts.check.devices}</h2>
      <div class="check-picture">
        {camera.status === 'on' ? (
          <OwnPicture track={camera.track} label={texts.call.preview} />
        ) : (
          <span>{texts.call.cameraIsOff}</span>
        )}
      </div>
      <LevelMeter texts={texts} devices={devices} />
      <DeviceErrors texts={texts} devices={devices} />
      <DeviceFields texts={texts} devices={devices} />
    </section>
  );
}

function Report(props: CheckViewProps) {
  const { texts, devices } = props;
  const [copied, setCopied] = useState<{ isDone: boolean; report: string } | null>(null);
  async function copy() {
    const report = reportOf(texts, {
      lines: props.lines,
      microphone: devices.microphone.state.value,
      camera: devices.camera.state.value,
      userAgent: navigator.userAgent,
      serverUrl: props.serverUrl,
      at: new Date(),
    });
    const isDone = await navigator.clipboard.writeText(report).then(
      () => true,
      () => false,
    );
    setCopied({ isDone, report });
  }
  return (
    <>
      <div class="check-actions">
        <button type="button" class="button button-primary" disabled={props.isRunning} onClick={() => void copy()}>
          {texts.check.copy}
        </button>
        <button type="button" class="button" disabled={props.isRunning} onClick={props.onAgain}>
          {texts.check.again}
        </button>
      </div>
      <p role="status">{copied && (copied.isDone ? texts.check.copied : texts.check.notCopied)}</p>
      {copied && !copied.isDone && (
        <textarea class="field check-report" readOnly rows={12} aria-label={texts.check.report} value={copied.report} />
      )}
    </>
  );
}

/** «Проверка связи»: each line with its result, and in words what to do about it. */
export function CheckView(props: CheckViewProps) {
  const { texts } = props;
  return (
    <main class="check">
      <h1>{texts.check.title}</h1>
      <p class="check-text">{props.isSignedOut ? texts.check.signIn : texts.check.text}</p>
      <div class="check-cards">
        <section class="check-card" aria-labelledby="check-network">
          <h2 id="check-network">{texts.check.network}</h2>
          <ul aria-live="polite">
            {props.lines.map((line) => (
              <Line key={line.name} texts={texts} line={line} />
            ))}
          </ul>
        </section>
        <DeviceChecks {...props} />
      </div>
      <Report {...props} />
    </main>
  );
}
