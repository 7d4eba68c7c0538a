import './call-more.css';
import type { IconNode } from 'lucide';
import { Activity, MonitorUp, PictureInPicture2, Smile, Users, X } from 'lucide';
import type { Devices } from '../../client/call/devices.ts';
import { type Layout, TILE_CHOICES, type TileChoice } from '../../client/call/layout.ts';
import type { ViewChoices } from '../../client/call/view-choices.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import { Icon } from '../ui/icon.tsx';
import { DeviceFields } from './device-fields.tsx';
import { KEY_NAMES } from './key-names.ts';
import { RecordButton } from './record-button.tsx';

export interface MorePanelProps {
  texts: CallTexts;
  devices: Devices;
  choices: ViewChoices;
  onChoose: (change: Partial<ViewChoices>) => void;
  isAudioOnly: boolean;
  onAudioOnly: (isOn: boolean) => void;
  /** What the bar has no room for where it is narrow. */
  onPeople: () => void;
  onReactions?: (() => void) | undefined;
  onShare?: (() => void) | undefined;
  isSharing: boolean;
  /** Whether one can raise a hand here. */
  hasHand: boolean;
  /** Without it this browser has no small window. */
  onSmallWindow?: (() => void) | undefined;
  /** The page that checks the connection, in a tab of its own. */
  checkUrl?: string | undefined;
  onClose: () => void;
}

function Action({ icon, label, onClick }: { icon: IconNode; label: string; onClick: () => void }) {
  return (
    <li>
      <button type="button" class="call-side-action" onClick={onClick}>
        <Icon icon={icon} />
        {label}
      </button>
    </li>
  );
}

function DeviceChoices({ texts, devices }: Pick<MorePanelProps, 'texts' | 'devices'>) {
  return (
    <section aria-labelledby="call-more-devices">
      <h3 id="call-more-devices">{texts.callView.devices}</h3>
      <DeviceFields texts={texts} devices={devices} />
    </section>
  );
}

function ViewOptions(props: MorePanelProps) {
  const { texts, choices, onChoose } = props;
  const layouts: Layout[] = ['grid', 'speaker'];
  return (
    <section aria-labelledby="call-more-view">
      <h3 id="call-more-view">{texts.callView.view}</h3>
      <fieldset class="call-layouts" aria-labelledby="call-more-view">
        {layouts.map((layout) => (
          <label key={layout}>
            <input
              type="radio"
              name="call-layout"
              checked={choices.layout === layout}
              onChange={() => onChoose({ layout })}
            />
            <span>{texts.callView.layouts[layout]}</span>
          </label>
        ))}
      </fieldset>
      <label class="call-side-row">
        <span>{texts.callView.tiles}</span>
        <select
          value={choices.tiles}
          onChange={(event) => onChoose({ tiles: Number(event.currentTarget.value) as TileChoice })}
        >
          {TILE_CHOICES.map((tiles) => (
            <option key={tiles} value={tiles}>
              {tiles || texts.callView.tilesAuto}
            </option>
          ))}
        </select>
      </label>
      <label class="call-side-row">
        <span>
          {texts.callView.audioOnly}
          <small>{texts.callView.audioOnlyText}</small>
        </span>
        <input
          type="checkbox"
          class="call-switch"
          checked={props.isAudioOnly}
          onChange={(event) => props.onAudioOnly(event.currentTarget.checked)}
        />
      </label>
    </section>
  );
}

function Keys({ texts, choices, onChoose, hasHand, onShare }: MorePanelProps) {
  // A key that does nothing here is not told.
  const told = KEY_NAMES.filter(([action]) => (action !== 'hand' || hasHand) && (action !== 'share' || onShare));
  return (
    <section aria-labelledby="call-more-keys">
      <h3 id="call-more-keys">{texts.callView.keys}</h3>
      <label class="call-side-row">
        <span>
          {texts.callView.keysOn}
          <small>{texts.callView.keysText}</small>
        </span>
        <input
          type="checkbox"
          class="call-switch"
          checked={choices.areKeysOn}
          onChange={(event) => onChoose({ areKeysOn: event.currentTarget.checked })}
        />
      </label>
      <dl class="call-keys">
        {told.map(([action, key]) => (
          <div key={action}>
            <dt>
              <kbd>{key ?? texts.callView.space}</kbd>
            </dt>
            <dd>{texts.callView.keyNames[action]}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** «Ещё»: devices, what one sees, keys, and what the bar has no room for. */
export function MorePanel(props: MorePanelProps) {
  const { texts, isSharing } = props;
  return (
    <aside class="call-side" aria-labelledby="call-more-title">
      <header>
        <h2 id="call-more-title" class="call-side-title">
          {texts.callView.more}
        </h2>
        <button type="button" class="icon-button" aria-label={texts.common.close} onClick={props.onClose}>
          <Icon icon={X} />
        </button>
      </header>
      <div class="call-side-scroll">
        <ul class="call-narrow-only">
          <Action icon={Users} label={texts.call.participants} onClick={props.onPeople} />
          {props.onShare && (
            <Action
              icon={MonitorUp}
              label={isSharing ? texts.callView.stopShare : texts.callView.share}
              onClick={props.onShare}
            />
          )}
          {props.onReactions && <Action icon={Smile} label={texts.callView.reactions} onClick={props.onReactions} />}
        </ul>
        <DeviceChoices {...props} />
        <ViewOptions {...props} />
        <RecordButton texts={texts} />
        <ul>
          {props.onSmallWindow && (
            <Action icon={PictureInPicture2} label={texts.callView.small} onClick={props.onSmallWindow} />
          )}
          {props.checkUrl && (
            <li>
              <a class="call-side-action" href={props.checkUrl} target="_blank" rel="noreferrer">
                <Icon icon={Activity} />
                {texts.callView.check}
              </a>
            </li>
          )}
        </ul>
        <Keys {...props} />
      </div>
    </aside>
  );
}
