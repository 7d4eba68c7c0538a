import { buildDemo } from '../../demo/launcher/build.ts';

/** Once per run: the extension of the demo, as people get it. */
export async function setup(): Promise<void> {
  await buildDemo('http://127.0.0.1:4100');
}
