import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from '../../tools/chromium.mjs';

/** The browser that tests drive. Throws with what to do. */
export function chromiumPath(): string {
  const path = findChromium(process.env);
  if (!path) throw new Error('no Chromium found: install it, or set CHROMIUM_BIN to its path');
  return path;
}

/** Of the camera, pixels and pictures a second: two cores encode and draw for three people, and for a second file of tests. */
const CAMERA = { width: 320, height: 180, fps: 10 };

/** A second of a bright bar that goes to the right, as YUV4MPEG2 with 4:2:0 planes; the camera plays it again and again. */
function drawCamera({ width, height, fps }: typeof CAMERA): Buffer {
  const pictures = Array.from({ length: fps }, (_, picture) => {
    const bar = (picture / fps) * width;
    const line = Buffer.from(Array.from({ length: width }, (_, x) => (x >= bar && x < bar + width / fps ? 235 : 90)));
    const colours = Buffer.alloc((width * height) / 2, 110);
    return Buffer.concat([Buffer.from('FRAME\n'), ...Array<Buffer>(height).fill(line), colours]);
  });
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F${fps}:1 Ip A1:1 C420mpeg2\n`), ...pictures]);
}

/** The file of it, for all who run at once; whoever is first makes it. */
function cameraFile(): string {
  const file = join(tmpdir(), `peremenka-camera-${CAMERA.width}-${CAMERA.fps}.y4m`);
  if (existsSync(file)) return file;
  const own = `${file}-${process.pid}-${Math.random()}`;
  writeFileSync(own, drawCamera(CAMERA));
  renameSync(own, file);
  return file;
}

const fake = (...options: string[]) => [
  '--use-fake-ui-for-media-stream',
  ['--use-fake-device-for-media-stream', options.join()].filter(Boolean).join('='),
  `--use-file-for-fake-video-capture=${cameraFile()}`,
];
/** A camera and a microphone that need no machine and no question. */
export const FAKE_DEVICES = fake();
/** The same, and the own tab is what the browser gives to show or to record. */
export const FAKE_DEVICES_AND_TAB = fake('display-media-type=browser');
