import { Pause, Play } from 'lucide';
import { useRef, useState } from 'preact/hooks';
import type { Texts } from '../../i18n/ru.ts';
import { playTime } from '../../i18n/sizes.ts';
import type { Attachment } from '../../protocol/attachments.ts';
import { Icon } from '../ui/icon.tsx';
import { useFileUrl } from './chat-files.ts';

/** A voice message: play, and its loudness as bars that fill while it is heard. */
export function VoicePlayer({ texts, voice }: { texts: Texts; voice: Extract<Attachment, { kind: 'voice' }> }) {
  const url = useFileUrl(voice.id, 'original', { local: true });
  const audio = useRef<HTMLAudioElement>(null);
  const [isPlaying, setIsPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const done = (at * 1000) / voice.durationMs;
  const levels = voice.levels.length > 0 ? voice.levels : [20, 20, 20];
  return (
    <div class="voice">
      <button
        type="button"
        class="voice-play"
        aria-label={`${isPlaying ? texts.files.stop : texts.files.play}: ${texts.files.voice}, ${playTime(voice.durationMs)}`}
        disabled={!url}
        onClick={() => (isPlaying ? audio.current?.pause() : void audio.current?.play().catch(() => {}))}
      >
        <Icon icon={isPlaying ? Pause : Play} />
      </button>
      <span class="voice-levels" aria-hidden="true">
        {levels.map((level, index) => (
          <i
            key={index}
            class={index / levels.length < done ? 'is-heard' : undefined}
            style={{ height: `${Math.max(10, level)}%` }}
          />
        ))}
      </span>
      <span class="voice-time">{playTime(isPlaying ? at * 1000 : voice.durationMs)}</span>
      {/* biome-ignore lint/a11y/useMediaCaption: a voice message is all there is of it */}
      <audio
        ref={audio}
        src={url}
        preload="none"
        onPlay={() => setIsPlaying(true)}
        onPause={() => setIsPlaying(false)}
        onEnded={() => setAt(0)}
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
      />
    </div>
  );
}
