import { useEffect, useRef } from 'preact/hooks';

/** The own camera as a mirror shows it. */
export function OwnPicture({ track, label }: { track: MediaStreamTrack; label: string }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = new MediaStream([track]);
  }, [track]);
  return <video ref={video} class="is-mirror" autoPlay playsInline muted aria-label={label} />;
}
